"""The history of an introduction, as one side may know it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from zhiqiao.web.introductions.faces import Face
from zhiqiao.web.introductions.models import ProposedBy, Step, StepKind
from zhiqiao.web.introductions.moves import Party, State

Event = dict[str, Any]


def events_of(face: Face, steps: Iterable[Step]) -> list[Event]:
    """The person's own side's steps between how it began and how it ended; all for the centre."""
    if face.party is None:
        return [_event(step) for step in steps]
    own = [_event(step) for step in steps if step.kind != StepKind.PROPOSED]
    return [_beginning(face), *own, *_ending(face)]


def _event(step: Step) -> Event:
    who = str(Party(step.party).label) if step.party else ""
    if step.person is not None:
        who = f"{who} {step.person.name}".strip()
    note = "：".join(filter(None, [str(step.get_reason_display()), step.note]))
    return {"at": step.at, "who": who, "what": step.get_kind_display(), "note": note}


def _beginning(face: Face) -> Event:
    row = face.introduction
    words = {
        ProposedBy.BROKER: _("技术经理人发起引荐"),
        ProposedBy.SEEKER: _("需求方发起引荐"),
        ProposedBy.PROVIDER: _("供给方发起引荐"),
    }
    is_known = not face.is_veiled
    what = words[ProposedBy(row.proposed_by)] if is_known else _("收到引荐")
    return {"at": row.proposed_at, "who": "", "what": what, "note": ""}


def _ending(face: Face) -> list[Event]:
    row = face.introduction
    if row.is_open_to_answers or face.own_answer == row.state == State.DECLINED:
        return []
    words = {
        State.OPENED: _("双方同意，建立联系"),
        State.DECLINED: _("对方婉拒"),
        State.EXPIRED: _("到期，没有等到双方同意"),
        State.WITHDRAWN: _("已撤回"),
    }
    return [{"at": row.ended_at, "who": "", "what": words[State(row.state)], "note": ""}]
