"""Open sessions, counted guesses, used codes, passwords of the past."""

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from zhiqiao.web.accounts.models import Person


class OpenSession(AbstractBaseSession):
    """One browser's session. Every request looks it up here, so ending it works at once."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, related_name="open_sessions"
    )
    signed_in_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(default=timezone.now)
    key_made_at = models.DateTimeField(default=timezone.now)
    replaced_by = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-seen_at"]

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """The store that keeps these rows."""
        from zhiqiao.web.accounts.signing_in.sessions import SessionStore

        return SessionStore


class Guesses(models.Model):
    """Wrong guesses of a secret lately. `key` is a digest: it names neither person nor address."""

    key = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)


class UsedCode(models.Model):
    """A code of the second step that was accepted: it is not accepted again."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    counter = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "counter"], name="a_code_is_used_once")
        ]


class PastPassword(models.Model):
    """The hash of a password that a person used before."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="past_passwords")
    encoded = models.CharField(max_length=128)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
