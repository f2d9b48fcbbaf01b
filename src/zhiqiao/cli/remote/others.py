"""`zhiqiao match show`, `zhiqiao profile …`, `zhiqiao policy programmes`."""

import time

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note, stdout, working
from zhiqiao.cli.remote.credentials import connect
from zhiqiao.cli.remote.finding import found
from zhiqiao.cli.remote.refusal import fact_needed, options_named, own_profile_needed
from zhiqiao.cli.remote.showing import (
    show_assessment,
    show_facts,
    show_programmes,
    show_suggestions,
)
from zhiqiao.client import Client, Matches

LOOK_EVERY_S = 1.0
LOOKS_MAX = 120
OPTIONS = {"value": "VALUE", "period": "--period", "as_of": "--as-of"}


def show_matches(name: str, *, ask: bool, top: int, as_json: bool) -> None:
    """Prints what was suggested for a need; has it matched first if asked."""
    with connect() as client:
        number = found(client.needs, name)["id"]
        matches = _asked(client, number) if ask else client.matches.of_need(number)
    matches["items"] = matches["items"][:top]
    if as_json:
        emit(matches)
    else:
        show_suggestions(matches, side="offer")


def _asked(client: Client, number: int) -> Matches:
    """The result of a run asked for now, or what there is when it takes too long."""
    client.matches.ask_for_need(number)
    with working(tr("匹配中 ……", "Matching …")):
        for _ in range(LOOKS_MAX):
            matches = client.matches.of_need(number)
            if matches["under_way"] is None:
                break
            time.sleep(LOOK_EVERY_S)
    return matches


def show_profile(*, organisation: int | None, as_json: bool) -> None:
    """Prints the facts of one's own organisation, or of another."""
    with connect() as client:
        if organisation is None:
            with own_profile_needed():
                facts = client.profile.list()
        else:
            facts = client.profile.list(organisation)
    if as_json:
        emit(facts)
    else:
        show_facts(facts)


def set_fact(fact: str, value: str, *, period: str, as_of: str, as_json: bool) -> None:
    """States a fact of one's own organisation."""
    more = {name: text for name, text in (("period", period), ("as_of", as_of)) if text}
    with connect() as client, fact_needed(fact), own_profile_needed(), options_named(OPTIONS):
        made = client.profile.put(fact, value, **more)
    if as_json:
        emit(made)
    else:
        stdout().print(f"{made['name']} {made['period']} {made['shown']}", soft_wrap=True)
        note(tr("原来的值留在历史里。", "The earlier value stays in the history."))


def assess_profile(*, organisation: int | None, on: str, as_json: bool) -> None:
    """Prints how each programme stands for an organisation."""
    with connect() as client:
        assessment = client.programmes.assess(organisation, on=on or None)
    if as_json:
        emit(assessment)
    else:
        show_assessment(assessment)


def list_programmes(*, on: str, as_json: bool) -> None:
    """Prints the programmes of the server."""
    with connect(needs_token=False) as client:
        programmes = list(client.programmes.list(on=on or None))
    if as_json:
        emit(programmes)
    else:
        show_programmes(programmes)
