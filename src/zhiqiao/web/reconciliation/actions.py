"""Files of the bank arrive: kept, sealed, before anybody looks into them; then read, once.

A file is read in one transaction: all that it says counts, or nothing. A process that is killed in
between leaves it as one that has arrived, and the next look reads it.
"""

import hashlib
import zlib
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.bank.links import Arrived, refusal_of
from zhiqiao.bank.values import IgnoredFile, Statement, StatusReport
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.attachments.actions import plain_name
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.payouts.failpoints import fail_at
from zhiqiao.web.payouts.links import bank_verifier
from zhiqiao.web.payouts.models import BankAccount
from zhiqiao.web.payouts.moves_actions import money_action
from zhiqiao.web.reconciliation.addressing import department_named_in
from zhiqiao.web.reconciliation.models import (
    BankCursor,
    BankFile,
    BankFileContent,
    BankFileState,
)
from zhiqiao.web.reconciliation.statement_actions import take_statements
from zhiqiao.web.reconciliation.status_actions import take_statuses
from zhiqiao.web.reconciliation.telling import tell_second
from zhiqiao.web.reconciliation.values import Taken
from zhiqiao.web.vault.sealing import seal

PURPOSE = "bank-file"
UNSIGNED = (str(ErrorCode.BANK_SIGNATURE_MISSING), str(ErrorCode.BANK_SIGNATURE_WRONG))
"""Problems that nobody may look over: only the bank can mend them, by sending it signed."""

Said = StatusReport | tuple[Statement, ...] | IgnoredFile


@money_action
def receive(
    *, name: str, content: bytes, actor: Person | None = None, signature: bytes | None = None
) -> BankFile:
    """Keeps a file; it is not read yet. The same bytes again are the same file.

    A file that was refused and comes again is looked at again. What somebody uploads waits for a
    second person, unless the bank signed it.

    Args:
        name: as the bank calls it.
        content: its bytes.
        actor: who uploads it, for their own department; None for the operator.
        signature: the bank's, detached; None for none.

    Raises:
        RefusedError: an upload, where files of the bank have to be signed and this one is not.
    """
    verify = bank_verifier()
    refusal = refusal_of(name, content=content, signature=signature, verify=verify)
    if refusal is not None and actor is not None:
        raise RefusedError(
            _(
                "银行的文件要有签名才能用，这个没有，或签名对不上。"
                "请连同银行的签名文件一起上传，或让银行从通道发来。"
            )
        )
    file = _receive(name=name, content=content, actor=actor)
    if refusal is not None and file.state == BankFileState.ARRIVED:
        _refuse(file, refusal, named=department_named_in(content))
    return file


def _receive(*, name: str, content: bytes, actor: Person | None) -> BankFile:
    digest = hashlib.sha256(content).hexdigest()
    found = BankFile.objects.unscoped().filter(sha256=digest).first()
    if found is not None:
        return _again(found, actor, content)
    file = BankFile.objects.create(
        organisation_id=actor.organisation_id if actor else None,
        name=plain_name(name),
        sha256=digest,
        brought_by=actor,
        state=_first_state(actor),
    )
    sealed = seal(zlib.compress(content, level=1), purpose=PURPOSE)
    BankFileContent.objects.unscoped().create(
        id=sealed.record,
        file=file,
        purpose=PURPOSE,
        algorithm=sealed.algorithm,
        key_id=sealed.key_id,
        wrapped_key=sealed.wrapped_key,
        content=sealed.content,
    )
    audit(actor=actor, action="receive_bank_file", what=file, data={"bytes": len(content)})
    _tell_second(file)
    fail_at("arrive-before-commit")
    transaction.on_commit(lambda: fail_at("arrive-after-commit"))
    return file


def _first_state(actor: Person | None) -> BankFileState:
    """By hand, one person could reject or settle what takes two people everywhere else."""
    is_by_hand = actor is not None and not settings.ZHIQIAO_BANK_PUBLIC_KEY
    return BankFileState.WAITING if is_by_hand else BankFileState.ARRIVED


def _tell_second(file: BankFile) -> None:
    if file.state == BankFileState.WAITING:
        tell_second(file)


def _again(file: BankFile, actor: Person | None, content: bytes) -> BankFile:
    """The file, to be looked at once more; no department takes another's from it."""
    state = _first_state(actor)
    own = actor.organisation_id if actor else None
    named = department_named_in(content)
    is_others = actor is not None and file.organisation_id not in (None, own) and named != own
    is_read = file.state in (BankFileState.READ, BankFileState.ARRIVED)
    if is_read or is_others or (file.state == state and file.organisation_id == own):
        return file
    file.state = state
    file.organisation_id = own if actor else named or file.organisation_id
    file.brought_by, file.released_by = actor, None
    file.save(update_fields=["state", "organisation", "brought_by", "released_by"])
    audit(actor=actor, action="receive_bank_file", what=file, data={"again": True})
    _tell_second(file)
    return file


@money_action
def let_read(*, actor: Person, file: BankFile) -> BankFile:
    """Has a file be read that another person brought by hand.

    Raises:
        RefusedError: the actor brought it, or it does not wait any more.
    """
    current = BankFile.objects.unscoped().select_for_update().get(pk=file.pk)
    if current.state != BankFileState.WAITING:
        raise RefusedError(_("这个文件刚被处理过，请刷新再看。"))
    if current.brought_by_id == actor.pk:
        raise RefusedError(_("这个文件是您上传的，要请另一位同事确认。"))
    current.state, current.released_by = BankFileState.ARRIVED, actor
    current.save(update_fields=["state", "released_by"])
    audit(actor=actor, action="release_bank_file", what=current)
    return current


@money_action
def fetch_one(*, link_name: str, arrived: Arrived) -> BankFile:
    """Keeps a file that came over a link, and how far the link was fetched."""
    file = _receive(name=arrived.name, content=arrived.content, actor=None)
    if arrived.refusal is not None and file.state == BankFileState.ARRIVED:
        _refuse(file, arrived.refusal, named=department_named_in(arrived.content))
    BankCursor.objects.update_or_create(
        link=link_name, defaults={"position": arrived.cursor, "fetched_at": timezone.now()}
    )
    audit(actor=None, action="fetch_bank_file", what=file)
    return file


@money_action
def read_again(*, actor: Person, file: BankFile) -> BankFile:
    """Has a file that was refused or set aside be read again, as after an account came.

    Raises:
        RefusedError: it is not signed, or not by the bank.
    """
    current = BankFile.objects.unscoped().select_for_update().get(pk=file.pk)
    is_set_aside = current.state == BankFileState.SET_ASIDE
    if is_set_aside and current.organisation_id != actor.organisation_id:
        raise RefusedError(_("这个文件由平台的运维人员搁置了，要再读请找他们。"))
    if current.problem in UNSIGNED:
        raise RefusedError(_("这个文件没有银行的签名，不能用。请让银行连同签名重发。"))
    if current.state in (BankFileState.REFUSED, BankFileState.SET_ASIDE):
        is_released = current.brought_by_id is None or current.released_by_id is not None
        current.state = BankFileState.ARRIVED if is_released else _first_state(actor)
        current.save(update_fields=["state"])
        _tell_second(current)
    audit(actor=actor, action="read_bank_file_again", what=current)
    return current


@money_action
def take_in(*, file_id: int, said: Said, kind: str) -> None:
    """Books all that a file says, in this one transaction; nothing where that was done before."""
    file = BankFile.objects.unscoped().select_for_update().get(pk=file_id)
    if file.state != BankFileState.ARRIVED:
        return
    file.kind = kind
    taken = _take_what_it_says(file, said)
    file.state, file.read_at = BankFileState.READ, timezone.now()
    file.problem, file.detail = "", taken.detail
    file.count, file.matched, file.different = taken.count, taken.matched, taken.different
    file.save()
    counts = {"count": taken.count, "matched": taken.matched, "different": taken.different}
    audit(actor=None, action="read_bank_file", what=file, data=counts)
    fail_at("read-before-commit")


def _take_what_it_says(file: BankFile, said: Said) -> Taken:
    if isinstance(said, StatusReport):
        return take_statuses(file, said)
    if isinstance(said, IgnoredFile):
        return Taken(0, 0, 0, {})
    return take_statements(file, said)


@money_action
def note_refusal(*, file_id: int, error: ZhiqiaoError, named: int | None = None) -> None:
    """Keeps why a file cannot be used.

    Args:
        file_id: the file.
        error: why.
        named: the department that its bytes name.
    """
    file = BankFile.objects.unscoped().select_for_update().get(pk=file_id)
    if file.state == BankFileState.ARRIVED:
        _refuse(file, error, named=named)


def _refuse(file: BankFile, error: ZhiqiaoError, *, named: int | None) -> None:
    """Keeps why, where those see it whose account it is about."""
    file.state, file.read_at = BankFileState.REFUSED, timezone.now()
    file.problem, file.detail = str(error.code), _plain(error.data)
    if named is not None and named != file.organisation_id:
        file.organisation_id, file.released_by = named, None
    if file.organisation_id is None:
        accounts = list(BankAccount.objects.unscoped().values_list("organisation", flat=True)[:2])
        file.organisation_id = accounts[0] if len(accounts) == 1 else None
    file.save()
    audit(actor=None, action="refuse_bank_file", what=file, data={"problem": str(error.code)})


def _plain(data: Any) -> dict[str, object]:
    return {name: v if isinstance(v, int) else str(v)[:200] for name, v in data.items()}
