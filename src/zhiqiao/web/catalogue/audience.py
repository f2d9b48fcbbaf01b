"""Who will be shown a need, told before it is sent."""

from dataclasses import dataclass

from zhiqiao.web.access import Permission, Role
from zhiqiao.web.access.roles import granted
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import OPEN_AND_ACTIVE, Membership, Organisation
from zhiqiao.web.catalogue.board import board_of
from zhiqiao.web.catalogue.models import Side


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a need reaches, in numbers: who they are is not everyone's to know.

    Attributes:
        offers: how many published offers it is matched with.
        own: how many people of the organisation may read a confidential one.
        brokers: how many people of the centre may.
    """

    offers: int
    own: int
    brokers: int


@every_row_for("telling whom a need will be shown to")
def audience_of(organisation: Organisation) -> Audience:
    """Whom a need of the organisation would reach now. Two queries."""
    readers = [role for role in Role if Permission.CONFIDENTIAL_READ in granted(role)]
    staff = {role for role in readers if Permission.LISTING_ALL in granted(role)}
    may_read = Membership.objects.unscoped().filter(OPEN_AND_ACTIVE, role__in=readers)
    rows = list(may_read.values_list("person_id", "role", "organisation_id"))
    brokers = {person for person, role, _of in rows if role in staff}
    own = {person for person, _role, of in rows if of == organisation.pk} - brokers
    return Audience(offers=len(board_of(Side.OFFER)), own=len(own), brokers=len(brokers))
