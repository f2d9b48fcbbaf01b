"""What happens to introductions when texts, people or days change."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q

from zhiqiao.common.working_days import add_working_days
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.introductions import step_actions
from zhiqiao.web.introductions.dossiers import PURPOSE as SEALED_FOR
from zhiqiao.web.introductions.dossiers import Contact, Dossier
from zhiqiao.web.introductions.models import Disclosure, Introduction, Step
from zhiqiao.web.introductions.moves import Move, Party, State
from zhiqiao.web.introductions.telling import tell_parties
from zhiqiao.web.jobs.calendar import working_calendar
from zhiqiao.web.vault.models import SealedText
from zhiqiao.web.vault.sealing import open_sealed

PURPOSE = "introductions whose texts, people or days have changed"
REMIND_DAYS_BEFORE = 2


def follow_listings(*, rows: Q, actor: Person | None) -> None:
    """Ends what cannot go on and voids consents given for what has changed; in another action.

    An introduction whose need became confidential, or is no longer, ends: what the provider was
    shown of it would be wrong.
    """
    with every_row_for(PURPOSE):
        for found in _waiting(rows):
            _follow(step_actions.held(found), actor=actor)


def _waiting(rows: Q) -> Sequence[Introduction]:
    found = Introduction.objects.unscoped().filter(rows, state=State.PROPOSED)
    return list(found.order_by("pk").distinct())


def _follow(introduction: Introduction, *, actor: Person | None) -> None:
    need, offer = introduction.need, introduction.offer
    if not introduction.is_open_to_answers:
        return
    if not (need.is_published and offer.is_published):
        step_actions.end(introduction, Move.WITHDRAW, actor=None, why="unpublished")
    elif need.is_confidential != introduction.is_confidential:
        step_actions.end(introduction, Move.WITHDRAW, actor=None, why="confidential")
    elif need.organisation_id == offer.organisation_id:
        step_actions.end(introduction, Move.WITHDRAW, actor=None, why="merged")
    else:
        _void_stale(introduction, actor=actor)


def _void_stale(introduction: Introduction, *, actor: Person | None) -> None:
    for party in Party:
        consent = step_actions.standing_consent(introduction, party)
        if consent is not None and step_actions.is_stale(introduction, consent):
            step_actions.void_consent(introduction, party, actor=actor)


def void_consents_of(
    *, people: Collection[int], organisation_id: int | None, actor: Person | None
) -> None:
    """Voids the consents that name a contact who has left, inside another action."""
    with every_row_for(PURPOSE):
        for found in _waiting(Q(steps__person__in=people)):
            row = step_actions.held(found)
            for party in Party if row.is_open_to_answers else ():
                consent = step_actions.standing_consent(row, party)
                if consent is None or consent.person_id not in people:
                    continue
                if organisation_id in (None, consent.organisation_id):
                    step_actions.void_consent(row, party, actor=actor)


def move_steps(*, source: Organisation, target: Organisation) -> None:
    """Answers of a merged organisation are the other's, inside the merger's action."""
    with every_row_for(PURPOSE):
        Step.objects.unscoped().filter(organisation=source).update(organisation=target)


def expire_overdue(on: date) -> int:
    """Ends the introductions whose last day was before that day; how many."""
    with every_row_for(PURPOSE):
        overdue = list(_waiting(Q(due_on__lt=on)))
    return sum(_expire(introduction=each, on=on) for each in overdue)


@action
@every_row_for(PURPOSE)
def _expire(*, introduction: Introduction, on: date) -> bool:
    row = step_actions.held(introduction)
    if not row.is_open_to_answers or row.due_on >= on:
        return False
    step_actions.end(row, Move.EXPIRE, actor=None)
    return True


def remind_before_expiry(on: date) -> int:
    """Reminds those who have not answered, once, two working days before the last; how many."""
    until = add_working_days(on, REMIND_DAYS_BEFORE, calendar=working_calendar())
    with every_row_for(PURPOSE):
        soon = list(_waiting(Q(due_on__gte=on, due_on__lte=until)))
    return sum(_remind(introduction=each) for each in soon)


@action
@every_row_for(PURPOSE)
def _remind(*, introduction: Introduction) -> int:
    row = step_actions.held(introduction)
    if not row.is_open_to_answers:
        return 0
    silent = [each for each in Party if step_actions.standing_consent(row, each) is None]
    once = f"introduction-due-{row.code}"
    told = tell_parties(row, "introduction-due", *silent, once=once)
    if told:
        audit(actor=None, action="remind", what=row, data={"count": told})
    return told


def forget_contact(*, person: Person) -> None:
    """Takes the person out of what was disclosed, inside the erasure; the texts stay."""
    rows = Disclosure.objects.unscoped().filter(person=person)
    for row in rows.select_related("sealed__organisation"):
        before = row.sealed
        known = Dossier.from_bytes(open_sealed(before.sealed, purpose=SEALED_FOR))
        row.sealed = step_actions.sealed_dossier(_nameless(known), before.organisation)
        row.save(update_fields=["sealed"])
        SealedText.objects.unscoped().filter(pk=before.pk).delete()


def _nameless(dossier: Dossier) -> Dossier:
    return Dossier(
        dossier.organisation,
        dossier.area,
        Contact("", "", ""),
        dossier.title,
        dossier.text,
        dossier.facts,
    )
