"""What an organisation is granted without applying, to those who look at what it can get."""

from django.urls import reverse
from django.utils import timezone

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.applications.grants import YEARLY
from zhiqiao.web.grants.models import ENDED, Entitlement, EntitlementState, Route
from zhiqiao.web.grants.parts import PaidWord, paid_words
from zhiqiao.web.programmes.applied import Applied
from zhiqiao.web.rulebook.current import rulebook

NOT_SETTLED = (
    EntitlementState.FOUND, EntitlementState.HELD, EntitlementState.CHECKED,
    EntitlementState.NOTICED, EntitlementState.OBJECTED,
)  # fmt: skip


def granted_to(person: Person, organisation: Organisation) -> list[Applied]:
    """What is on its way to the person's own organisation, or paid; two queries.

    What a rule pays every year is told in its own year alone: next year it is due again.
    """
    if person.organisation_id != organisation.pk or not person.may(Permission.PAYOUT_RECEIVE):
        return []
    rows = Entitlement.objects.visible_to(person).filter(organisation=organisation)
    rows = rows.filter(route=Route.AUTOMATIC).exclude(state__in=ENDED).order_by("pk")
    this_year = str(timezone.localdate().year)
    told = [each for each in rows if each.period == this_year or not _is_yearly(each)]
    paid = paid_words(told)
    return [_applied(each, paid.get(each.pk)) for each in told]


def _is_yearly(entitlement: Entitlement) -> bool:
    programme = rulebook().programme(entitlement.programme_id)
    versions = programme.versions if programme else ()
    amounts = (each.amount for each in versions if each.label == entitlement.version_label)
    return any(each is not None and each.period == YEARLY for each in amounts)


def _applied(entitlement: Entitlement, paid: PaidWord | None) -> Applied:
    is_granted = entitlement.state not in NOT_SETTLED
    return Applied(
        programme_id=entitlement.programme_id,
        version_label=entitlement.version_label,
        word=paid.word if paid else entitlement.get_state_display(),
        path=reverse("my-payout", args=[entitlement.pk]),
        is_approved=is_granted,
        approved_fen=entitlement.amount_fen if is_granted else None,
    )
