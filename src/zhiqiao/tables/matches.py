"""Ranked matches as a table for people or as objects for programs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from zhiqiao.common import Language
from zhiqiao.matching.values import Match, Need, Offer
from zhiqiao.tables.jsonl_writing import write_objects
from zhiqiao.tables.values import Cell
from zhiqiao.tables.writing import replacing, write_rows, writer_for

HEADER: tuple[tuple[str, str], ...] = (
    ("需求编号", "need_id"),
    ("需求名称", "need_title"),
    ("名次", "rank"),
    ("成果编号", "offer_id"),
    ("成果名称", "offer_title"),
    ("推荐", "recommended"),
    ("预测等级", "predicted_relevance"),
    ("较强以上概率", "probability"),
    ("匹配度", "score"),
    ("技术", "technology"),
    ("场景", "scene"),
    ("成熟度匹配", "maturity"),
    ("约束", "constraints"),
    ("理由", "reasons"),
    ("需求原文", "need_evidence"),
    ("成果原文", "offer_evidence"),
)
DECIMALS = 4


def write_matches(
    target: Path,
    matches: Iterable[Match],
    *,
    needs: Mapping[str, Need],
    offers: Mapping[str, Offer],
    language: Language = "zh",
) -> int:
    """Writes ranked matches and returns how many.

    CSV and XLSX hold one row a match with headers in the language; JSONL holds the objects of
    `match_object`.

    Raises:
        TableError: as `write_rows`.
    """
    writer_for(str(target))
    if target.suffix.lower() == ".jsonl":
        with replacing(target) as stream:
            return write_objects(stream, (_with_titles(match, needs, offers) for match in matches))
    header = [chinese if language == "zh" else english for chinese, english in HEADER]
    rows = (tuple(_row(match, needs, offers, language)) for match in matches)
    return write_rows(target, header, rows)


def match_object(match: Match) -> dict[str, Any]:
    """The match as JSON has it: the fields of `Match` but the similarities, enums as values."""
    found = asdict(match)
    del found["similarities"]
    found["relevance"] = int(match.relevance)
    for part in (*found["reasons"], *found["evidence"]):
        part["kind"] = str(part["kind"])
    for name in ("score", "probability"):
        found[name] = round(found[name], DECIMALS)
    return found


def _with_titles(
    match: Match, needs: Mapping[str, Need], offers: Mapping[str, Offer]
) -> dict[str, Any]:
    """The match's object with both titles in front."""
    titles = {
        "need_title": needs[match.need_id].title,
        "offer_title": offers[match.offer_id].title,
    }
    return titles | match_object(match)


def _row(
    match: Match, needs: Mapping[str, Need], offers: Mapping[str, Offer], language: Language
) -> Iterator[Cell]:
    """The cells of one match, in the order of HEADER."""
    scores = match.sub_scores
    yield match.need_id
    yield needs[match.need_id].title
    yield match.rank
    yield match.offer_id
    yield offers[match.offer_id].title
    yield _mark(is_recommended=match.recommended, language=language)
    yield match.relevance.label if language == "zh" else match.relevance.name.lower()
    yield round(match.probability, DECIMALS)
    yield round(match.score, DECIMALS)
    for score in (scores.technology, scores.scene, scores.maturity, scores.constraints):
        yield None if score is None else round(score, DECIMALS)
    yield "\n".join(
        reason.chinese if language == "zh" else reason.english for reason in match.reasons
    )
    yield "\n".join(_unique(match, "need"))
    yield "\n".join(_unique(match, "offer"))


def _mark(*, is_recommended: bool, language: Language) -> str:
    """The mark of a recommended match."""
    if not is_recommended:
        return ""
    return "推荐" if language == "zh" else "recommended"


def _unique(match: Match, side: Literal["need", "offer"]) -> list[str]:
    """The quoted pieces of one side, each once, in order."""
    return list(dict.fromkeys(getattr(evidence, side).text for evidence in match.evidence))
