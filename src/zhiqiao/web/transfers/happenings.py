"""The timeline in words: what each event says, in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from zhiqiao.common.money import FEN_PER_YUAN
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.transfers.models import EventKind, TransferEvent, Visibility
from zhiqiao.web.transfers.stages import ContractKind, End, Stage


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline."""

    at: datetime
    who: str
    what: str
    note: str


def happenings_of(events: Iterable[TransferEvent]) -> list[Happening]:
    """The events in words, in their order."""
    rows = list(events)
    names = _names_of(rows)
    return [
        Happening(row.at, row.person.name if row.person else "", _what(row, names), row.text)
        for row in rows
    ]


def _names_of(rows: Iterable[TransferEvent]) -> Mapping[int, str]:
    wanted = {row.data["owner_id"] for row in rows if row.data.get("owner_id")}
    found = Person.objects.filter(pk__in=wanted) if wanted else Person.objects.none()
    return dict(found.values_list("pk", "name"))


def _what(event: TransferEvent, names: Mapping[int, str]) -> str:
    told = _words(event, names)
    if event.visibility == Visibility.BOTH:
        return told
    return f"{told} · {Visibility(event.visibility).label}"


def _words(event: TransferEvent, names: Mapping[int, str]) -> str:
    data, label = event.data, str(EventKind(event.kind).label)
    if event.kind in (EventKind.MOVE, EventKind.BACK):
        return _joined([_moved(event.kind, Stage(data["to"]).label), *_contract(data)])
    if event.kind == EventKind.CLOSE:
        return f"{label}{_('：')}{End(data['end']).label}"
    if event.kind == EventKind.ANSWER:
        answer = _("解决了") if data["was_solved"] else _("还没有")
        return f"{label}{_('：')}{answer}"
    if event.kind == EventKind.CHANGE:
        return _("修改了%(what)s") % {"what": _joined(_changes(data, names))}
    return label


def _moved(kind: str, stage: str | Promise) -> str:
    words = _("退回到%(stage)s") if kind == EventKind.BACK else _("推进到%(stage)s")
    return words % {"stage": stage}


def _joined(parts: list[str]) -> str:
    return _("，").join(parts)


def _contract(data: Mapping[str, Any]) -> list[str]:
    told = [str(ContractKind(data["contract_kind"]).label)] if data.get("contract_kind") else []
    amount_fen = data.get("amount_fen")
    if amount_fen is not None:
        told.append(f"{amount_fen / FEN_PER_YUAN:,.2f} {_('元')}")
    return told


def _changes(data: Mapping[str, Any], names: Mapping[int, str]) -> list[str]:
    told = []
    if "owner_id" in data:
        who = names.get(data["owner_id"], "") if data["owner_id"] else _("无")
        told.append(_("负责人：%(who)s") % {"who": who})
    if "next_action" in data:
        told.append(_("下一步：%(what)s") % {"what": data["next_action"] or _("无")})
    if "due_on" in data:
        told.append(_("期限：%(day)s") % {"day": data["due_on"] or _("无")})
    if "amount_fen" in data or "contract_kind" in data:
        told.append(_("合同：%(what)s") % {"what": _joined(_contract(data)) or _("无")})
    return told
