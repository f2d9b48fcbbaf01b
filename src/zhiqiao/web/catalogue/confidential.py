"""Confidential needs: what they say lies sealed, and the row itself says nothing.

A confidential need's row carries a number for a title and no text, so that lists, exports, the
index and logs have nothing to tell. Its people and the centre's read what was sealed.
"""

import json
from dataclasses import asdict, dataclass

from django.contrib.auth.models import AnonymousUser

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.access import is_own
from zhiqiao.web.catalogue.models import OPAQUE_TITLE_START, Need
from zhiqiao.web.vault.sealing import open_sealed

PURPOSE = "need"


@dataclass(frozen=True, slots=True)
class Words:
    """What a need says."""

    title: str
    text: str


def opaque_title(need: Need) -> str:
    """What stands in the row instead of the title, such as 保密需求 N-2026-000042."""
    return OPAQUE_TITLE_START + need.code


def is_hidden(need: Need) -> bool:
    """Whether the row in memory says nothing, and what it means to say lies sealed already."""
    return (
        need.is_confidential
        and need.sealed_id is not None
        and need.title == opaque_title(need)
        and not need.text
    )


def may_read_words(actor: Person | AnonymousUser, need: Need) -> bool:
    """Whether the visitor may read what the need says, given that they see its row."""
    if not need.is_confidential:
        return True
    return (
        isinstance(actor, Person)
        and actor.may(Permission.CONFIDENTIAL_READ)
        and is_own(actor, need)
    )


def is_outsider(actor: Person, need: Need) -> bool:
    """Whether the person reads what belongs to an organisation that they do not act for."""
    return actor.organisation_id != need.organisation_id


def words_of(need: Need) -> Words:
    """What the need says, opened where it is confidential. The caller has asked whether it may.

    Raises:
        ZhiqiaoError: the sealed text was changed, or its master key is missing.
    """
    if not need.is_confidential or need.sealed is None:
        return Words(need.title, need.text)
    content = open_sealed(need.sealed.sealed, purpose=PURPOSE)
    return Words(**json.loads(content))


def packed(words: Words) -> bytes:
    """The words as they are sealed."""
    return json.dumps(asdict(words), ensure_ascii=False).encode()
