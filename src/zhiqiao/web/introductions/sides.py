"""Who stands on which side of an introduction, and what they may do with it."""

from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.introductions.models import Introduction, ProposedBy
from zhiqiao.web.introductions.moves import Party


def party_of(actor: Person, need: Need | None, offer: Offer | None) -> Party | None:
    """The side that the person's organisation is on; None for others, as the centre's staff."""
    own = actor.organisation_id
    if own is None:
        return None
    if need is not None and need.organisation_id == own:
        return Party.SEEKER
    if offer is not None and offer.organisation_id == own:
        return Party.PROVIDER
    return None


def may_act_for(actor: Person, party: Party | None, *, is_confidential: bool) -> bool:
    """Whether the person may speak for that side of an introduction."""
    if party is None or not actor.may(Permission.INTRODUCE):
        return False
    needs_trust = party is Party.SEEKER and is_confidential
    return not needs_trust or actor.may(Permission.CONFIDENTIAL_READ)


def proposes_as(actor: Person, need: Need, offer: Offer) -> ProposedBy | None:
    """In which part the person may bring the two together; None where they may not.

    A provider may for needs that everyone reads, never for a confidential one.
    """
    party = party_of(actor, need, offer)
    is_told = party is Party.SEEKER or not need.is_confidential
    if is_told and may_act_for(actor, party, is_confidential=need.is_confidential):
        return ProposedBy(str(party))
    return ProposedBy.BROKER if actor.may(Permission.INTRODUCE_ALL) else None


def is_reachable(person: Person) -> bool:
    """Whether the other side could get in touch, once it is told who the contact is."""
    return bool(person.phone or person.email)


def may_withdraw(actor: Person, introduction: Introduction, party: Party | None) -> bool:
    """Whether the proposal is the person's side's, or the centre's and the person of the centre."""
    if not introduction.is_open_to_answers:
        return False
    if introduction.proposed_by == ProposedBy.BROKER:
        return actor.may(Permission.INTRODUCE_ALL)
    return introduction.proposed_by == party


def check_pair(need: Need, offer: Offer) -> None:
    """Refuses what cannot be introduced.

    Raises:
        RefusedError: one of them is not published, or both are of one organisation.
    """
    if not (need.is_published and offer.is_published):
        raise RefusedError(_("需求和成果都在发布中才能引荐。请先发布，或换一对。"))
    if need.organisation_id == offer.organisation_id:
        raise RefusedError(_("需求和成果属于同一家机构，不需要引荐。"))
