"""Nobody moves money to an enterprise that they belong to."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from zhiqiao.web.accounts.models import Membership, MembershipState, Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.payouts.models import ListLine, Payment, PayoutList


def check_list(actor: Person | None, payout_list: PayoutList) -> None:
    """Checks that the actor belongs to no enterprise of the list, in a money action; one query.

    Raises:
        RefusedError: they do.
    """
    lines = ListLine.objects.unscoped().filter(
        payout_list=payout_list, entitlement__organisation=OuterRef("organisation")
    )
    if actor is not None and _memberships(actor).filter(Exists(lines)).exists():
        raise RefusedError(
            _("清单里有您自己所在的企业，您不能经办。请交给没有关系的同事，或先把它移出清单。")
        )


def check_payments(actor: Person, payments: Iterable[Payment]) -> None:
    """As `check_list`, of payments."""
    payees = {each.organisation_id for each in payments}
    if _memberships(actor).filter(organisation__in=payees).exists():
        raise RefusedError(_("这笔款付给您自己所在的企业，您不能经办。请交给没有关系的同事。"))


def _memberships(actor: Person) -> QuerySet[Membership]:
    return Membership.objects.unscoped().filter(person=actor, state=MembershipState.ACTIVE)
