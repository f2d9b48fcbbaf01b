import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.bank.files import GOLDEN, WRITTEN_AT, ids

from zhiqiao.bank import StatusReport, TransferStatus, pain002, read_any
from zhiqiao.bank.errors import BankFileError
from zhiqiao.bank.values import Status
from zhiqiao.common import ErrorCode

REPORT = StatusReport(
    "ST1",
    "ZQ-20260105-0001",
    Status.PARTLY_ACCEPTED,
    (
        TransferStatus("ZQ000000000001-1", Status.REJECTED, "AC04", "账户已销户"),
        TransferStatus("ZQ000000000002-1", Status.ACCEPTED),
    ),
)

reports = st.builds(
    StatusReport,
    message_id=ids,
    original_message_id=ids,
    group_status=st.none() | st.sampled_from(Status),
    statuses=st.lists(
        st.builds(
            TransferStatus,
            end_to_end_id=ids,
            status=st.sampled_from(Status),
            reason_code=st.sampled_from(["", "AC01", "AM04"]),
        ),
        max_size=4,
    ).map(tuple),
)


@given(reports)
def test_what_is_written_reads_the_same(report):
    assert read_any(pain002.write(report, created_at=WRITTEN_AT)) == report


def test_a_report_has_the_bytes_it_always_had_and_keeps_the_schema(valid):
    content = pain002.write(REPORT, created_at=WRITTEN_AT)
    assert content == (GOLDEN / "pain002.xml").read_bytes()
    assert read_any(content) == REPORT
    assert valid(content)


@pytest.mark.parametrize(("code", "status"), [("BLCK", Status.PENDING), ("CANC", Status.REJECTED)])
def test_what_is_blocked_may_have_been_paid_and_what_is_cancelled_was_not(code, status):
    content = pain002.write(REPORT, created_at=WRITTEN_AT)
    told = pain002.read(content.replace(b"<TxSts>RJCT<", f"<TxSts>{code}<".encode()))
    assert told.statuses[0].status is status


@pytest.mark.parametrize(
    ("group", "others"),
    [
        (Status.PARTLY_ACCEPTED, Status.ACCEPTED),
        (Status.ACCEPTED, Status.ACCEPTED),
        (Status.REJECTED, Status.REJECTED),
        (None, None),
    ],
)
def test_what_is_not_named_follows_the_group(group, others):
    assert StatusReport("ST1", "M1", group).status_of_others == others


def test_the_status_of_the_instruction_stands_in_for_the_groups():
    content = pain002.write(REPORT, created_at=WRITTEN_AT)
    moved = content.replace(b"<GrpSts>PART</GrpSts>", b"").replace(
        b"</OrgnlPmtInfId>", b"</OrgnlPmtInfId><PmtInfSts>PART</PmtInfSts>"
    )
    assert read_any(moved) == REPORT


def test_a_status_nobody_knows_is_refused():
    content = pain002.write(REPORT, created_at=WRITTEN_AT)
    with pytest.raises(BankFileError) as refused:
        read_any(content.replace(b"<TxSts>ACCP<", b"<TxSts>MAYB<"))
    assert refused.value.code == ErrorCode.BANK_FILE_BAD_VALUE
    assert refused.value.data["found"] == "MAYB"
