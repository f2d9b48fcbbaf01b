"""What policy commands start from: the day, the rules, the facts."""

import difflib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import note, working
from zhiqiao.common import ErrorCode
from zhiqiao.policy import PolicyError, Rulebook
from zhiqiao.policy.errors import Problem, ProblemKind
from zhiqiao.policy.programme import Programme
from zhiqiao.policy.values import FactValue, Place
from zhiqiao.rulefiles.errors import RuleFileError
from zhiqiao.rulefiles.fact_files import places_of, read_fact_file
from zhiqiao.rulefiles.folder import default_folder, load_rulebook

if TYPE_CHECKING:
    import polars as pl

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LIKE_MAX = 3
HEADER_KINDS = (ProblemKind.FACT_TWICE, ProblemKind.FACT_UNKNOWN)
KEYS_IN_PROBLEMS = ("name", "key", "text")


def day_of(text: str | None, *, option: str = "--on") -> date:
    """The day asked for; today where none is, and the person is told.

    Raises:
        BadParameter: there is no such day.
    """
    if text is None:
        today = date.today()  # noqa: DTZ011 -- the person's own day
        note(
            tr(f"按今天 {today} 判定；用 --on 换一天。", f"Judged as of today, {today}; see --on.")
        )
        return today
    try:
        if not DAY.fullmatch(text.strip()):
            raise ValueError
        return date.fromisoformat(text.strip())
    except ValueError:
        message = tr(
            f"“{text}”不是存在的日期，请写成 2026-06-30 的样子。",
            f"“{text}” is no day that exists; write it as 2026-06-30.",
        )
        raise typer.BadParameter(message, param_hint=f"'{option}'") from None


def rulebook_of(folder: Path | None) -> Rulebook:
    """The rules of the folder, or of the one that is there without asking."""
    with working(tr("读取规则", "Reading the rules")):
        return load_rulebook(folder if folder is not None else default_folder())


def programme_of(rulebook: Rulebook, id_: str) -> Programme:
    """The programme of an id.

    Raises:
        RuleFileError: there is none.
    """
    found = rulebook.programme(id_)
    if found is None:
        ids = [each.id for each in rulebook.programmes]
        near = difflib.get_close_matches(id_, ids, n=LIKE_MAX, cutoff=0.3) or ids[:LIKE_MAX]
        data = {"id": id_, "like": "、".join(near) or "—"}
        raise RuleFileError(ErrorCode.PROGRAMME_UNKNOWN, **data)
    return found


def facts_of(rulebook: Rulebook, path: Path) -> dict[str, FactValue]:
    """The known facts of the one enterprise of a file.

    Raises:
        PolicyError: with the place of every wrong fact where the file is YAML.
    """
    given = read_fact_file(path)
    try:
        return rulebook.read(given, file=str(path))
    except PolicyError as error:
        places = places_of(path)
        problems = [_placed(each, rulebook, places) for each in error.problems]
        raise PolicyError(problems, error.code) from None


def _placed(problem: Problem, rulebook: Rulebook, places: Mapping[str, Place]) -> Problem:
    """The problem where the file writes the fact, under its name or its code."""
    names = [str(problem.data[key]) for key in KEYS_IN_PROBLEMS if problem.data.get(key)]
    codes = [rulebook.dictionary[name].code for name in names if name in rulebook.dictionary]
    found = next((places[name] for name in (*names, *codes) if name in places), None)
    return replace(problem, place=found) if found else problem


@contextmanager
def named_table(path: Path) -> Iterator[None]:
    """Gives problems of a table's cells the name of its file."""
    try:
        yield
    except PolicyError as error:
        if error.code != ErrorCode.FACTS_BAD:
            raise
        problems = [replace(each, place=_table_place(each, path)) for each in error.problems]
        raise PolicyError(problems, error.code) from None


def _table_place(problem: Problem, path: Path) -> Place:
    """Where a file has the cell that the engine counts from the first enterprise.

    What does not come from the table was set on the command line.
    """
    place = problem.place
    if not place.file:
        return Place("--set", 1, 1)
    has_header_line = path.suffix.lower() != ".parquet" and problem.kind not in HEADER_KINDS
    return Place(str(path), place.line + has_header_line, place.column)


def table_of(path: Path) -> "pl.DataFrame":
    """The enterprises of a table."""
    from zhiqiao.rulefiles.fact_tables import read_fact_table

    with working(tr("读取企业数据", "Reading the enterprises")):
        return read_fact_table(path)
