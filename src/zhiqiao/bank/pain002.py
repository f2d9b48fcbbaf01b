"""What the bank says of a file of payments: pain.002, read in any version, written as .12."""

from datetime import datetime

from zhiqiao.bank.records import Record
from zhiqiao.bank.shapes import PAIN_002
from zhiqiao.bank.texts import ID_MAX, written
from zhiqiao.bank.values import Status, StatusReport, TransferStatus
from zhiqiao.bank.walking import LIMITS, Limits, walk

KIND = "pain.002.001.12"
REASON_MAX = 105
CODE_MAX = 4

CODES = {
    "RCVD": Status.RECEIVED,
    "ACTC": Status.ACCEPTED,
    "ACCP": Status.ACCEPTED,
    "ACSP": Status.ACCEPTED,
    "ACWC": Status.ACCEPTED,
    "ACWP": Status.ACCEPTED,
    "ACFC": Status.ACCEPTED,
    "ACSC": Status.SETTLED,
    "ACCC": Status.SETTLED,
    "PART": Status.PARTLY_ACCEPTED,
    "PDNG": Status.PENDING,
    "PATC": Status.PENDING,
    # Accepted before, and now neither paid out nor given back: nothing to be paid a second time.
    "BLCK": Status.PENDING,
    "RJCT": Status.REJECTED,
    # By the code set it was cancelled with success, as was asked for: it is not paid.
    "CANC": Status.REJECTED,
}
WRITTEN_AS = {
    Status.RECEIVED: "RCVD",
    Status.ACCEPTED: "ACCP",
    Status.PARTLY_ACCEPTED: "PART",
    Status.PENDING: "PDNG",
    Status.SETTLED: "ACSC",
    Status.REJECTED: "RJCT",
}

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{kind}"><CstmrPmtStsRpt>\n'
    "<GrpHdr><MsgId>{message_id}</MsgId><CreDtTm>{created_at}</CreDtTm></GrpHdr>\n"
    "<OrgnlGrpInfAndSts><OrgnlMsgId>{original}</OrgnlMsgId>"
    "<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{status}{reason}</OrgnlGrpInfAndSts>\n"
)
_TAIL = "</CstmrPmtStsRpt></Document>\n"


def read(content: bytes, *, limits: Limits = LIMITS) -> StatusReport:
    """The report.

    Raises:
        BankFileError: BANK_FILE_… of any kind.
    """
    reading = _Reading()
    walk(content, PAIN_002, reading.close, limits=limits)
    return reading.report()


class _Reading:
    """What was read so far."""

    def __init__(self) -> None:
        self.statuses: list[TransferStatus] = []
        self.head = Record()

    def close(self, kind: str, record: Record) -> None:
        """Takes a record that is complete."""
        if kind == "status":
            self.statuses.append(_transfer_status(record))
        else:
            self.head = record

    def report(self) -> StatusReport:
        """The whole report. The status of our one instruction stands in for a missing group's."""
        head = self.head
        key = "status" if "status" in head else "instruction_status"
        return StatusReport(
            message_id=head.need("message_id", "MsgId", limit=ID_MAX),
            original_message_id=head.need("original_message_id", "OrgnlMsgId", limit=ID_MAX),
            group_status=_status(head, key) if key in head else None,
            statuses=tuple(self.statuses),
            reason_code=head.get("reason_code", "")[:ID_MAX],
            reason_text=head.get("reason_text", "")[:REASON_MAX],
        )


def _transfer_status(record: Record) -> TransferStatus:
    """What is said of one payment."""
    return TransferStatus(
        end_to_end_id=record.need("end_to_end_id", "OrgnlEndToEndId", limit=ID_MAX),
        status=_status(record, "status"),
        reason_code=record.get("reason_code", "")[:ID_MAX],
        reason_text=record.get("reason_text", "")[:REASON_MAX],
    )


def _status(record: Record, key: str) -> Status:
    """The status of a code."""
    code = record.need(key, "TxSts", limit=ID_MAX)
    found = CODES.get(code)
    if found is None:
        raise record.bad("TxSts", code)
    return found


def write(report: StatusReport, *, created_at: datetime) -> bytes:
    """The report's bytes, as a bank sends it.

    Raises:
        BankFileError: BANK_TEXT_LENGTH, BANK_TEXT_ILLEGAL.
    """
    group = report.group_status
    parts = [
        _HEAD.format(
            kind=KIND,
            message_id=_id(report.message_id, "MsgId"),
            created_at=created_at.isoformat(),
            original=_id(report.original_message_id, "OrgnlMsgId"),
            status=f"<GrpSts>{WRITTEN_AS[group]}</GrpSts>" if group else "",
            reason=_reason(report),
        )
    ]
    if report.statuses:
        original = _id(report.original_message_id, "OrgnlPmtInfId")
        parts.append(f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{original}</OrgnlPmtInfId>\n")
        parts.extend(map(_write_status, report.statuses))
        parts.append("</OrgnlPmtInfAndSts>\n")
    return "".join([*parts, _TAIL]).encode()


def _write_status(each: TransferStatus) -> str:
    """One payment, on a line of its own."""
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{_id(each.end_to_end_id, 'OrgnlEndToEndId')}"
        f"</OrgnlEndToEndId><TxSts>{WRITTEN_AS[each.status]}</TxSts>"
        f"{_reason(each)}</TxInfAndSts>\n"
    )


def _reason(told: StatusReport | TransferStatus) -> str:
    """Why, or nothing."""
    if not told.reason_code:
        return ""
    code = written(told.reason_code, element="Rsn", where=told.reason_code, limit=CODE_MAX)
    text = told.reason_text.strip()[:REASON_MAX]
    more = written(text, element="AddtlInf", where=code, limit=REASON_MAX) if text else ""
    addition = f"<AddtlInf>{more}</AddtlInf>" if more else ""
    return f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn>{addition}</StsRsnInf>"


def _id(text: str, element: str) -> str:
    return written(text, element=element, where=text, limit=ID_MAX)
