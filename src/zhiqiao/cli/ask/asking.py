"""Asking from the command line: the folder's rules, or the site's where its data is at hand."""

import os
from datetime import date
from pathlib import Path
from typing import TypedDict

from rich.text import Text

from zhiqiao.asking import Answer, Confidence, Passage
from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note, stdout
from zhiqiao.cli.policy.loading import day_of, rulebook_of
from zhiqiao.cli.wrapping import Wrapped


class Offer(TypedDict):
    """An offer found, for programs."""

    id: str
    title: str
    organisation: str
    confidence: str
    texts: list[str]
    parts: list[str]


DATABASES = ("ZHIQIAO_DATABASE_URL", "ZHIQIAO_MIGRATOR_DATABASE_URL")
WORDS = {
    Confidence.SURE: ("有把握", "confident"),
    Confidence.LIKELY: ("可能是", "maybe"),
    Confidence.UNSURE: ("没有把握", "not sure"),
}
STYLES = {Confidence.SURE: "bold green", Confidence.LIKELY: "yellow", Confidence.UNSURE: "dim"}


def perform(question: str, *, folder: Path | None, on: str | None, as_json: bool) -> None:
    """Asks and prints."""
    if folder is None and on is None and _has_site():
        answer, confidence, offers = _asked_of_site(question)
    else:
        answer, offers = _asked_of_folder(question, folder, _day(on)), []
        confidence = answer.confidence
    if as_json:
        emit(_object(question, answer, offers) | {"confidence": str(confidence)})
    else:
        _show(answer, confidence, offers)


def _day(text: str | None) -> date:
    return day_of(text) if text else date.today()  # noqa: DTZ011 -- the person's own day


def _has_site() -> bool:
    """Whether a site's database is at hand, so that its answers and offers count too."""
    folder = Path(os.environ.get("ZHIQIAO_DATA") or "var")
    return any(map(os.environ.get, DATABASES)) or (folder / "db.sqlite3").is_file()


def _asked_of_folder(question: str, folder: Path | None, on: date) -> Answer:
    from zhiqiao.asking.shelf import book_of

    return book_of(rulebook_of(folder), on=on).ask(question)


def _asked_of_site(question: str) -> tuple[Answer, Confidence, list[Offer]]:
    from zhiqiao.cli.site import set_up_site

    set_up_site()
    from django.contrib.auth.models import AnonymousUser

    from zhiqiao.web.ask.finding import find

    found = find(question, actor=AnonymousUser())
    offers: list[Offer] = [
        {
            "id": str(each.offer.pk),
            "title": each.offer.title,
            "organisation": _owner(each.offer),
            "confidence": str(found.offer_answer.confidence),
            "texts": [one.passage.text for one in each.passages],
            "parts": [str(one.passage.part) for one in each.passages],
        }
        for each in found.offers
    ]
    return found.answer, found.confidence, offers


def _owner(offer: object) -> str:
    return str(getattr(offer, "organisation", None) or "")


def _show(answer: Answer, confidence: Confidence, offers: list[Offer]) -> None:
    """Prints the answer for people."""
    stdout().print(Text(tr(*WORDS[confidence]), STYLES[confidence]))
    for each in answer.found[: 1 if answer.confidence is Confidence.SURE else 3]:
        _show_passages(each.title, each.programme_id, [(p.text, cited(p)) for p in each.passages])
    for offer in offers:
        quoted = [(text, f"《{offer['title']}》") for text in offer["texts"]]
        _show_passages(offer["title"], offer["organisation"], quoted)
    if confidence is Confidence.UNSURE:
        note(
            tr(
                "没有把握：上面只是最接近的。请换个说法，或在网站的「问一问」转给主管部门。",
                "Not sure: these only come nearest. Ask differently, or a department on the site.",
            )
        )


def _show_passages(title: str, beside: str, quoted: list[tuple[str, str]]) -> None:
    """Prints what was found under its title, each text with where it stands."""
    stdout().print()
    stdout().print(Wrapped(Text.assemble((title, "bold"), f"  {beside}")))
    for text, where in quoted:
        stdout().print(Wrapped(Text.assemble(f"  {text}", ("\n    " + where, "dim"))))


def cited(passage: Passage) -> str:
    """Where a passage stands."""
    parts = (f"《{passage.document}》", passage.number, passage.clause)
    return " ".join(part for part in parts if part)


def _object(question: str, answer: Answer, offers: list[Offer]) -> dict[str, object]:
    """The answer for programs."""
    return {
        "question": question,
        "confidence": str(answer.confidence),
        "probability": round(answer.probability, 3),
        "reasons": list(answer.reasons),
        "programmes": [
            {
                "id": each.programme_id,
                "title": each.title,
                "department": each.department,
                "probability": round(each.probability, 3),
                "lacks": [str(one) for one in each.lacks],
                "passages": [_passage(one) for one in each.passages],
            }
            for each in answer.found
        ],
        "offers": offers,
    }


def _passage(passage: Passage) -> dict[str, object]:
    return {
        "kind": str(passage.kind),
        "text": passage.text,
        "document": passage.document,
        "number": passage.number,
        "clause": passage.clause,
        "address": passage.address,
        "to_verify": passage.is_to_verify,
    }
