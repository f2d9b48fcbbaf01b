"""Payments to the bank: pain.001.001.09 in CNY, accounts without IBAN, banks by CNAPS code.

One file holds one payment instruction of one day, so that the status of the file, of its
instruction and of its payments cannot disagree.
"""

from datetime import UTC, datetime, timedelta, timezone

from zhiqiao.bank.amounts import AMOUNT_FEN_MAX, to_yuan
from zhiqiao.bank.errors import BankFileError
from zhiqiao.bank.records import Record
from zhiqiao.bank.shapes import PAIN_001
from zhiqiao.bank.texts import (
    ACCOUNT_MAX,
    ID_MAX,
    NAME_MAX,
    REMARK_MAX,
    written,
    written_bank_code,
)
from zhiqiao.bank.values import PaymentFile, Transfer
from zhiqiao.bank.walking import LIMITS, Limits, walk
from zhiqiao.common import ErrorCode

KIND = "pain.001.001.09"
CURRENCY = "CNY"
BEIJING = timezone(timedelta(hours=8))

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{kind}"><CstmrCdtTrfInitn>\n'
    "<GrpHdr><MsgId>{message_id}</MsgId><CreDtTm>{created_at}</CreDtTm><NbOfTxs>{count}</NbOfTxs>"
    "<CtrlSum>{total}</CtrlSum><InitgPty><Nm>{name}</Nm></InitgPty></GrpHdr>\n"
    "<PmtInf><PmtInfId>{message_id}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>false</BtchBookg>"
    "<NbOfTxs>{count}</NbOfTxs><CtrlSum>{total}</CtrlSum>"
    "<ReqdExctnDt><Dt>{execution_on}</Dt></ReqdExctnDt><Dbtr><Nm>{name}</Nm></Dbtr>"
    "<DbtrAcct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>{currency}</Ccy></DbtrAcct>"
    "<DbtrAgt><FinInstnId><ClrSysMmbId><ClrSysId><Cd>CNAPS</Cd></ClrSysId>"
    "<MmbId>{bank_code}</MmbId></ClrSysMmbId></FinInstnId></DbtrAgt>\n"
)
_TAIL = "</PmtInf></CstmrCdtTrfInitn></Document>\n"


def write(file: PaymentFile) -> bytes:
    """The file's bytes; the same value makes the same bytes, always.

    Raises:
        BankFileError: BANK_PAYMENTS_NONE, BANK_ID_TWICE, BANK_AMOUNT_BAD, BANK_CODE_BAD,
            BANK_TEXT_LENGTH, BANK_TEXT_ILLEGAL.
    """
    _check_whole(file)
    parts = [_head(file)]
    parts.extend(map(_transfer, file.transfers))
    parts.append(_TAIL)
    return "".join(parts).encode()


def _check_whole(file: PaymentFile) -> None:
    """Refuses a file that no bank could take, or that would name two payments alike."""
    if not file.transfers:
        raise BankFileError(ErrorCode.BANK_PAYMENTS_NONE, message_id=file.message_id)
    if file.total_fen > AMOUNT_FEN_MAX:
        raise BankFileError(ErrorCode.BANK_AMOUNT_BAD, where=file.message_id, found=file.total_fen)
    seen: set[str] = set()
    for each in file.transfers:
        if each.end_to_end_id in seen:
            raise BankFileError(ErrorCode.BANK_ID_TWICE, end_to_end_id=each.end_to_end_id)
        seen.add(each.end_to_end_id)


def _head(file: PaymentFile) -> str:
    """Everything before the first payment."""
    where = file.message_id
    return _HEAD.format(
        kind=KIND,
        currency=CURRENCY,
        message_id=written(file.message_id, element="MsgId", where=where, limit=ID_MAX),
        created_at=file.created_at.astimezone(BEIJING).isoformat(),
        count=len(file.transfers),
        total=to_yuan(file.total_fen),
        execution_on=file.execution_on.isoformat(),
        name=written(file.debtor_name, element="Dbtr/Nm", where=where, limit=NAME_MAX),
        account=written(file.debtor_account, element="DbtrAcct", where=where, limit=ACCOUNT_MAX),
        bank_code=written_bank_code(file.debtor_bank_code, where=where),
    )


def _transfer(each: Transfer) -> str:
    """One payment, on a line of its own."""
    where = each.end_to_end_id
    if not 0 < each.amount_fen <= AMOUNT_FEN_MAX:
        raise BankFileError(ErrorCode.BANK_AMOUNT_BAD, where=where, found=each.amount_fen)
    end_to_end_id = written(where, element="EndToEndId", where=where, limit=ID_MAX)
    bank_code = written_bank_code(each.bank_code, where=where)
    bank_name = _optional(each.bank_name, element="CdtrAgt/Nm", where=where, inside="Nm")
    name = written(each.name, element="Cdtr/Nm", where=where, limit=NAME_MAX)
    account = written(each.account, element="CdtrAcct", where=where, limit=ACCOUNT_MAX)
    remark = _optional(each.remark[:REMARK_MAX], element="Ustrd", where=where, inside="Ustrd")
    return (
        f"<CdtTrfTxInf><PmtId><EndToEndId>{end_to_end_id}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="CNY">{to_yuan(each.amount_fen)}</InstdAmt></Amt>'
        "<CdtrAgt><FinInstnId><ClrSysMmbId><ClrSysId><Cd>CNAPS</Cd></ClrSysId>"
        f"<MmbId>{bank_code}</MmbId></ClrSysMmbId>{bank_name}</FinInstnId></CdtrAgt>"
        f"<Cdtr><Nm>{name}</Nm></Cdtr>"
        f"<CdtrAcct><Id><Othr><Id>{account}</Id></Othr></Id></CdtrAcct>"
        f"{f'<RmtInf>{remark}</RmtInf>' if remark else ''}</CdtTrfTxInf>\n"
    )


def _optional(text: str, *, element: str, where: str, inside: str) -> str:
    """The element, or nothing where there is no text."""
    if not text or text.isspace():
        return ""
    return f"<{inside}>{written(text, element=element, where=where, limit=NAME_MAX)}</{inside}>"


def read(content: bytes, *, limits: Limits = LIMITS) -> PaymentFile:
    """The payments of a file, as a bank reads them.

    Raises:
        BankFileError: BANK_FILE_… of any kind.
    """
    reading = _Reading()
    walk(content, PAIN_001, reading.close, limits=limits)
    return reading.file()


class _Reading:
    """What was read so far."""

    def __init__(self) -> None:
        self.transfers: list[Transfer] = []
        self.head = Record()

    def close(self, kind: str, record: Record) -> None:
        """Takes a record that is complete."""
        if kind == "transfer":
            self.transfers.append(_read_transfer(record))
        else:
            self.head = record

    def file(self) -> PaymentFile:
        """The whole file, its sums checked."""
        head = self.head
        file = PaymentFile(
            message_id=head.need("message_id", "MsgId", limit=ID_MAX),
            created_at=_instant(head),
            execution_on=head.day("execution_on", "ReqdExctnDt"),
            debtor_name=head.get("debtor_name", ""),
            debtor_account=head.need("debtor_account", "DbtrAcct", limit=ACCOUNT_MAX),
            debtor_bank_code=head.get("debtor_bank_code", ""),
            transfers=tuple(self.transfers),
        )
        head.agree("count", "NbOfTxs", counted=str(len(file.transfers)))
        if "total" in head:
            head["total"] = to_yuan(head.fen("total", "CtrlSum", may_be_zero=True))
            head.agree("total", "CtrlSum", counted=to_yuan(file.total_fen))
        return file


def _instant(head: Record) -> datetime:
    """When the file was made; without an offset it is Beijing's time."""
    text = head.need("created_at", "CreDtTm", limit=ID_MAX)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise head.bad("CreDtTm", text) from None
    return found.replace(tzinfo=found.tzinfo or BEIJING).astimezone(UTC)


def _read_transfer(record: Record) -> Transfer:
    """One payment."""
    record.in_currency("amount", CURRENCY)
    return Transfer(
        end_to_end_id=record.need("end_to_end_id", "EndToEndId", limit=ID_MAX),
        amount_fen=record.fen("amount", "InstdAmt"),
        name=record.need("name", "Cdtr/Nm", limit=NAME_MAX),
        account=record.need("account", "CdtrAcct", limit=ACCOUNT_MAX),
        bank_code=record.get("bank_code", ""),
        bank_name=record.get("bank_name", ""),
        remark=record.get("remark", ""),
    )
