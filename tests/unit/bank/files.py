"""Files as they go to the bank and come back, plain ones and ones of chance."""

from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import strategies as st

from zhiqiao.bank import PaymentFile, Statement, StatementLine, Transfer, camt_writing
from zhiqiao.bank.texts import _ILLEGAL
from zhiqiao.bank.values import Direction, StatementKind

GOLDEN = Path(__file__).parent / "golden"
ACCOUNT = "33010012345678901"
CNAPS = "102331000012"


def transfer(number=1, **more):
    """A payment to an enterprise."""
    fields = {
        "end_to_end_id": f"ZQ{number:012d}-1",
        "amount_fen": 780_000 + number,
        "name": f"杭州示范科技有限公司{number}",
        "account": f"6222{number:013d}",
        "bank_code": CNAPS,
        "bank_name": "示范银行杭州分行",
        "remark": "研发补助 2026",
    }
    return Transfer(**(fields | more))


def payment_file(*transfers, message_id="ZQ-20260105-0001", **more):
    """A file of payments, of three where none are given."""
    fields = {
        "message_id": message_id,
        "created_at": datetime(2026, 1, 5, 1, 30, tzinfo=UTC),
        "execution_on": date(2026, 1, 5),
        "debtor_name": "某市科学技术局",
        "debtor_account": ACCOUNT,
        "debtor_bank_code": CNAPS,
        "transfers": transfers or tuple(transfer(number) for number in range(1, 4)),
    }
    return PaymentFile(**(fields | more))


WRITTEN_AT = datetime(2026, 1, 6, 9, tzinfo=UTC)
DAY = date(2026, 1, 6)


def line(number=1, **more):
    fields = {
        "reference": f"SB{number:012d}",
        "end_to_end_id": f"ZQ{number:012d}-1",
        "amount_fen": 780_000 + number,
        "direction": Direction.OUT,
        "booked_on": DAY,
        "name": "杭州示范科技有限公司",
        "account": "6222000000000001",
        "remark": "研发补助 2026",
    }
    return StatementLine(**(fields | more))


RETURNED = line(
    2,
    direction=Direction.IN,
    is_return=True,
    return_code="AC04",
    return_reason="收款账户已销户，退汇",
)
LINES = (line(1), RETURNED, line(3, is_reversal=True, direction=Direction.IN, end_to_end_id=""))


def statement(*lines, kind=StatementKind.STATEMENT, opening_fen=100_000_000, **more):
    lines = lines or LINES
    moved_fen = sum(
        each.amount_fen if each.direction is Direction.IN else -each.amount_fen for each in lines
    )
    has_balances = kind is StatementKind.STATEMENT
    fields = {
        "kind": kind,
        "message_id": "SM202601060001",
        "statement_id": "SM202601060001",
        "number": 5,
        "account": "33010012345678901",
        "currency": "CNY",
        "from_on": DAY,
        "to_on": DAY,
        "opening_fen": opening_fen if has_balances else None,
        "closing_fen": opening_fen + moved_fen if has_balances else None,
        "lines": tuple(lines),
    }
    return Statement(**(fields | more))


def written(value):
    return camt_writing.write(value, created_at=WRITTEN_AT)


texts = st.text(min_size=1, max_size=60).filter(
    lambda text: text.strip() == text and not _ILLEGAL.search(text)
)
ids = st.text("ABCdef0189-./+() ", min_size=1, max_size=35).filter(
    lambda text: text == text.strip()
)
EARLY, LATE = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (2000, 2100))
codes = st.text("0123456789", min_size=12, max_size=12)
transfers = st.builds(
    Transfer,
    end_to_end_id=ids,
    amount_fen=st.integers(1, 10**14),
    name=texts,
    account=st.text("0123456789-", min_size=1, max_size=34),
    bank_code=codes,
    bank_name=st.just("") | texts,
    remark=st.just("") | texts,
)
files = st.builds(
    PaymentFile,
    message_id=ids,
    created_at=st.datetimes(EARLY, LATE, timezones=st.just(UTC)),
    execution_on=st.dates(date(2000, 1, 1)),
    debtor_name=texts,
    debtor_account=st.text("0123456789", min_size=1, max_size=34),
    debtor_bank_code=codes,
    transfers=st.lists(
        transfers, min_size=1, max_size=5, unique_by=lambda each: each.end_to_end_id
    ).map(tuple),
)
amounts = st.integers(1, 10**14)
lines = st.builds(
    StatementLine,
    reference=ids,
    end_to_end_id=st.just("") | ids.filter(lambda text: text != "NOTPROVIDED"),
    amount_fen=amounts,
    direction=st.sampled_from(Direction),
    booked_on=st.dates(date(2000, 1, 1)),
    remark=st.just("") | texts,
    name=st.just("") | texts,
    account=st.just("") | st.text("0123456789", min_size=1, max_size=34),
)
