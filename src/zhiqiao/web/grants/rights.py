"""Who may decide on which entitlements."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Membership, MembershipState, Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.grants.models import Entitlement


def of_programme(actor: Person, programme_id: str, period: str) -> QuerySet[Entitlement]:
    """What the actor's department grants under a programme for a period, for its reviewers.

    Raises:
        RefusedError: the actor reviews for no department.
    """
    if actor.organisation_id is None or not actor.may(Permission.GRANT_WRITE):
        raise RefusedError(_("这些兑现不归您办。"))
    rows = Entitlement.objects.unscoped().filter(department_id=actor.organisation_id)
    return rows.filter(programme_id=programme_id, period=period)


def check_grants(actor: Person | None, entitlement: Entitlement) -> None:
    """Checks that the actor may decide on one enterprise; the site itself (None) may.

    Raises:
        RefusedError: the actor is not of its department, or belongs to the enterprise.
    """
    if actor is None:
        return
    is_of_department = actor.organisation_id == entitlement.department_id
    if not is_of_department or not actor.may(Permission.GRANT_WRITE):
        raise RefusedError(_("这家企业的兑现不归您办。"))
    with every_row_for("nobody decides on an enterprise that they belong to"):
        own = Membership.objects.unscoped().filter(
            person=actor,
            organisation=entitlement.organisation_id,
            state=MembershipState.ACTIVE,
        )
        is_member = own.exists()
    if is_member:
        raise RefusedError(_("您也是这家企业的成员，不能经办它。请交给没有关系的同事。"))
