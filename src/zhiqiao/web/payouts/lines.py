"""The lines of a list: searched, narrowed to what deserves a second look, sorted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum, Window
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.common.money import yuan_text
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.grants.models import PayeeAccount
from zhiqiao.web.payouts.barring import disputed
from zhiqiao.web.payouts.list_actions import changed_lines
from zhiqiao.web.payouts.models import ListLine, Payment, PaymentState, PayoutList
from zhiqiao.web.payouts.queries import CountedPaginator

LINES_A_PAGE = 50
CHANGED_SHOWN = 20
LATELY = timedelta(days=30)
WORDS_CHARS_MAX = 60
PURPOSE = "lines of a list that the visitor sees"
SHOWS: Mapping[str, Promise] = {
    "": gettext_lazy("全部"),
    "shared": gettext_lazy("不同企业同一账户"),
    "first": gettext_lazy("第一次收款"),
    "lately": gettext_lazy("30 天内换过账户"),
}
SORTS: Mapping[str, Promise] = {
    "": gettext_lazy("按列入的先后"),
    "amount": gettext_lazy("金额从高到低"),
    "name": gettext_lazy("按企业名称"),
}
_ORDERS = {
    "": ("pk",),
    "amount": ("-amount_fen", "pk"),
    "name": ("entitlement__organisation__name", "pk"),
}
PAID_BEFORE = (PaymentState.SETTLED, PaymentState.CLAWED_BACK)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which lines are shown, as the address says; unknown words count as none."""

    words: str = ""
    show: str = ""
    sort: str = ""

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Narrowing":
        """From the address of a page."""
        show, sort = sent.get("show", ""), sent.get("sort", "")
        return cls(
            sent.get("q", "").strip()[:WORDS_CHARS_MAX],
            show if show in SHOWS else "",
            sort if sort in SORTS else "",
        )

    @property
    def is_all(self) -> bool:
        """Whether every line is shown."""
        return not self.words and not self.show


def lines_of(payout_list: PayoutList) -> QuerySet[ListLine]:
    """With enterprise and account, without what was frozen of the entitlements: it is large."""
    rows = payout_list.lines.unscoped().select_related("entitlement__organisation", "account")
    return rows.defer("entitlement__content")


def page_of(payout_list: PayoutList, narrowing: Narrowing, number: str | None) -> Page[Any]:
    """A page of its lines, for someone who sees the list; two queries, three where narrowed."""
    with every_row_for(PURPOSE):
        rows = narrowed(payout_list, narrowing)
        count = payout_list.count if narrowing.is_all else rows.count()
        shown = lines_of(payout_list)
        return CountedPaginator(rows, LINES_A_PAGE, count=count, shown=shown).get_page(number)


def narrowed(payout_list: PayoutList, narrowing: Narrowing) -> QuerySet[ListLine]:
    """The lines that are shown, in their order."""
    rows = payout_list.lines.unscoped()
    for word in narrowing.words.split():
        hit = Q(entitlement__organisation__name__icontains=word) | Q(account__tail=word)
        rows = rows.filter(hit | Q(entitlement__organisation__uscc__istartswith=word))
    if narrowing.show:
        rows = rows.filter(remarkable(payout_list)[narrowing.show])
    return rows.order_by(*_ORDERS[narrowing.sort])


def remarkable(payout_list: PayoutList) -> dict[str, Q]:
    """By code which lines deserve a second look."""
    paid = Payment.objects.unscoped().filter(
        organisation=OuterRef("entitlement__organisation"),
        department=payout_list.organisation_id,
        state__in=PAID_BEFORE,
    )
    former = PayeeAccount.objects.unscoped().filter(
        organisation=OuterRef("entitlement__organisation"), pk__lt=OuterRef("account_id")
    )
    several = Count("entitlement__organisation", distinct=True)
    shared = (
        payout_list.lines.unscoped()
        .order_by()
        .exclude(account__number_mac="")
        .values("account__number_mac")
        .annotate(n=several)
        .filter(n__gt=1)
        .values("account__number_mac")
    )
    return {
        "shared": Q(account__number_mac__in=shared),
        "first": ~Q(Exists(paid)),
        "lately": Q(Exists(former), account__made_at__gte=timezone.now() - LATELY),
    }


@dataclass(frozen=True, slots=True)
class Changed:
    """A line that is not as it was approved or submitted, and what changed, in words."""

    line: ListLine
    what: str


def changed_of(payout_list: PayoutList) -> tuple[list[Changed], int]:
    """The first changed lines and how many there are; one query where nothing changed."""
    with every_row_for(PURPOSE):
        rows = changed_lines(payout_list).order_by("pk").annotate(in_all=Window(Count("*")))
        numbered = list(rows.values_list("pk", "in_all")[:CHANGED_SHOWN])
        shown = lines_of(payout_list).select_related(
            "account", "entitlement__organisation", "entitlement__account"
        )
        found = shown.in_bulk([pk for pk, _in_all in numbered]) if numbered else {}
        own = payout_list.lines.unscoped().filter(disputed("entitlement__"), pk__in=found)
        barred = set(own) if found else set()
    changed = [
        Changed(each, _("；").join(_differences(each, is_disputed=each in barred)))
        for each in found.values()
    ]
    return changed, numbered[0][1] if numbered else 0


def _differences(line: ListLine, *, is_disputed: bool) -> list[str]:
    now, found = line.entitlement, []
    if now.account_id != line.account_id:
        tail = now.account.tail if now.account else "–"
        words = _("账户从尾号 %(old)s 变成尾号 %(new)s")
        found.append(words % {"old": line.account.tail, "new": tail})
    if now.amount_fen != line.amount_fen:
        words = _("金额从 %(old)s 元变成 %(new)s 元")
        old, new = yuan_text(line.amount_fen), yuan_text(now.amount_fen)
        found.append(words % {"old": old, "new": new})
    if is_disputed:
        found.append(_("上一次兑付还有对账差异没有处理，钱可能已经付到"))
    if now.is_sound is False:
        found.append(_("核查认定不该付"))
    return found or [_("状态变成“%(state)s”") % {"state": now.get_state_display()}]


def by_version(payout_list: PayoutList) -> list[dict[str, Any]]:
    """How many and how much by version of the programme's rule; one query."""
    rows = payout_list.lines.unscoped().order_by().values("entitlement__version_label")
    counted = rows.annotate(n=Count("pk"), fen=Sum("amount_fen")).order_by("-fen")
    return [
        {"label": row["entitlement__version_label"], "count": row["n"], "total_fen": row["fen"]}
        for row in counted
    ]
