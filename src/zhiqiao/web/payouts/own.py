"""Reads for the enterprise: what it is entitled to, how far that has come, what waits for it."""

from collections.abc import Sequence

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.applications.queries import ALL, Basket
from zhiqiao.web.grants.models import ENDED, Entitlement, EntitlementState
from zhiqiao.web.ledger import sources
from zhiqiao.web.payouts.changes import Clawback, ClawbackState
from zhiqiao.web.payouts.journeys import BY_ITSELF, Journey, journey_of
from zhiqiao.web.payouts.models import Payment, PaymentState
from zhiqiao.web.payouts.reasons import MENDED_CODES

PURPOSE = "how far the payouts of the visitor's own enterprise have come"
WITHOUT_MONEY = (PaymentState.RELEASED, PaymentState.CLAWED_BACK)


def own_entitlements(person: Person) -> QuerySet[Entitlement]:
    """What the person's enterprise is entitled to, the newest first."""
    own = Entitlement.objects.visible_to(person).filter(organisation=person.organisation)
    return own.select_related("organisation", "department", "notice", "account").order_by("-pk")


def _payments(**more: object) -> Exists:
    return Exists(Payment.objects.unscoped().filter(entitlement=OuterRef("pk"), **more))


def baskets() -> tuple[Basket, ...]:
    """What lies where, what waits for the enterprise first."""
    held = Q(state=EntitlementState.HELD, held__in=[str(each) for each in BY_ITSELF])
    back = _payments(state=PaymentState.RETURNED, confirmed_account=None, reason__in=MENDED_CODES)
    owed = Exists(
        Clawback.objects.unscoped().filter(
            payment__entitlement=OuterRef("pk"), state=ClawbackState.DEMANDED
        )
    )
    todo = Q(state=EntitlementState.CLEARED) | held | Q(back) | Q(owed)
    arrived = Q(state=EntitlementState.PAID) & Q(_payments(state=PaymentState.SETTLED))
    ended = Q(state__in=ENDED) | (
        Q(state=EntitlementState.PAID) & Q(_payments(state__in=WITHOUT_MONEY))
    )
    return (
        ALL,
        Basket("todo", _("等我办"), todo),
        Basket("doing", _("在办"), ~todo & ~arrived & ~ended),
        Basket("arrived", _("已到账"), arrived),
        Basket("ended", _("没有兑付"), ended),
    )


def with_todo_first(rows: QuerySet[Entitlement]) -> QuerySet[Entitlement]:
    """What waits for the enterprise before all else, the newest first."""
    todo = next(each for each in baskets() if each.code == "todo")
    place = Case(When(todo.rows, then=0), default=1)
    return rows.annotate(place=place).order_by("place", "-pk")


def todo_of(person: Person) -> QuerySet[Entitlement]:
    """What waits for the enterprise, the oldest first."""
    todo = next(each for each in baskets() if each.code == "todo")
    return own_entitlements(person).filter(todo.rows).order_by("pk")


def journeys_of(entitlements: Sequence[Entitlement]) -> list[Journey]:
    """How far each has come, in their order; two queries."""
    with every_row_for(PURPOSE):
        payments = newest_payments(entitlements)
        owed = Clawback.objects.unscoped().filter(payment__in=payments.values())
        clawbacks = {each.payment_id: each for each in owed}
    return [
        journey_of(each, found, clawbacks.get(found.pk) if found else None)
        for each, found in ((row, payments.get(row.pk)) for row in entitlements)
    ]


def newest_payments(entitlements: Sequence[Entitlement]) -> dict[int, Payment]:
    """By entitlement its newest attempt, with its file; one query."""
    rows = Payment.objects.unscoped().filter(entitlement__in=entitlements)
    found = rows.select_related("chunk", "account").order_by("attempt")
    return {each.entitlement_id: each for each in found}


def register_sources() -> None:
    """Has entries of the ledger lead to the lists and payments that caused them."""
    sources.register(
        "list", lambda number: reverse("payout-list", args=[number]), word=_("兑付清单")
    )
    sources.register(
        "payment", lambda number: reverse("payment", args=[number]), word=_("一笔兑付")
    )
