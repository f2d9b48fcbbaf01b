"""Projects of the demo city in every stage, dated from the day of loading."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from zhiqiao.common.money import FEN_PER_WAN_YUAN
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.introductions.models import Introduction, ProposedBy, Step, StepKind
from zhiqiao.web.introductions.moves import Answer, Party, State
from zhiqiao.web.introductions.wording import Band
from zhiqiao.web.matches.actions import grade_from_outcome
from zhiqiao.web.matches.models import Review
from zhiqiao.web.transfers.models import EventKind, Transfer, TransferEvent, Visibility
from zhiqiao.web.transfers.stages import ENDS, ORDER, ContractKind, End, Stage

BROKERS = ("demo-broker", "demo-broker-2")
A_STEP, TO_ANSWER = timedelta(days=18), timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Story:
    """One project of the demo.

    Attributes:
        ago: days since the introduction.
        due: days until the next action, negative when it is late.
        wan_yuan, kind: the contract, where there is one.
        note: what was written in the timeline.
    """

    stage: Stage
    ago: int
    next_action: str = ""
    due: int | None = None
    wan_yuan: int | None = None
    kind: str = ""
    end: End | None = None
    note: str = ""


STORIES = (
    Story(Stage.INTRODUCED, 3, "约双方第一次线上会", 2),
    Story(Stage.INTRODUCED, 9, "请院所补一份检测报告", -4),
    Story(
        Stage.NEGOTIATING, 24, "寄两公斤样品到车间试用", 5, note="车间下周停线，样品要在那之前到。"
    ),
    Story(Stage.NEGOTIATING, 31, "对方法务看保密协议", -2, note="协议已寄出，等盖章。"),
    Story(Stage.NEGOTIATING, 52, "谈许可费和分期", 12, 80, ContractKind.LICENCE),
    Story(Stage.NEGOTIATING, 40, "现场看中试线", 1),
    Story(Stage.SIGNED, 75, "首笔款到账后开工", 6, 120, ContractKind.DEVELOPMENT),
    Story(Stage.SIGNED, 96, "催第一笔款", -9, 45, ContractKind.SERVICE, note="发票已开。"),
    Story(Stage.PAID, 140, "半年后回访效果", 40, 200, ContractKind.LICENCE),
    Story(Stage.PAID, 210, wan_yuan=68, kind=ContractKind.DEVELOPMENT, end=End.SUCCEEDED),
    Story(Stage.SIGNED, 180, wan_yuan=30, kind=ContractKind.CONSULTING, end=End.SUCCEEDED),
    Story(Stage.NEGOTIATING, 120, end=End.PRICE, note="差 40 万，双方都不再让。"),
    Story(Stage.INTRODUCED, 66, end=End.UNREACHABLE),
    Story(Stage.INTRODUCED, 88, end=End.UNRELATED, note="要的是在线检测，成果是离线的。"),
)
WEAK = 2


def load_demo_transfers() -> int:
    """The demo's projects, over pairs that its brokers graded; how many. None a second time."""
    if Transfer.objects.unscoped().filter(is_demo=True).exists():
        return 0
    return _write_stories()


@action
def _write_stories() -> int:
    people = list(Person.objects.filter(username__in=BROKERS).order_by("username"))
    if not people:
        return 0
    pairs = _pairs()
    told = 0
    for number, story in enumerate(STORIES):
        grade = next(pairs[_suits(story)], None)
        if grade is not None:
            _write_story(story, grade, people[number % len(people)])
            told += 1
    audit(actor=None, action="load_demo_transfers", what=Transfer, data={"count": told})
    return told


def _suits(story: Story) -> bool:
    """Whether the pair should be one that fits: not where it ended for want of relevance."""
    return story.end != End.UNRELATED


def _pairs() -> dict[bool, Iterator[Review]]:
    """Graded pairs of the demo, those of its two signed-in sides first, one a need."""
    sides = _sides()
    rows = Review.objects.unscoped().filter(need__is_demo=True, offer__is_demo=True)
    found = list(rows.select_related("need", "offer").order_by("-relevance", "need_id", "pk"))
    taken: set[int] = {row.need_id for row in Introduction.objects.unscoped().filter(is_demo=True)}
    once: dict[bool, list[Review]] = {True: [], False: []}
    for row in sorted(found, key=lambda row: not _is_of(row, sides)):
        if row.need_id not in taken:
            taken.add(row.need_id)
            once[row.relevance > WEAK].append(row)
    weak = (row for row in found if row.relevance == 1)
    return {True: iter(once[True]), False: iter([*once[False], *weak])}


def _sides() -> set[int]:
    people = Person.objects.filter(username__in=("demo-seeker", "demo-provider"))
    return {person.organisation_id for person in people if person.organisation_id is not None}


def _is_of(row: Review, sides: set[int]) -> bool:
    return row.need.organisation_id in sides or row.offer.organisation_id in sides


def _write_story(story: Story, grade: Review, broker: Person) -> None:
    began = timezone.now() - timedelta(days=story.ago)
    transfer = Transfer.objects.create(
        introduction=_introduction(grade, broker, began),
        need=grade.need,
        offer=grade.offer,
        seeker_id=grade.need.organisation_id,
        provider_id=grade.offer.organisation_id,
        need_title=grade.need.title,
        offer_title=grade.offer.title,
        field=grade.need.field,
        stage=story.stage,
        owner=broker,
        next_action=story.next_action,
        due_on=_due(story),
        amount_fen=None if story.wan_yuan is None else story.wan_yuan * FEN_PER_WAN_YUAN,
        contract_kind=story.kind,
        introduced_at=began,
        is_demo=True,
        **_times(story, began),
    )
    _write_timeline(story, transfer, broker)
    if story.end is not None:
        _write_end(story.end, transfer, broker, note=story.note)


def _due(story: Story) -> date | None:
    return None if story.due is None else timezone.localdate() + timedelta(days=story.due)


def _introduction(grade: Review, broker: Person, began: datetime) -> Introduction:
    made = Introduction.objects.create(
        need=grade.need,
        offer=grade.offer,
        field=grade.need.field,
        band=Band.HIGH,
        proposed_by=ProposedBy.BROKER,
        state=State.OPENED,
        seeker_answer=Answer.CONSENTED,
        provider_answer=Answer.CONSENTED,
        proposed_at=began - TO_ANSWER,
        due_on=timezone.localtime(began).date(),
        ended_at=began,
        is_demo=True,
    )
    Step.objects.create(
        introduction=made, kind=StepKind.PROPOSED, person=broker, at=began - TO_ANSWER
    )
    for party in Party:
        Step.objects.create(introduction=made, kind=StepKind.CONSENTED, party=party, at=began)
    Step.objects.create(introduction=made, kind=StepKind.OPENED, at=began)
    return made


def _times(story: Story, began: datetime) -> dict[str, Any]:
    """When each later stage was reached."""
    reached = ORDER.index(story.stage)
    return {
        f"{stage}_at": min(began + place * A_STEP, timezone.now())
        for place, stage in enumerate(ORDER)
        if 0 < place <= reached
    }


def _write_timeline(story: Story, transfer: Transfer, broker: Person) -> None:
    events = [TransferEvent(kind=EventKind.START, at=transfer.introduced_at)]
    for place, stage in enumerate(ORDER[1 : ORDER.index(story.stage) + 1]):
        data: dict[str, Any] = {"from": ORDER[place], "to": stage}
        if stage == Stage.SIGNED:
            data |= {"amount_fen": transfer.amount_fen, "contract_kind": transfer.contract_kind}
        at = getattr(transfer, f"{stage}_at")
        events.append(TransferEvent(kind=EventKind.MOVE, data=data, at=at))
    if story.note and story.end is None:
        note = {"text": story.note, "visibility": Visibility.BOTH}
        events.append(TransferEvent(kind=EventKind.NOTE, at=timezone.now(), **note))
    for event in events:
        event.transfer, event.person = transfer, broker
        event.organisation_id = broker.organisation_id
    TransferEvent.objects.bulk_create(events)


def _write_end(end: End, transfer: Transfer, broker: Person, *, note: str) -> None:
    relevance = ENDS[end].relevance
    if relevance is not None:
        transfer.grade = grade_from_outcome(
            actor=broker,
            need_id=transfer.need_id,
            offer_id=transfer.offer_id,
            relevance=relevance,
        )
    last = transfer.paid_at or transfer.signed_at or transfer.negotiating_at
    transfer.end, transfer.closed_at = end, (last or transfer.introduced_at) + timedelta(days=7)
    transfer.save()
    TransferEvent.objects.create(
        transfer=transfer,
        person=broker,
        organisation_id=broker.organisation_id,
        kind=EventKind.CLOSE,
        data={"end": end},
        text=note,
        at=transfer.closed_at,
    )
