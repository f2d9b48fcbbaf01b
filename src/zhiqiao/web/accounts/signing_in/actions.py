"""Writes about how people sign in. Each is one transaction with its audit row."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import login, logout
from django.contrib.auth.hashers import make_password, verify_password
from django.http import HttpRequest
from django.utils import timezone

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.signals import password_renewed
from zhiqiao.web.accounts.signing_in.models import PastPassword, UsedCode
from zhiqiao.web.accounts.signing_in.queries import identity_of
from zhiqiao.web.accounts.signing_in.rules import STRICT
from zhiqiao.web.accounts.signing_in.second_step import matching_counter, opened
from zhiqiao.web.accounts.signing_in.session_actions import (
    end_session,
    end_sessions,
    forget_expired,
)
from zhiqiao.web.audit.actions import action, audit

BACKEND = "django.contrib.auth.backends.ModelBackend"
NO_PASSWORD = "!"  # noqa: S105 -- Django's mark of a password that nothing matches
COUNTERS_KEPT = 10
Means = str


def person_with_password(*, username: str, password: str) -> Person | None:
    """The active person of that name and password. As much work for an unknown name."""
    person = Person.objects.filter(username=username).first()
    encoded = person.password if person is not None else NO_PASSWORD
    is_right, is_outdated = verify_password(password, encoded)
    if person is None or not is_right or not person.is_active:
        return None
    if is_outdated:
        _hash_anew(person=person, password=password)
    return person


@action
def _hash_anew(*, person: Person, password: str) -> None:
    """Stores the same password under today's hashing; open sessions go on elsewhere too."""
    person.password = make_password(password)
    person.save(update_fields=["password"])
    audit(actor=person, action="password_rehashed", what=person)


@action
def sign_in(*, request: HttpRequest, person: Person, means: Means = "password") -> None:
    """Opens a session under a new key; rows of sessions that are over go."""
    forget_expired()
    login(request, person, backend=BACKEND)
    audit(actor=person, action="sign_in", what=person, data={"means": means})


@action
def note_failure(*, person: Person | None, means: Means) -> None:
    """A sign-in that did not succeed. What was typed is kept nowhere."""
    audit(actor=None, action="sign_in_failed", what=person or Person, data={"means": means})


@action
def sign_out(*, request: HttpRequest, person: Person) -> None:
    """Ends the session."""
    key = request.session.session_key
    audit(actor=person, action="sign_out", what=person)
    logout(request)
    if key:
        end_session(person=person, key=key)


@action
def change_password(
    *, actor: Person | None, person: Person, password: str, keep_session: str | None = None
) -> None:
    """A new password; every other session of the person ends."""
    if person.has_usable_password():
        PastPassword.objects.create(person=person, encoded=person.password)
    kept = person.past_passwords.values("pk")[: STRICT.passwords_remembered - 1]
    person.past_passwords.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    person.set_password(password)
    person.password_changed_at = timezone.now()
    person.save(update_fields=["password", "password_changed_at"])
    ended = end_sessions(person=person, except_key=keep_session)
    password_renewed.send(sender=Person, person=person, actor=actor)
    audit(actor=actor, action="password_changed", what=person, data={"sessions_ended": ended})


@action
def note_password_link(*, actor: Person, person: Person) -> None:
    """An administrator was given a link with which the person sets a new password."""
    audit(actor=actor, action="password_link_made", what=person)


@action
def turn_second_step_on(*, person: Person, secret: str, counter: int) -> list[str]:
    """From now on signing in asks for a code; the recovery codes, to be shown once.

    `counter` is the time step of the code that was typed as proof; that code is used up.
    """
    TOTP.activate(person, secret)
    UsedCode.objects.get_or_create(person=person, counter=counter)
    codes = _new_codes(person)
    audit(actor=person, action="totp_on", what=person, data={"recovery_codes": len(codes)})
    return codes


@action
def make_recovery_codes(*, person: Person) -> list[str]:
    """New recovery codes, to be shown once; the old ones no longer work."""
    codes = _new_codes(person)
    audit(actor=person, action="recovery_codes_made", what=person, data={"count": len(codes)})
    return codes


def _new_codes(person: Person) -> list[str]:
    Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(person).generate_codes()
    return codes


@action
def turn_second_step_off(*, actor: Person, person: Person) -> None:
    """Signing in asks for no code any more; the recovery codes go with it."""
    removed, _ = Authenticator.objects.filter(user=person).delete()
    if not removed:
        raise RefusedError
    audit(actor=actor, action="totp_off", what=person)


@action
def use_code(*, person: Person, code: str) -> Means | None:
    """Which second step the code fulfils, and uses it up; None for a wrong or a used one."""
    rows = Authenticator.objects.select_for_update().filter(user=person)
    for row in rows.order_by("-type"):
        is_totp = row.type == Authenticator.Type.TOTP
        is_right = _use_totp(row, code) if is_totp else RecoveryCodes(row).validate_code(code)
        if is_right:
            row.record_usage()
            audit(actor=person, action="second_step_passed", what=person, data={"by": row.type})
            return str(row.type)
    return None


def _use_totp(row: Any, code: str) -> bool:
    """Whether the code is of this minute and was not used; notes that it now is."""
    counter = matching_counter(opened(row.data["secret"]), code)
    if counter is None:
        return False
    used = UsedCode.objects.filter(person_id=row.user_id)
    used.filter(counter__lt=counter - COUNTERS_KEPT).delete()
    if used.filter(counter__gte=counter).exists():
        return False
    UsedCode.objects.create(person_id=row.user_id, counter=counter)
    return True


@action
def link_identity(*, person: Person, account: Any, by: str) -> None:
    """The outside identity signs the person in from now on.

    Raises:
        RefusedError: it is linked to somebody else, or the person has another one already.
    """
    known = SocialAccount.objects.filter(provider=account.provider, uid=account.uid).first()
    if known is not None or identity_of(person, account.provider) is not None:
        raise RefusedError
    account.user = person
    account.save()
    audit(actor=person, action="identity_linked", what=person, data={"by": by})


@action
def unlink_identity(*, person: Person, account: Any) -> None:
    """The outside identity no longer signs the person in.

    Raises:
        RefusedError: the person has no password, and so no other way in.
    """
    if not person.has_usable_password():
        raise RefusedError
    account.delete()
    audit(actor=person, action="identity_unlinked", what=person)


@action
def end_other_sessions(*, actor: Person, person: Person, keep_session: str | None = None) -> int:
    """Ends the person's sessions but the one given; how many were open."""
    ended = end_sessions(person=person, except_key=keep_session)
    audit(actor=actor, action="sessions_ended", what=person, data={"count": ended})
    return ended


def forget_sign_in(*, person: Person) -> None:
    """Removes all that lets the person in: for erasure, inside its action."""
    end_sessions(person=person)
    Authenticator.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    UsedCode.objects.filter(person=person).delete()
    person.past_passwords.all().delete()
