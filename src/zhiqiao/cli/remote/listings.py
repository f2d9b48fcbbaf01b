"""`zhiqiao need …` and `zhiqiao offer …`."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any, Literal

import typer

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, stdout
from zhiqiao.cli.remote.credentials import connect
from zhiqiao.cli.remote.finding import found
from zhiqiao.cli.remote.refusal import options_named
from zhiqiao.cli.remote.showing import show_listing, show_listings
from zhiqiao.client import Client
from zhiqiao.client.client import Listings
from zhiqiao.common.money import FEN_PER_WAN_YUAN

OPTIONS = {
    "title": "--title", "text": "--text", "field": "--field", "stage": "--stage",
    "mode": "--mode", "area": "--area", "budget_fen": "--budget", "deadline_on": "--deadline",
    "organisation_name": "--organisation", "publish": "--publish",
}  # fmt: skip
Noun = Literal["need", "offer"]


@dataclass(frozen=True, slots=True)
class ListRequest:
    """What to list."""

    query: str
    status: str
    mine: bool
    top: int
    as_json: bool


def _of(client: Client, noun: Noun) -> Listings[Any]:
    return client.needs if noun == "need" else client.offers


def list_them(noun: Noun, request: ListRequest) -> None:
    """Prints the first listings that fit."""
    with connect(needs_token=request.mine or request.status != "published") as client:
        rows = _of(client, noun).list(q=request.query, status=request.status, mine=request.mine)
        listed = list(islice(rows, request.top))
    if request.as_json:
        emit(listed)
    else:
        show_listings(listed)


def show(noun: Noun, name: str, *, as_json: bool) -> None:
    """Prints one listing."""
    with connect(needs_token=False) as client:
        _print(found(_of(client, noun), name), as_json=as_json)


def create_need(fields: dict[str, object], *, budget: str, as_json: bool) -> None:
    """Makes a need of the fields that were given."""
    given = {name: value for name, value in fields.items() if value not in ("", None, False)}
    if budget:
        given["budget_fen"] = fen_of(budget)
    with options_named(OPTIONS), connect() as client:
        made = dict(client.needs.create(**given))
    _print(made, as_json=as_json)


def fen_of(text: str) -> int:
    """万元 as fen.

    >>> fen_of("120.5")
    120500000
    """
    try:
        amount = Decimal(text) * FEN_PER_WAN_YUAN
    except InvalidOperation:
        amount = Decimal(-1)
    if amount < 0 or amount != amount.to_integral_value():
        why = tr("预算应为万元数，如 120.5", "the budget is a number of 10,000 yuan, such as 120.5")
        raise typer.BadParameter(why)
    return int(amount)


def change_status(name: str, *, publish: bool, as_json: bool) -> None:
    """Publishes or withdraws a need."""
    with connect() as client:
        number = found(client.needs, name)["id"]
        changed = client.needs.publish(number) if publish else client.needs.withdraw(number)
    if as_json:
        emit(changed)
    else:
        words = tr("已发布", "Published") if publish else tr("已撤回", "Withdrawn")
        stdout().print(f"{words} {changed['code']} {changed['title']}", soft_wrap=True)


def _print(listing: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        emit(listing)
    else:
        show_listing(listing)
