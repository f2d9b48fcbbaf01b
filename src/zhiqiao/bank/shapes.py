"""Where in each message stands what we read. One shape serves every version of a message."""

from zhiqiao.bank.records import Place

Inner = dict[str, Place]


def _text(key: str, *, attribute: str = "", joins: bool = False) -> Place:
    return Place(key=key, attribute=attribute, joins=joins)


def _at(path: str, place: Place) -> Inner:
    """The place under a path, as in `_at("Id/Othr/Id", …)`."""
    *outer, last = path.split("/")
    inner = {last: place}
    for name in reversed(outer):
        inner = {name: Place(inner)}
    return inner


def _merged(*several: Inner) -> Inner:
    """The places of all, those of one name merged."""
    whole: Inner = {}
    for inner in several:
        for name, place in inner.items():
            if (former := whole.get(name)) is None:
                whole[name] = place
            else:
                former.inner = _merged(former.inner, place.inner)
                former.key = former.key or place.key
                former.record = former.record or place.record
    return whole


def _texts(table: dict[str, str]) -> Inner:
    """Path → name, for texts without attributes; a name ending in + is joined."""
    return _merged(
        *(
            _at(path, _text(key.removesuffix("+"), joins=key.endswith("+")))
            for path, key in table.items()
        )
    )


def _amount(path: str, key: str) -> Inner:
    return _at(path, _text(key, attribute="Ccy"))


def _account(path: str, key: str) -> Inner:
    return _texts({f"{path}/Id/Othr/Id": key, f"{path}/Id/IBAN": key})


def _record(path: str, kind: str, *inner: Inner) -> Inner:
    return _at(path, Place(_merged(*inner), record=kind))


def _document(*inner: Inner, repeats: str) -> Place:
    return Place({"Document": Place(_merged(*inner))}, repeats=repeats)


_TRANSFER = _record(
    "PmtInf/CdtTrfTxInf",
    "transfer",
    _amount("Amt/InstdAmt", "amount"),
    _account("CdtrAcct", "account"),
    _texts(
        {
            "PmtId/EndToEndId": "end_to_end_id",
            "CdtrAgt/FinInstnId/ClrSysMmbId/MmbId": "bank_code",
            "CdtrAgt/FinInstnId/Nm": "bank_name",
            "Cdtr/Nm": "name",
            "RmtInf/Ustrd": "remark+",
        }
    ),
)

PAIN_001 = _document(
    _record(
        "CstmrCdtTrfInitn",
        "file",
        _TRANSFER,
        _account("PmtInf/DbtrAcct", "debtor_account"),
        _texts(
            {
                "GrpHdr/MsgId": "message_id",
                "GrpHdr/CreDtTm": "created_at",
                "GrpHdr/NbOfTxs": "count",
                "GrpHdr/CtrlSum": "total",
                "PmtInf/ReqdExctnDt": "execution_on",
                "PmtInf/ReqdExctnDt/Dt": "execution_on",
                "PmtInf/ReqdExctnDt/DtTm": "execution_on",
                "PmtInf/Dbtr/Nm": "debtor_name",
                "PmtInf/DbtrAgt/FinInstnId/ClrSysMmbId/MmbId": "debtor_bank_code",
            }
        ),
    ),
    repeats="CdtTrfTxInf",
)

_REASON = {
    "StsRsnInf/Rsn/Cd": "reason_code",
    "StsRsnInf/Rsn/Prtry": "reason_code",
    "StsRsnInf/AddtlInf": "reason_text+",
}

PAIN_002 = _document(
    _record(
        "CstmrPmtStsRpt",
        "report",
        _texts(
            {
                "GrpHdr/MsgId": "message_id",
                "OrgnlGrpInfAndSts/OrgnlMsgId": "original_message_id",
                "OrgnlGrpInfAndSts/GrpSts": "status",
                "OrgnlPmtInfAndSts/PmtInfSts": "instruction_status",
            }
            | {f"OrgnlGrpInfAndSts/{path}": key for path, key in _REASON.items()}
            | {f"OrgnlPmtInfAndSts/{path}": key for path, key in _REASON.items()}
        ),
        _record(
            "OrgnlPmtInfAndSts/TxInfAndSts",
            "status",
            _texts({"OrgnlEndToEndId": "end_to_end_id", "TxSts": "status"} | _REASON),
        ),
    ),
    repeats="TxInfAndSts",
)


def _party(role: str, key: str) -> Inner:
    """The name and account of one side; the name moved into Pty with version 08."""
    return _merged(
        _texts({f"RltdPties/{role}/Nm": key, f"RltdPties/{role}/Pty/Nm": key}),
        _account(f"RltdPties/{role}Acct", f"{key}_account"),
    )


def _code() -> Inner:
    return _texts({"BkTxCd/Domn/Fmly/SubFmlyCd": "code"})


def _detail() -> Inner:
    return _record(
        "NtryDtls/TxDtls",
        "detail",
        _amount("Amt", "amount"),
        _amount("AmtDtls/TxAmt/Amt", "transaction_amount"),
        _code(),
        _party("Cdtr", "creditor"),
        _party("Dbtr", "debtor"),
        _texts(
            {
                "Refs/AcctSvcrRef": "reference",
                "Refs/EndToEndId": "end_to_end_id",
                "CdtDbtInd": "direction",
                "RmtInf/Ustrd": "remark+",
                "RtrInf/Rsn/Cd": "return_code",
                "RtrInf/Rsn/Prtry": "return_code",
                "RtrInf/AddtlInf": "return_reason+",
                "AddtlTxInf": "note",
            }
        ),
    )


def _entry() -> Inner:
    return _record(
        "Ntry",
        "entry",
        _amount("Amt", "amount"),
        _code(),
        _detail(),
        _texts(
            {
                "AcctSvcrRef": "reference",
                "CdtDbtInd": "direction",
                "RvslInd": "reversal",
                "Sts": "status",
                "Sts/Cd": "status",
                "BookgDt/Dt": "booked_on",
                "BookgDt/DtTm": "booked_on",
                "ValDt/Dt": "value_on",
                "ValDt/DtTm": "value_on",
                "AddtlNtryInf": "note",
            }
        ),
    )


def _balance() -> Inner:
    return _record(
        "Bal",
        "balance",
        _amount("Amt", "amount"),
        _texts({"Tp/CdOrPrtry/Cd": "kind", "CdtDbtInd": "direction"}),
    )


def _statement(path: str) -> Inner:
    root, name = path.split("/")
    return {
        root: Place(
            _merged(
                _texts({"GrpHdr/MsgId": "message_id"}),
                _record(
                    name,
                    "statement",
                    _account("Acct", "account"),
                    _balance(),
                    _entry(),
                    _texts(
                        {
                            "Id": "statement_id",
                            "ElctrncSeqNb": "number",
                            "FrToDt/FrDtTm": "from_on",
                            "FrToDt/ToDtTm": "to_on",
                            "Acct/Ccy": "currency",
                            "TxsSummry/TtlNtries/NbOfNtries": "count",
                            "TxsSummry/TtlCdtNtries/NbOfNtries": "count_in",
                            "TxsSummry/TtlCdtNtries/Sum": "total_in",
                            "TxsSummry/TtlDbtNtries/NbOfNtries": "count_out",
                            "TxsSummry/TtlDbtNtries/Sum": "total_out",
                        }
                    ),
                ),
            ),
            record="file",
        )
    }


CAMT_053 = _document(_statement("BkToCstmrStmt/Stmt"), repeats="Ntry")
CAMT_054 = _document(_statement("BkToCstmrDbtCdtNtfctn/Ntfctn"), repeats="Ntry")
