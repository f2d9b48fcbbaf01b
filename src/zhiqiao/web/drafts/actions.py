"""Writing drafts: begun, saved, commented, given up."""

from dataclasses import dataclass

from django.utils import timezone

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.drafts.models import (
    COMMENT_CHARS_MAX,
    Draft,
    DraftComment,
    DraftState,
    DraftVersion,
    PublicationRequest,
    RequestState,
)
from zhiqiao.web.rulebook.actions import digest_of
from zhiqiao.web.rulebook.texts import standing_of


class DraftChangedError(Exception):
    """The draft is no longer as its editor knew it; nothing was saved."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a draft begins as."""

    programme_id: str
    title: str
    text: str
    is_demo: bool = False


@action
def begin_draft(*, actor: Person | None, organisation: Organisation, begun: Beginning) -> Draft:
    """A draft with its first version."""
    draft = Draft.objects.create(
        organisation=organisation,
        programme_id=begun.programme_id,
        title=begun.title,
        base_digest=standing_of(begun.programme_id),
        created_by=actor,
        is_demo=begun.is_demo,
    )
    _add_version(draft, begun.text, actor)
    audit(actor=actor, action="begin_draft", what=draft)
    return draft


def _add_version(draft: Draft, text: str, actor: Person | None) -> None:
    DraftVersion.objects.create(
        draft=draft,
        number=draft.version,
        text=text,
        digest=digest_of(text),
        written_by=actor,
    )


def held(draft: Draft) -> Draft:
    """The draft as it is stored, held until the action ends.

    Raises:
        DraftChangedError: it is gone, published or given up.
    """
    rows = Draft.objects.unscoped().select_for_update()
    stored = rows.filter(pk=draft.pk).first()
    if stored is None or not stored.is_under_way:
        raise DraftChangedError
    return stored


@action
def save_draft(*, actor: Person, draft: Draft, text: str, title: str, version: int) -> Draft:
    """Another version of the text; a request to publish the one before is void from now on.

    A text that is as it was changes nothing.

    Raises:
        DraftChangedError: the stored version is not the one that was edited.
    """
    stored = held(draft)
    if stored.version != version:
        raise DraftChangedError
    newest = DraftVersion.objects.unscoped().get(draft=stored, number=stored.version)
    is_news = newest.text != text
    if is_news:
        stored.version += 1
        _void_request(stored)
        _add_version(stored, text, actor)
    stored.title = title
    stored.save(update_fields=["title", "version", "state", "updated_at"])
    data = {"version": stored.version, "is_new_text": is_news}
    audit(actor=actor, action="save_draft", what=stored, data=data)
    return stored


def _void_request(draft: Draft) -> None:
    open_ones = PublicationRequest.objects.unscoped().filter(draft=draft, state=RequestState.OPEN)
    open_ones.update(state=RequestState.VOID, decided_at=timezone.now())
    draft.state = DraftState.OPEN


@action
def add_comment(*, actor: Person, draft: Draft, text: str) -> DraftComment:
    """A comment on the newest version."""
    comment = DraftComment.objects.create(
        draft=draft, version=draft.version, person=actor, text=text[:COMMENT_CHARS_MAX]
    )
    audit(
        actor=actor,
        action="comment_draft",
        what=draft,
        data={"comment": comment.pk, "version": draft.version},
    )
    return comment


@action
def discard_draft(*, actor: Person, draft: Draft) -> None:
    """The draft is given up; its versions stay as history.

    Raises:
        DraftChangedError: it was published or given up already.
    """
    stored = held(draft)
    _void_request(stored)
    stored.state = DraftState.DISCARDED
    stored.save(update_fields=["state", "updated_at"])
    audit(actor=actor, action="discard_draft", what=stored)


@action
def rebase_draft(*, actor: Person, draft: Draft) -> None:
    """The draft is from now on meant to replace what stands now, a repeal too.

    Raises:
        DraftChangedError: it was published or given up.
    """
    stored = held(draft)
    _void_request(stored)
    stored.base_digest = standing_of(stored.programme_id)
    stored.save(update_fields=["base_digest", "state", "updated_at"])
    audit(actor=actor, action="rebase_draft", what=stored)
