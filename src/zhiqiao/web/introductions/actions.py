"""Bringing two sides together: proposing, consenting, declining, withdrawing."""

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.common.working_days import add_working_days
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.introductions import step_actions
from zhiqiao.web.introductions.dossiers import digest_of
from zhiqiao.web.introductions.limits import check_limits
from zhiqiao.web.introductions.models import Introduction, ProposedBy, StepKind
from zhiqiao.web.introductions.moves import Move, Party
from zhiqiao.web.introductions.queries import drafted
from zhiqiao.web.introductions.sides import (
    check_pair,
    is_reachable,
    may_act_for,
    may_withdraw,
    party_of,
    proposes_as,
)
from zhiqiao.web.introductions.telling import tell_parties
from zhiqiao.web.introductions.wording import DeclineReason
from zhiqiao.web.jobs.calendar import working_calendar
from zhiqiao.web.matches.models import Suggestion

PURPOSE = "two organisations that may get to know each other"
ANSWER_WITHIN_DAYS = 10


class StaleConsentError(RefusedError):
    """What was consented to is no longer what would be disclosed; nothing was noted."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "您看过之后，内容有了改动，所以这次没有记下同意。下面是现在的内容，请看过再点一次同意。"
            )
        )


@action
@every_row_for(PURPOSE)
def propose(*, actor: Person, suggestion: Suggestion, digest: str = "") -> Introduction:
    """A new introduction of the suggested pair. A side that proposes consents at once.

    `digest` is of what the proposing side read that it would give; the centre's brokers have none.

    Raises:
        RefusedError: the person may not bring the two together, or not now.
        StaleConsentError: the text changed since it was read.
    """
    found = (actor, suggestion.need, suggestion.offer)
    # Two proposals at once are counted one after the other.
    step_actions.hold_organisations(each.organisation_id for each in found)
    need, offer = step_actions.held_pair(suggestion.need_id, suggestion.offer_id)
    part = proposes_as(actor, need, offer)
    if part is None:
        raise RefusedError(_("这一对不由您发起引荐。"))
    check_proposal(actor=actor, need=need, offer=offer)
    introduction = drafted(suggestion, need, offer)
    introduction.proposed_by = part
    introduction.due_on = add_working_days(
        timezone.localdate(), ANSWER_WITHIN_DAYS, calendar=working_calendar()
    )
    introduction.save()
    party = None if part == ProposedBy.BROKER else Party(part)
    step_actions.note(introduction, StepKind.PROPOSED, party=party, person=actor)
    data = {"need": need.pk, "offer": offer.pk, "by": str(part)}
    audit(actor=actor, action="propose", what=introduction, data=data)
    _ask(introduction, party, actor=actor, digest=digest)
    return introduction


def check_proposal(*, actor: Person, need: Need, offer: Offer) -> None:
    """Refuses a pair that cannot be introduced, or not now.

    Raises:
        RefusedError: why.
    """
    check_pair(need, offer)
    with every_row_for("how often a pair was brought up"):
        check_limits(actor=actor, need=need, offer=offer)


def _ask(introduction: Introduction, party: Party | None, *, actor: Person, digest: str) -> None:
    """Notes the proposing side's consent and asks the others."""
    if party is not None:
        _check_given(introduction, party, actor=actor, digest=digest)
        step_actions.give_consent(introduction, party, actor=actor, digest=digest)
    asked = list(Party) if party is None else [party.other]
    tell_parties(introduction, "introduction-proposed", *asked, but=actor)


def _check_given(introduction: Introduction, party: Party, *, actor: Person, digest: str) -> None:
    if not is_reachable(actor):
        raise RefusedError(_("请先在“我的数据”留下电话或邮箱，对方才联系得到您；然后再回来同意。"))
    if digest != digest_of(introduction, party, actor):
        raise StaleConsentError


@action
@every_row_for(PURPOSE)
def consent(*, actor: Person, introduction: Introduction, digest: str) -> Introduction:
    """The person's side consents to give just what it read; both consents open the introduction.

    The same consent once more, as by a double click, changes nothing.

    Raises:
        RefusedError: the person does not answer for a side, or there is nothing left to answer.
        StaleConsentError: what would be disclosed, or was shown, is not what the digest was of.
    """
    row = _held(actor, introduction, with_texts=True)
    party = _answering(actor, row)
    before = step_actions.standing_consent(row, party)
    if before is not None and before.digest == digest:
        return row
    _check_in_time(row)
    if row.is_open_to_answers:
        _check_given(row, party, actor=actor, digest=digest)
    step_actions.give_consent(row, party, actor=actor, digest=digest)
    return row


@action
@every_row_for(PURPOSE)
def decline(
    *, actor: Person, introduction: Introduction, reason: DeclineReason, note: str = ""
) -> Introduction:
    """The person's side does not want to be introduced. The other side is told that, not why.

    Raises:
        RefusedError: as `consent`.
    """
    row = _held(actor, introduction)
    party = _answering(actor, row)
    step_actions.refuse(row, party, actor=actor, reason=reason, why=note)
    return row


@action
@every_row_for(PURPOSE)
def withdraw(*, actor: Person, introduction: Introduction) -> Introduction:
    """Whoever proposed takes it back; both sides are told.

    Raises:
        RefusedError: it was proposed by others, or is over.
    """
    row = step_actions.held(introduction)
    if row.is_open_to_answers and not may_withdraw(
        actor, row, party_of(actor, row.need, row.offer)
    ):
        raise RefusedError(_("只有发起的一方能撤回；您可以婉拒。"))
    step_actions.end(row, Move.WITHDRAW, actor=actor)
    return row


def _held(actor: Person, introduction: Introduction, *, with_texts: bool = False) -> Introduction:
    need = Need.objects.unscoped().get(pk=introduction.need_id)
    offer = Offer.objects.unscoped().get(pk=introduction.offer_id)
    step_actions.hold_organisations(each.organisation_id for each in (actor, need, offer))
    if with_texts:
        return step_actions.held_with_texts(introduction)
    return step_actions.held(introduction)


def _answering(actor: Person, introduction: Introduction) -> Party:
    party = party_of(actor, introduction.need, introduction.offer)
    if party is None or not may_act_for(actor, party, is_confidential=introduction.is_confidential):
        raise RefusedError(_("这条引荐由双方机构的人答复，您不在其中。"))
    return party


def _check_in_time(introduction: Introduction) -> None:
    if introduction.is_open_to_answers and introduction.due_on < timezone.localdate():
        raise RefusedError(_("答复期限已过，这条引荐即将结束，不能再答复了。"))
