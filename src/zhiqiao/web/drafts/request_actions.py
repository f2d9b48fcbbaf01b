"""Publishing and repealing by two people: one asks, another one decides."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from zhiqiao.policy import PolicyError
from zhiqiao.web.access import Permission
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.drafts.actions import DraftChangedError, held
from zhiqiao.web.drafts.checking import check_text, leads
from zhiqiao.web.drafts.effect import effective_on
from zhiqiao.web.drafts.models import (
    Draft,
    DraftState,
    DraftVersion,
    PublicationRequest,
    RequestKind,
    RequestState,
)
from zhiqiao.web.inbox.actions import named, tell
from zhiqiao.web.inbox.queries import people_who
from zhiqiao.web.jobs.actions import add_job
from zhiqiao.web.rulebook.actions import Publication, add_text, digest_of
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.rulebook.laying import rules
from zhiqiao.web.rulebook.models import PublishedText
from zhiqiao.web.rulebook.texts import standing_of, text_of

NOTIFY = "tell-entitled"


class NotReadyError(Exception):
    """The text cannot be published as it is: errors, failing cases, or another department's."""


class AlreadyAskedError(Exception):
    """The programme waits for a second person already."""


class RequestGoneError(Exception):
    """The request was decided, withdrawn or made void in the meantime."""


class SamePersonError(Exception):
    """Who asked or wrote the text cannot be the one who decides."""


class RuleMovedError(Exception):
    """The rule was published anew or repealed since the draft was begun."""


class RepealTooLateError(Exception):
    """The day from which the programme was to end has gone by."""


@dataclass(frozen=True, slots=True)
class Repeal:
    """Which programme is to end, from which day on, and why."""

    programme_id: str
    on: date
    reason: str


@action
def ask_to_publish(
    *, actor: Person, draft: Draft, version: int, note: str, today: date
) -> PublicationRequest:
    """Asks that this version be published; the department's others are told.

    Raises:
        DraftChangedError: the stored version is not the one that was read.
        NotReadyError: it has errors, cases that fail, or is not the department's.
        AlreadyAskedError: the programme waits for a second person already.
    """
    stored = held(draft)
    if stored.version != version or stored.state != DraftState.OPEN:
        raise DraftChangedError
    text = DraftVersion.objects.unscoped().get(draft=stored, number=version)
    checked = check_text(
        text.text, organisation=stored.organisation, programme_id=stored.programme_id
    )
    if not checked.is_sound or checked.programme is None or checked.passed < len(checked.cases):
        raise NotReadyError
    old = rulebook().programme(stored.programme_id)
    request = _add_request(
        PublicationRequest(
            organisation=stored.organisation,
            draft=stored,
            kind=RequestKind.PUBLISH,
            programme_id=stored.programme_id,
            title=checked.programme.name[:120],
            version=version,
            digest=text.digest,
            effective_on=effective_on(checked.programme, old, today=today),
            note=note,
            asked_by=actor,
            written_by=text.written_by,
        )
    )
    stored.state = DraftState.ASKED
    stored.save(update_fields=["state", "updated_at"])
    audit(actor=actor, action="ask_to_publish", what=request, data=_told(request))
    return request


def _told(request: PublicationRequest) -> dict[str, object]:
    return {"draft": request.draft_id, "version": request.version, "text_digest": request.digest}


@action
def ask_to_repeal(
    *, actor: Person, organisation: Organisation, repeal: Repeal
) -> PublicationRequest:
    """Asks that a programme end.

    Raises:
        NotReadyError: there is no such programme, or another department leads it.
        AlreadyAskedError: it waits for a second person already.
    """
    programme = rulebook().programme(repeal.programme_id)
    if programme is None or not leads(organisation, programme.id):
        raise NotReadyError
    request = _add_request(
        PublicationRequest(
            organisation=organisation,
            kind=RequestKind.REPEAL,
            programme_id=programme.id,
            title=programme.name[:120],
            digest=digest_of(text_of(programme.id)),
            effective_on=repeal.on,
            note=repeal.reason,
            asked_by=actor,
        )
    )
    data = {"on": repeal.on.isoformat(), "text_digest": request.digest}
    audit(actor=actor, action="ask_to_repeal", what=request, data=data)
    return request


def _add_request(request: PublicationRequest) -> PublicationRequest:
    """Stores a request and tells those who may decide on it."""
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError:
        raise AlreadyAskedError from None
    deciders = people_who(request.organisation_id, Permission.RULE_PUBLISH)
    tell(
        kind=f"rule-{request.kind}-asked",
        people=[each for each in deciders if each.pk != request.asked_by_id],
        data=named(request.asked_by) | {"programme": request.title},
        path=reverse("publication-request", args=[request.pk]),
    )
    return request


@action
def agree(*, actor: Person, request: PublicationRequest, digest: str) -> PublishedText:
    """The second person agrees: the text is published, or the programme ends.

    Args:
        actor: not who asked, nor who wrote the text.
        request: what is agreed to.
        digest: of the text that was read.

    Raises:
        SamePersonError: somebody else must decide.
        RequestGoneError: it was decided, withdrawn or made void, or its text is another.
        RuleMovedError: it was published or repealed since; the draft no longer changes what it did.
        RepealTooLateError: the first day without effect has gone by while the request waited.
        NotReadyError: the text no longer goes with the other rules.
    """
    if actor.pk in (request.asked_by_id, request.written_by_id):
        raise SamePersonError
    rules.look_again()
    publication = _publication(request)
    if digest != request.digest or digest_of(publication.text) != digest:
        raise RequestGoneError
    _refuse_moved(request)
    _refuse_looking_back(request)
    if leads(request.organisation, request.programme_id) is False:
        raise NotReadyError
    _decide(request, actor, RequestState.DONE)
    published = _published(publication, request, actor)
    PublicationRequest.objects.unscoped().filter(pk=request.pk).update(published=published)
    if request.draft is not None:
        drafts = Draft.objects.unscoped().filter(pk=request.draft.pk)
        drafts.update(state=DraftState.PUBLISHED, updated_at=timezone.now())
    _tell_asker(request, actor, "rule-published")
    data = {"publication": published.pk}
    # The site's own work: it goes on when whoever published has left the department.
    with every_row_for("telling enterprises of a new rule"):
        add_job(actor=None, kind=NOTIFY, title=request.title, data=data)
    audit(
        actor=actor,
        action="agree_to_publish" if request.kind == RequestKind.PUBLISH else "agree_to_repeal",
        what=request,
        data={"publication": published.pk, "text_digest": digest},
    )
    return published


def _publication(request: PublicationRequest) -> Publication:
    if request.kind == RequestKind.REPEAL or request.draft is None:
        text, repealed_on = text_of(request.programme_id), request.effective_on
        return Publication(text, request.organisation, request.note, repealed_on)
    versions = DraftVersion.objects.unscoped().filter(draft=request.draft)
    text = versions.get(number=request.version).text
    return Publication(text, request.organisation, request.note, None, request.draft.is_demo)


def _refuse_moved(request: PublicationRequest) -> None:
    """Refuses where somebody else's text, or a repeal, came in between."""
    if request.draft and request.draft.base_digest != standing_of(request.programme_id):
        raise RuleMovedError


def _refuse_looking_back(request: PublicationRequest) -> None:
    """Refuses to end a programme on days that were judged already."""
    is_repeal = request.kind == RequestKind.REPEAL
    if is_repeal and request.effective_on < timezone.localdate():
        raise RepealTooLateError


def _published(
    publication: Publication, request: PublicationRequest, actor: Person
) -> PublishedText:
    try:
        return add_text(publication, drafted_by=request.asked_by, published_by=actor)
    except PolicyError:
        raise NotReadyError from None
    except IntegrityError:
        raise RequestGoneError from None


def _decide(
    request: PublicationRequest, actor: Person, state: RequestState, answer: str = ""
) -> None:
    """Ends an open request; only one of two at the same moment does."""
    rows = PublicationRequest.objects.unscoped().filter(pk=request.pk, state=RequestState.OPEN)
    rows = rows.filter(digest=request.digest)
    now = timezone.now()
    if not rows.update(state=state, decided_by=actor, decided_at=now, answer=answer):
        raise RequestGoneError
    request.state = state


def _tell_asker(request: PublicationRequest, actor: Person, kind: str) -> None:
    """Tells who asked, unless they left the department: its rules are theirs no longer."""
    request.asked_by.act_for(request.organisation_id)
    if request.asked_by.organisation_id != request.organisation_id:
        return
    tell(
        kind=kind,
        people=[request.asked_by],
        data=named(actor) | {"programme": request.title},
        path=reverse("publication-request", args=[request.pk]),
    )


def _reopen_draft(request: PublicationRequest) -> None:
    drafts = Draft.objects.unscoped().filter(requests=request, state=DraftState.ASKED)
    drafts.update(state=DraftState.OPEN, updated_at=timezone.now())


@action
def send_back(*, actor: Person, request: PublicationRequest, answer: str) -> None:
    """The second person does not agree, and says why; the draft can be changed again.

    Raises:
        SamePersonError: somebody else must decide.
        RequestGoneError: it was decided, withdrawn or made void.
    """
    if actor.pk in (request.asked_by_id, request.written_by_id):
        raise SamePersonError
    _decide(request, actor, RequestState.SENT_BACK, answer)
    _reopen_draft(request)
    _tell_asker(request, actor, "rule-sent-back")
    audit(actor=actor, action="send_back_rule", what=request, data=_told(request))


@action
def withdraw_request(*, actor: Person, request: PublicationRequest) -> None:
    """Who asked takes it back.

    Raises:
        SamePersonError: somebody else asked.
        RequestGoneError: it was decided or made void.
    """
    if actor.pk != request.asked_by_id:
        raise SamePersonError
    _decide(request, actor, RequestState.WITHDRAWN)
    _reopen_draft(request)
    audit(actor=actor, action="withdraw_request", what=request, data=_told(request))
