"""Sealing what a need says, publishing it again, and noting who read it."""

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.catalogue.confidential import (
    PURPOSE,
    Words,
    is_hidden,
    is_outsider,
    opaque_title,
    packed,
    words_of,
)
from zhiqiao.web.catalogue.models import Need
from zhiqiao.web.vault.models import SealedText
from zhiqiao.web.vault.sealing import seal


def save_need(need: Need) -> None:
    """Saves the row, its words sealed where it is confidential. Inside another action.

    What was confidential and is no longer has its words in the row from now on.
    """
    before = need.sealed
    if need.is_confidential:
        _hide(need)
    else:
        need.sealed = None
    need.save()
    if before is not None and before != need.sealed:
        SealedText.objects.unscoped().filter(pk=before.pk).delete()


@action
def read_words(*, actor: Person, need: Need) -> Words:
    """What a confidential need says; someone from outside its organisation leaves an audit row."""
    words = words_of(need)
    if is_outsider(actor, need):
        audit(actor=actor, action="read_confidential", what=need)
    return words


def _hide(need: Need) -> None:
    """Moves the words from the row in memory into the vault."""
    old = need.sealed
    if old is not None and old.organisation_id != need.organisation_id:
        SealedText.objects.unscoped().filter(pk=old.pk).update(organisation=need.organisation)
    if is_hidden(need):
        return
    words = Words(need.title, need.text)
    if old is not None and need.title == opaque_title(need):
        words = Words(words_of(need).title, need.text)
    need.sealed = _stored(need, words)
    need.title, need.text = opaque_title(need), ""


def _stored(need: Need, words: Words) -> SealedText:
    sealed = seal(packed(words), purpose=PURPOSE)
    return SealedText.objects.create(
        id=sealed.record,
        organisation=need.organisation,
        purpose=PURPOSE,
        algorithm=sealed.algorithm,
        key_id=sealed.key_id,
        wrapped_key=sealed.wrapped_key,
        content=sealed.content,
    )
