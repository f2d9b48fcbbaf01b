"""What the bank told each world: files, lines, differences, payments that came back."""

import hashlib
import zlib
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.grants.models import PayeeAccount
from zhiqiao.web.reconciliation.actions import PURPOSE
from zhiqiao.web.reconciliation.models import (
    BankFile,
    BankFileContent,
    BankStatement,
    Difference,
    StatementLine,
)
from zhiqiao.web.vault.sealing import seal


def _never(_person: Person) -> bool:
    return False


SEEN_BY_OTHERS = {"bank-file": _never, "bank-line": _never, "difference": _never}
KEPT_WITHIN = {
    "bank-file": {Permission.PAYOUT_READ},
    "bank-line": {Permission.PAYOUT_READ},
    "difference": {Permission.PAYOUT_READ},
}
TYPED = {
    "reconciliation.StatementLine": ("counterparty", "remark"),
    "reconciliation.Difference": ("note",),
    "reconciliation.BankFile": ("name",),
}
SEARCHED = ("differences", "bank-files", "payment-changes")
_MAKES = {Permission.PAYOUT_MAKE}
_DEALS = {Permission.PAYOUT_MAKE, Permission.PAYOUT_CHECK}
WRITTEN_WITH = {
    "reconciliation_bankfile": _DEALS,
    "reconciliation_bankfilecontent": _MAKES,
    "reconciliation_bankstatement": _DEALS,
    "reconciliation_statementline": _DEALS,
    "reconciliation_difference": _DEALS,
    "payouts_paymentchange": _DEALS,
    "payouts_clawback": {Permission.PAYOUT_CHECK},
}
WRITTEN_AT = {
    "organisations/<int:organisation_id>/merge/": {
        table: {Permission.ORGANISATION_ALL} for table in WRITTEN_WITH
    },
}
NOTE = {"note": "x"}
FORMS = {
    "differences/<int:difference_id>/ask/": NOTE,
    "differences/<int:difference_id>/propose/": NOTE | {"remedy": "explain"},
    "bank-files/<int:file_id>/set-aside/": {"reason": "x"},
    "bank-files/upload/": lambda _own: {"file": SimpleUploadedFile("x.xml", b"<x/>")},
    "payment-changes/approve/": lambda own: {"change": str(own.ids["change_id"][0])},
    "my-payouts/returned/<int:payment_id>/": lambda own: {"account": str(_own_account(own).pk)},
    "payments/<int:payment_id>/change/": {"kind": "release", "reason": "x"},
    "payment-changes/<int:change_id>/refuse/": {"remark": "x"},
}
NOT_IN_ONE_STEP = {
    "POST /differences/<int:difference_id>/approve/": "wants what another person proposed",
    "POST /differences/<int:difference_id>/refuse/": "wants what was proposed",
    "POST /bank-files/<int:file_id>/release/": "wants a file that another person brought",
}


def _own_account(own) -> PayeeAccount:
    return PayeeAccount.objects.unscoped().filter(organisation=own.organisation).latest("pk")


def add(made) -> None:
    """A file that was read and one that was refused, a line and what is different about it."""
    read = _file(made, "read")
    refused = _file(made, "refused")
    BankStatement.objects.create(
        organisation=made.organisation, file=read, statement_id=f"S{made.tag}", number=1,
        from_on=date(2026, 11, 1), to_on=date(2026, 11, 1), opening_fen=1, closing_fen=1,
    )  # fmt: skip
    lines = [_line(made, read, number) for number in range(2)]
    differences = [
        Difference.objects.create(
            organisation=made.organisation,
            kind="unknown_reference",
            line=each,
            owner="finance_maker",
            note=made.canary("difference"),
        )
        for each in lines
    ]
    made.ids |= {
        "file_id": [read.pk, refused.pk],
        "line_id": [each.pk for each in lines],
        "difference_id": [each.pk for each in differences],
    }


def _file(made, state):
    words = made.canary("bank-file")
    file = BankFile.objects.create(
        organisation=made.organisation,
        name=f"{words}-{state}.xml",
        sha256=hashlib.sha256(f"{words}{state}".encode()).hexdigest(),
        kind="camt.053",
        state=state,
        problem="bank_file_truncated" if state == "refused" else "",
        detail={"line": 3} if state == "refused" else {},
        brought_by=made.owner,
        read_at=timezone.now(),
    )
    sealed = seal(zlib.compress(words.encode()), purpose=PURPOSE)
    BankFileContent.objects.create(
        id=sealed.record,
        file=file,
        purpose=PURPOSE,
        algorithm=sealed.algorithm,
        key_id=sealed.key_id,
        wrapped_key=sealed.wrapped_key,
        content=sealed.content,
    )
    return file


def _line(made, file, number):
    words = made.canary("bank-line")
    return StatementLine.objects.create(
        organisation=made.organisation,
        file=file,
        reference=f"{made.tag}{number}",
        direction="in",
        amount_fen=100 + number,
        booked_on=date(2026, 11, 1),
        counterparty=words,
        remark=words,
        state="different",
    )
