"""What a password must be, as the profile asks: length, kinds of characters, not used before."""

import unicodedata
from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.signing_in.rules import rules

CLASSES: tuple[Callable[[str], bool], ...] = (
    str.islower,
    str.isupper,
    str.isdigit,
    lambda char: not char.isalnum(),
)


def in_a_row(*sentences: object) -> str:
    """The sentences as one text: Chinese puts nothing between them, English a space."""
    between = "" if (get_language() or "").startswith("zh") else " "
    return between.join(filter(None, map(str, sentences)))


class ProfileLength:
    """As long as the profile asks."""

    def validate(self, password: str, user: Person | None = None) -> None:  # noqa: ARG002
        """Raises ValidationError for a shorter one."""
        if len(password) < rules().password_length_min:
            raise ValidationError(
                in_a_row(_("密码太短。"), self.get_help_text()), code="password_short"
            )

    def get_help_text(self) -> str:
        """The rule in words."""
        least = rules().password_length_min
        return ngettext("至少 %(n)d 个字符。", "至少 %(n)d 个字符。", least) % {"n": least}


class ProfileClasses:
    """Of as many kinds of characters as the profile asks. A character of Chinese is a letter."""

    def validate(self, password: str, user: Person | None = None) -> None:  # noqa: ARG002
        """Raises ValidationError for one that is too even."""
        text = unicodedata.normalize("NFKC", password)
        found = sum(any(kind(char) for char in text) for kind in CLASSES)
        if found < rules().password_classes_min:
            raise ValidationError(
                in_a_row(_("密码太单调。"), self.get_help_text()), code="password_even"
            )

    def get_help_text(self) -> str:
        """The rule in words; "" where there is none."""
        least = rules().password_classes_min
        if least <= 1:
            return ""
        return _("小写字母、大写字母、数字、符号四类中至少要有 %(n)d 类。") % {"n": least}


class NotUsedBefore:
    """Not one of the person's last passwords, the present one among them."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raises ValidationError for one that was used."""
        kept = rules().passwords_remembered
        if not kept or user is None or user.pk is None:
            return
        past = user.past_passwords.values_list("encoded", flat=True)[: kept - 1]
        if any(check_password(password, encoded) for encoded in [user.password, *past]):
            raise ValidationError(
                in_a_row(_("这个密码用过。"), self.get_help_text()), code="password_used"
            )

    def get_help_text(self) -> str:
        """The rule in words; "" where there is none."""
        kept = rules().passwords_remembered
        return _("不能与最近 %(n)d 次用过的密码相同。") % {"n": kept} if kept else ""


def is_due(person: Person, *, now: datetime | None = None) -> bool:
    """Whether the profile asks for a new password by now."""
    oldest = rules().password_age_max
    if oldest is None or not person.has_usable_password():
        return False
    return (now or timezone.now()) - person.password_changed_at > oldest
