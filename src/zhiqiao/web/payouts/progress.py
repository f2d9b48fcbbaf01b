"""How far a released list is: counts, sums, files, seconds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Concat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.ledger.models import Entry
from zhiqiao.web.payouts.models import (
    OVERTAKEN,
    Chunk,
    ChunkState,
    Payment,
    PaymentState,
    PayoutList,
)
from zhiqiao.web.payouts.queries import expected_on
from zhiqiao.web.payouts.reasons import FILE_NOT_TAKEN

FILES_SHOWN = 30
BEFORE_BANK = (ChunkState.QUEUED, ChunkState.SENDING)
TAKEN = (
    PaymentState.ACCEPTED, PaymentState.SETTLED, PaymentState.RETURNED, PaymentState.RELEASED,
    PaymentState.CLAWED_BACK,
)  # fmt: skip
ARRIVED = (PaymentState.SETTLED, PaymentState.CLAWED_BACK)


@dataclass(frozen=True, slots=True)
class Stand:
    """One answer to where a payment is; its code stands in addresses."""

    code: str
    word: str | Promise
    rows: Q


def _queued(*states: ChunkState) -> Q:
    return Q(state=PaymentState.QUEUED, chunk__state__in=states)


STANDS = (
    Stand("waiting", _("待发送"), _queued(*BEFORE_BANK)),
    Stand("unknown", _("送达不明，核实中"), _queued(ChunkState.UNKNOWN)),
    Stand("refused", _("银行拒收文件"), _queued(ChunkState.REFUSED)),
    Stand("sent", _("已送达，等银行受理"), _queued(ChunkState.SENT)),
    *(
        Stand(str(state), state.label, Q(state=state))
        for state in PaymentState
        if state != PaymentState.QUEUED
    ),
)
FILE_WORDS: Mapping[str, Promise] = {
    ChunkState.QUEUED: _("排队等发送"),
    ChunkState.SENDING: _("正在发给银行"),
    ChunkState.SENT: _("银行已收到文件"),
    ChunkState.UNKNOWN: _("是否送达不明，正在向银行核实；不会重复付款"),
    ChunkState.REFUSED: _("银行没有收这个文件，等人处理；这些款项还没有付出"),
}
UNSENT: Mapping[str, Promise] = {
    "unreachable": _("银行暂时连不上，会自动再发；这些款项还没有付出"),
    "disk_full": _("磁盘满了，文件放不进给银行的文件夹；腾出空间后会自动再发，这些款项还没有付出"),
}
UNWRITTEN = _("文件写不成：有企业的户名、账号或联行号不合银行的要求；这些款项还没有付出")
OVERTAKEN_WORDS = _("里面有款项已经另有结果，为免重复付款没有发；请放弃这个文件")
REFUSED_AND_OVER = _("银行没有收这个文件；里面的款项没有付出，已退回预算")
_ATTENTION = (
    ChunkState.REFUSED, ChunkState.UNKNOWN, ChunkState.SENDING, ChunkState.QUEUED, ChunkState.SENT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A step of the way: how many payments have come so far, and how much; `share` of all."""

    code: str
    word: str | Promise
    count: int
    total_fen: int
    share: float


@dataclass(frozen=True, slots=True)
class Group:
    """Payments of the same state in files of the same state.

    Attributes:
        answered_at: when the bank had taken on or rejected the last of those that the click made;
            what was paid again later does not count.
    """

    state: str
    chunk_state: str
    count: int
    total_fen: int
    queued_at: datetime
    answered_at: datetime | None
    settled_on: date | None


@dataclass(frozen=True)
class Progress:
    """Where the payments of a list are now, by one query."""

    payout_list: PayoutList
    groups: tuple[Group, ...]

    @cached_property
    def figures(self) -> list[Figure]:
        """How far they have come: each step counts those beyond it too."""
        return [
            self._figure("queued", _("已发起"), lambda _each: True),
            self._figure("sent", _("已送达银行"), _is_sent),
            self._figure("accepted", _("银行已受理"), lambda each: each.state in TAKEN),
            self._figure("settled", _("已到账"), lambda each: each.state in ARRIVED),
        ]

    @cached_property
    def losses(self) -> list[Figure]:
        """What went wrong, where anything did."""
        rejected = self._figure(
            "rejected", _("银行退回，未付出"), lambda each: each.state == PaymentState.REJECTED
        )
        came_back = (PaymentState.RETURNED, PaymentState.RELEASED)
        returned = self._figure("returned", _("退汇"), lambda each: each.state in came_back)
        return [each for each in (rejected, returned) if each.count]

    def _figure(self, code: str, word: str | Promise, holds: Callable[[Group], bool]) -> Figure:
        # What was paid again is counted as the attempt that followed.
        rows = [each for each in self.groups if each.state != PaymentState.REISSUED]
        in_all = sum(each.count for each in rows)
        found = [each for each in rows if holds(each)]
        count = sum(each.count for each in found)
        total_fen = sum(each.total_fen for each in found)
        return Figure(code, word, count, total_fen, count / in_all if in_all else 0.0)

    @property
    def is_moving(self) -> bool:
        """Whether something may change within seconds."""
        return any(
            each.state == PaymentState.QUEUED and each.chunk_state != ChunkState.REFUSED
            for each in self.groups
        )

    @property
    def is_waiting(self) -> bool:
        """Whether the bank has taken on payments that are on no statement yet."""
        return any(each.state == PaymentState.ACCEPTED for each in self.groups)

    @property
    def seconds_to_queued(self) -> float | None:
        """How long the click took, from its first payment to the last entry."""
        if self.payout_list.released_at is None or not self.groups:
            return None
        begun = min(each.queued_at for each in self.groups)
        return max(0.0, (self.payout_list.released_at - begun).total_seconds())

    @property
    def seconds_to_answered(self) -> float | None:
        """From the click until the bank had answered for every payment of it; None before that."""
        if any(self._is_waiting_for_answer(each) for each in self.groups):
            return None
        times = [each.answered_at for each in self.groups if each.answered_at]
        begun = min((each.queued_at for each in self.groups), default=None)
        return max(0.0, (max(times) - begun).total_seconds()) if times and begun else None

    def _is_waiting_for_answer(self, group: Group) -> bool:
        clicked_at = self.payout_list.released_at
        is_first = clicked_at is None or group.queued_at <= clicked_at
        return is_first and group.state == PaymentState.QUEUED

    @property
    def last_settled_on(self) -> date | None:
        """The day of the last payment that a statement shows."""
        return max((each.settled_on for each in self.groups if each.settled_on), default=None)

    def count_of(self, stand: Stand) -> int:
        """How many payments are there."""
        return sum(each.count for each in self.groups if _stand_of(each) == stand.code)


def _is_sent(group: Group) -> bool:
    return group.state != PaymentState.QUEUED or group.chunk_state == ChunkState.SENT


def _stand_of(group: Group) -> str:
    return stand_of(group.state, group.chunk_state)


def stand_of(state: str, chunk_state: str) -> str:
    """The code of where a payment is, from its state and that of its file."""
    if state != PaymentState.QUEUED:
        return state
    return "waiting" if chunk_state in BEFORE_BANK else chunk_state


_ANSWERED_AT = Case(
    When(accepted_at__isnull=False, then=F("accepted_at")),
    # What people gave up because the bank took no file was answered by nobody.
    When(Q(state=PaymentState.REJECTED) & ~Q(reason=FILE_NOT_TAKEN), then=F("changed_at")),
)


def progress_of(payout_list: PayoutList) -> Progress:
    """Counts and sums of all payments of the list; one query."""
    rows = payout_list.payments.unscoped().order_by().values("state", "chunk__state")
    clicked_at = payout_list.released_at
    first = Q() if clicked_at is None else Q(queued_at__lte=clicked_at)
    counted = rows.annotate(
        n=Count("pk"),
        fen=Sum("amount_fen"),
        begun=Min("queued_at"),
        answered=Max(_ANSWERED_AT, filter=first),
        settled=Max("settled_on"),
    )
    groups = (
        Group(
            row["state"], row["chunk__state"], row["n"], row["fen"], row["begun"],
            row["answered"], row["settled"],
        )
        for row in counted
    )  # fmt: skip
    return Progress(payout_list, tuple(groups))


@dataclass(frozen=True, slots=True)
class Files:
    """The files to the bank, those that need attention first; how many there are by state."""

    shown: list[Chunk]
    counts: list[tuple[str, int]]
    expected_on: date | None

    @property
    def rows(self) -> list[tuple[Chunk, str]]:
        """Each file that is shown, with what it is doing in words."""
        return [(each, _file_word(each)) for each in self.shown]

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return sum(count for _word, count in self.counts) - len(self.shown)


_WAITING = Payment.objects.unscoped().filter(chunk=OuterRef("pk"), state=PaymentState.QUEUED)
"""Of a file: a payment that the bank has said nothing of."""

_DECIDED = Payment.objects.unscoped().filter(chunk=OuterRef("pk"))
_DECIDED = _DECIDED.exclude(state=PaymentState.QUEUED)
_IS_PART = Case(When(state=ChunkState.REFUSED, then=Exists(_DECIDED)), default=Value(value=False))
"""Of a refused file: whether something is known of some of its payments; it is not sent again."""


def _file_word(chunk: Any) -> str:
    is_over = chunk.state == ChunkState.REFUSED and not chunk.waits
    if is_over:
        return str(REFUSED_AND_OVER)
    if chunk.state == ChunkState.QUEUED and chunk.problem in UNSENT:
        return str(UNSENT[chunk.problem])
    if chunk.state == ChunkState.REFUSED and chunk.problem == OVERTAKEN:
        return str(OVERTAKEN_WORDS)
    is_written = chunk.state != ChunkState.REFUSED or chunk.sha256
    return str(FILE_WORDS[chunk.state] if is_written else UNWRITTEN)


def files_of(payout_list: PayoutList) -> Files:
    """The files of a list; two queries, one where there are few."""
    rows = payout_list.chunks.unscoped().annotate(waits=Exists(_WAITING), is_part=_IS_PART)
    shown = list(rows.order_by("number")[: FILES_SHOWN + 1])
    if len(shown) > FILES_SHOWN:
        return _many(rows)
    counts = [(each, sum(one.state == each for one in shown)) for each in _ATTENTION]
    return _files(shown, counts, (each.execution_on for each in shown))


def _many(rows: QuerySet[Chunk]) -> Files:
    grouped = rows.order_by().values("state").annotate(n=Count("pk"), day=Max("execution_on"))
    found = {row["state"]: row for row in grouped}
    counts = [(each, found[each]["n"]) for each in _ATTENTION if each in found]
    unsent = rows.exclude(state=ChunkState.SENT).order_by("number")[:FILES_SHOWN]
    return _files(list(unsent), counts, (row["day"] for row in found.values()))


def _files(shown: list[Chunk], counts: list[tuple[Any, int]], days: Iterable[date]) -> Files:
    order = {state: place for place, state in enumerate(_ATTENTION)}
    shown.sort(key=lambda each: (order[ChunkState(each.state)], each.number))
    last = max(days, default=None)
    named = [(str(FILE_WORDS[state]), count) for state, count in counts if count]
    return Files(shown, named, expected_on(last) if last else None)


def payments_of(payout_list: PayoutList, *, words: str, stand: str) -> QuerySet[Payment]:
    """The payments of a list that words and stand leave, in order of their lines."""
    rows = payout_list.payments.unscoped()
    for word in words.split():
        hit = Q(organisation__name__icontains=word) | Q(account__tail=word)
        rows = rows.filter(hit | Q(end_to_end_id=word))
    found = next((each for each in STANDS if each.code == stand), None)
    return (rows.filter(found.rows) if found else rows).order_by("pk")


def with_places(
    payout_list: PayoutList, rows: QuerySet[Payment] | None = None
) -> QuerySet[Payment]:
    """Payments of a list, all unless told, with enterprise, account and file."""
    found = payout_list.payments.unscoped() if rows is None else rows
    return with_return_days(found.select_related("organisation", "account", "chunk"))


def with_return_days(rows: QuerySet[Payment]) -> QuerySet[Payment]:
    """The payments, each with `returned_on`: when the bank sent it back; None where it did not."""
    key = Concat(Value("return/"), OuterRef("end_to_end_id"))
    booked = Entry.objects.unscoped().filter(key=key).values("booked_on")[:1]
    return rows.annotate(returned_on=Subquery(booked))
