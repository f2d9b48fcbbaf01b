"""Links with which a person who forgot their password sets a new one."""

from datetime import datetime

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.signing_in.rules import PASSWORD_LINK_LIFETIME


class PasswordLinks(PasswordResetTokenGenerator):
    """Signed, bound to the present password and last sign-in: using either ends the link."""

    key_salt = "zhiqiao.web.accounts.signing_in.password_links"

    def check_token(self, user: Person | None, token: str | None) -> bool:
        """Whether the link is the person's, was not used, and is not a day old."""
        if not super().check_token(user, token) or token is None:
            return False
        made_s = int(token.split("-")[0], 36)
        now_s = self._num_seconds(self._now())
        return bool(now_s - made_s <= PASSWORD_LINK_LIFETIME.total_seconds())

    def _now(self) -> datetime:
        return datetime.now()  # noqa: DTZ005 -- as Django's generator reckons


links = PasswordLinks()


def password_link(person: Person) -> str:
    """The path of a new link for the person."""
    return reverse("new-password", args=[person.pk, links.make_token(person)])
