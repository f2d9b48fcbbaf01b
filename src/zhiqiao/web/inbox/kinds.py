"""What people can be told. Each app registers its kinds in `ready()`."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Data = Mapping[str, str | int]


class Topic(TextChoices):
    """What a message is about: people choose for each how they want letters."""

    MATCHES = "matches", _("匹配")
    INTRODUCTIONS = "introductions", _("引荐")
    TRANSFERS = "transfers", _("项目")
    PROGRAMMES = "programmes", _("政策与截止日期")
    APPLICATIONS = "applications", _("申报")
    PAYOUTS = "payouts", _("兑付")
    CASES = "cases", _("诉求")
    RULES = "rules", _("规则")
    SEARCHES = "searches", _("保存的搜索")
    SYSTEM = "system", _("平台")


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One thing that people can be told.

    Attributes:
        code: as stored, such as application-asked.
        title: one line with `%(name)s` where the data go, lazily translated.
        text: one or two sentences more, likewise; "" for none.
    """

    code: str
    topic: Topic
    title: Words
    text: Words = ""


_KINDS: dict[str, MessageKind] = {}


def register(*kinds: MessageKind) -> None:
    """Adds kinds; a code that is registered again is replaced."""
    _KINDS.update({kind.code: kind for kind in kinds})


def kind_of(code: str) -> MessageKind:
    """The kind of that code.

    Raises:
        KeyError: no app registered it.
    """
    return _KINDS[code]


def known_kinds() -> Mapping[str, MessageKind]:
    """Every kind, by its code."""
    return _KINDS


class _Tolerant(dict[str, str | int]):
    def __missing__(self, name: str) -> str:
        return "…"


def filled(words: Words, data: Data) -> str:
    """The words in the reader's language with the data in their places.

    >>> filled("%(who)s 批准了 %(what)s", {"who": "科技局"})
    '科技局 批准了 …'
    """
    return str(words) % _Tolerant(data)
