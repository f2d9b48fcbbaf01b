"""Statements as a bank writes them: camt.053.001.08 and camt.054.001.08."""

from datetime import datetime, time

from zhiqiao.bank.amounts import to_yuan
from zhiqiao.bank.texts import ACCOUNT_MAX, ID_MAX, NAME_MAX, REMARK_MAX, written
from zhiqiao.bank.values import Direction, Statement, StatementKind, StatementLine

REASON_MAX = 105
NAMES = {
    StatementKind.STATEMENT: ("camt.053.001.08", "BkToCstmrStmt", "Stmt"),
    StatementKind.NOTIFICATION: ("camt.054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{kind}"><{root}>\n'
    "<GrpHdr><MsgId>{message_id}</MsgId><CreDtTm>{created_at}</CreDtTm></GrpHdr>\n"
)


def write(statement: Statement, *, created_at: datetime) -> bytes:
    """The bytes of a file of one statement.

    Its sums are written as they are told, so that a wrong statement can be written, too.

    Raises:
        BankFileError: BANK_TEXT_LENGTH, BANK_TEXT_ILLEGAL.
    """
    kind, root, name = NAMES[statement.kind]
    message_id = _id(statement.message_id, "MsgId")
    parts = [
        _HEAD.format(
            kind=kind, root=root, message_id=message_id, created_at=created_at.isoformat()
        ),
        f"<{name}>{_start(statement)}\n",
    ]
    currency = statement.currency
    parts.extend(_entry(line, currency) for line in statement.lines)
    parts.append(f"</{name}></{root}></Document>\n")
    return "".join(parts).encode()


def _start(statement: Statement) -> str:
    """The statement before its first entry."""
    number = "" if statement.number is None else f"{statement.number}"
    account = written(
        statement.account, element="Acct", where=statement.statement_id, limit=ACCOUNT_MAX
    )
    return (
        f"<Id>{_id(statement.statement_id, 'Id')}</Id>"
        f"{f'<ElctrncSeqNb>{number}</ElctrncSeqNb>' if number else ''}{_period(statement)}"
        f"<Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>{statement.currency}</Ccy></Acct>"
        f"{_balances(statement)}{_summary(statement)}"
    )


def _period(statement: Statement) -> str:
    """The days, from the first moment to the last."""
    if statement.from_on is None or statement.to_on is None:
        return ""
    start = datetime.combine(statement.from_on, time.min)
    end = datetime.combine(statement.to_on, time(23, 59, 59))
    return (
        f"<FrToDt><FrDtTm>{start.isoformat()}</FrDtTm><ToDtTm>{end.isoformat()}</ToDtTm></FrToDt>"
    )


def _balances(statement: Statement) -> str:
    """Both balances; a notification has none."""
    told = (
        ("OPBD", statement.opening_fen, statement.from_on),
        ("CLBD", statement.closing_fen, statement.to_on),
    )
    return "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{statement.currency}">{to_yuan(abs(amount_fen))}</Amt>'
        f"<CdtDbtInd>{'DBIT' if amount_fen < 0 else 'CRDT'}</CdtDbtInd>"
        f"<Dt><Dt>{day.isoformat()}</Dt></Dt></Bal>"
        for code, amount_fen, day in told
        if amount_fen is not None and day is not None
    )


def _summary(statement: Statement) -> str:
    """How many entries and how much, each way."""
    amounts_fen = {
        direction: [each.amount_fen for each in statement.lines if each.direction is direction]
        for direction in Direction
    }
    return (
        f"<TxsSummry><TtlNtries><NbOfNtries>{len(statement.lines)}</NbOfNtries></TtlNtries>"
        f"<TtlCdtNtries>{_total(amounts_fen[Direction.IN])}</TtlCdtNtries>"
        f"<TtlDbtNtries>{_total(amounts_fen[Direction.OUT])}</TtlDbtNtries></TxsSummry>"
    )


def _total(amounts_fen: list[int]) -> str:
    return f"<NbOfNtries>{len(amounts_fen)}</NbOfNtries><Sum>{to_yuan(sum(amounts_fen))}</Sum>"


def _entry(line: StatementLine, currency: str) -> str:
    """One entry, on a line of its own."""
    way = "CRDT" if line.direction is Direction.IN else "DBIT"
    amount = f'<Amt Ccy="{currency}">{to_yuan(line.amount_fen)}</Amt><CdtDbtInd>{way}</CdtDbtInd>'
    day = line.booked_on.isoformat()
    reference = ""
    if line.reference:
        reference = f"<AcctSvcrRef>{_id(line.reference, 'AcctSvcrRef')}</AcctSvcrRef>"
    return (
        f"<Ntry>{amount}{'<RvslInd>true</RvslInd>' if line.is_reversal else ''}"
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>"
        f"{reference}{_bank_code(line)}<NtryDtls><TxDtls><Refs>{reference}<EndToEndId>"
        f"{_id(line.end_to_end_id or 'NOTPROVIDED', 'EndToEndId')}</EndToEndId></Refs>{amount}"
        f"{_other_side(line)}{_remark(line)}{_return(line)}</TxDtls></NtryDtls></Ntry>\n"
    )


def _bank_code(line: StatementLine) -> str:
    """What kind of movement it is: a credit transfer, issued, returned or received."""
    if line.is_return:
        family, inner = "ICDT", "RRTN"
    elif line.direction is Direction.OUT or line.is_reversal:
        family, inner = "ICDT", "DMCT"
    else:
        family, inner = "RCDT", "DMCT"
    return (
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{inner}</SubFmlyCd>"
        "</Fmly></Domn></BkTxCd>"
    )


def _other_side(line: StatementLine) -> str:
    """Who paid or was paid."""
    role = "Dbtr" if line.direction is Direction.IN else "Cdtr"
    where = line.reference
    name = account = ""
    if line.name:
        told = written(line.name, element=role, where=where, limit=NAME_MAX)
        name = f"<{role}><Pty><Nm>{told}</Nm></Pty></{role}>"
    if line.account:
        told = written(line.account, element=f"{role}Acct", where=where, limit=ACCOUNT_MAX)
        account = f"<{role}Acct><Id><Othr><Id>{told}</Id></Othr></Id></{role}Acct>"
    return f"<RltdPties>{name}{account}</RltdPties>" if name or account else ""


def _remark(line: StatementLine) -> str:
    text = line.remark.strip()[:REMARK_MAX]
    if not text:
        return ""
    told = written(text, element="Ustrd", where=line.reference, limit=REMARK_MAX)
    return f"<RmtInf><Ustrd>{told}</Ustrd></RmtInf>"


def _return(line: StatementLine) -> str:
    """Why a payment came back."""
    if not line.is_return:
        return ""
    code, text = line.return_code, line.return_reason.strip()[:REASON_MAX]
    reason = f"<Rsn><Cd>{_id(code, 'RtrInf/Rsn')}</Cd></Rsn>" if code else ""
    told = f"<AddtlInf>{_id(text, 'AddtlInf', limit=REASON_MAX)}</AddtlInf>" if text else ""
    return f"<RtrInf>{reason}{told}</RtrInf>"


def _id(text: str, element: str, *, limit: int = ID_MAX) -> str:
    return written(text, element=element, where=text[:ID_MAX], limit=limit)
