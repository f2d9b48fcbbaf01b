"""What the ledger's code words say to people, in Chinese and English."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from zhiqiao.ledger.stored import BreachKind
from zhiqiao.ledger.values import AccountKind, Movement, Outcome, Phase

Language = Literal["zh", "en"]
Both = tuple[str, str]

KINDS: Mapping[AccountKind, Both] = {
    AccountKind.TREASURY_BANK: ("国库银行户", "Treasury bank account"),
    AccountKind.BUDGET: ("预算指标", "Budget line"),
    AccountKind.IN_TRANSIT: ("在途资金", "Money in transit"),
    AccountKind.RETURNS_SUSPENSE: ("退汇待处理", "Returned, to be settled"),
    AccountKind.CLAWBACK_RECEIVABLE: ("应追回", "To be clawed back"),
    AccountKind.BANK_UNMATCHED: ("待核清款项", "Unmatched at the bank"),
    AccountKind.ESCROW: ("托管", "Escrow"),
}
PHASES: Mapping[Phase, Both] = {
    Phase.POSTED: ("已入账", "Posted"),
    Phase.PENDING: ("占用", "Reserved"),
    Phase.POST: ("占用转入账", "Reserved, now posted"),
    Phase.VOID: ("占用取消", "Reservation freed"),
}
MOVEMENTS: Mapping[Movement, Both] = {
    Movement.APPROPRIATE: ("下达指标", "Appropriated"),
    Movement.LOWER: ("核减指标", "Lowered"),
    Movement.LAPSE: ("年终结转", "Lapsed at year end"),
    Movement.RESERVE: ("清单占用", "Reserved for a list"),
    Movement.PAY: ("拨付", "Paid"),
    Movement.SETTLE: ("银行扣款", "Settled by the bank"),
    Movement.RETURN: ("退汇", "Returned"),
    Movement.REISSUE: ("重新拨付", "Paid again"),
    Movement.RELEASE: ("退汇转回指标", "Back to the budget"),
    Movement.CLAW_BACK: ("要求追回", "Clawed back"),
    Movement.REPAY: ("追回到账", "Repaid"),
    Movement.UNMATCHED_IN: ("不明来款", "Unmatched, in"),
    Movement.UNMATCHED_OUT: ("不明扣款", "Unmatched, out"),
}
OUTCOMES: Mapping[Outcome, Both] = {
    Outcome.OK: ("已记账。", "Posted."),
    Outcome.EXISTS: ("这一笔已经记过，没有再记。", "It was posted before; nothing was added."),
    Outcome.KEY_TAKEN: (
        "这个唯一键已经用于另一笔，不能再用。",
        "The key was used for something else.",
    ),
    Outcome.AMOUNT_NOT_POSITIVE: ("金额必须大于 0。", "The amount must be above 0."),
    Outcome.TOO_MUCH: ("金额超出账本的上限。", "The amount is beyond what the ledger holds."),
    Outcome.SAME_ACCOUNT: ("借贷是同一个账户。", "Debit and credit are the same account."),
    Outcome.ACCOUNT_UNKNOWN: ("没有这个账户。", "There is no such account."),
    Outcome.OWNERS_DIFFER: (
        "两个账户不属于同一个部门。",
        "The accounts belong to two departments.",
    ),
    Outcome.WRONG_ACCOUNT_KIND: (
        "这种事由不能在这两种账户之间记账。",
        "This movement does not go between these kinds of account.",
    ),
    Outcome.WRONG_PHASE: ("这种事由不能这样记账。", "This movement is not posted in this way."),
    Outcome.FLOOR_REACHED: (
        "可用余额不够，一分钱都没有动。",
        "Not enough is left; nothing was moved.",
    ),
    Outcome.PENDING_UNKNOWN: ("没有要处理的那笔占用。", "There is no such reservation."),
    Outcome.NOT_PENDING: ("那一笔不是占用。", "That entry is no reservation."),
    Outcome.ALREADY_RESOLVED: ("那笔占用已经处理过。", "The reservation was resolved before."),
    Outcome.MOVEMENT_DIFFERS: ("事由和原来那笔不同。", "The movement differs from the first."),
    Outcome.AMOUNT_DIFFERS: ("金额和原来那笔不同。", "The amount differs from the first."),
    Outcome.ACCOUNTS_DIFFER: ("账户和原来那笔不同。", "The accounts differ from the first."),
    Outcome.REVERSED_UNKNOWN: ("没有要冲销的那一笔。", "There is no such entry to reverse."),
    Outcome.ALREADY_REVERSED: ("那一笔已经冲销过。", "The entry was reversed before."),
    Outcome.NOT_REVERSIBLE: (
        "那一笔不能冲销：只有已入账的、本身不是冲销的才能。",
        "That entry cannot be reversed: only one that was posted and is no reversal.",
    ),
}
BREACHES: Mapping[BreachKind, Both] = {
    BreachKind.OUT_OF_ORDER: ("编号不是递增的", "its number is out of order"),
    BreachKind.KEY_TWICE: ("唯一键重复", "its key was used before"),
    BreachKind.AMOUNT_WRONG: ("金额不在允许的范围", "its amount cannot be"),
    BreachKind.ACCOUNT_UNKNOWN: ("借方或贷方账户不存在", "an account of it is not there"),
    BreachKind.ACCOUNTS_ALIKE: ("借贷是同一个账户", "debit and credit are the same account"),
    BreachKind.OWNERS_DIFFER: ("两个账户不属于同一个部门", "its accounts are of two departments"),
    BreachKind.MOVEMENT_WRONG: (
        "事由、状态和账户种类不相配",
        "movement, phase and kinds of account do not go together",
    ),
    BreachKind.PENDING_UNKNOWN: ("处理的占用不存在", "it resolves no reservation"),
    BreachKind.RESOLVED_TWICE: (
        "处理的占用已经处理过",
        "it resolves what was resolved before",
    ),
    BreachKind.RESOLUTION_DIFFERS: (
        "和所处理的占用账户或金额不同",
        "it differs from the reservation",
    ),
    BreachKind.REVERSED_UNKNOWN: ("冲销的分录不存在", "it reverses nothing that is there"),
    BreachKind.REVERSED_TWICE: ("冲销的分录已经冲销过", "it reverses what was reversed before"),
    BreachKind.REVERSAL_DIFFERS: (
        "和所冲销的分录账户或金额不同",
        "it differs from what it reverses",
    ),
    BreachKind.FLOOR_BROKEN: ("记完这一笔，账户低于 0", "after it the account is below 0"),
    BreachKind.SUM_DIFFERS: (
        "账户上的合计和分录加起来不同",
        "what is kept of the account is not the sum of its entries",
    ),
    BreachKind.UNBALANCED: ("借方合计和贷方合计不同", "debits and credits do not come to the same"),
}
_WORDS: tuple[Mapping[StrEnum, Both], ...] = (
    KINDS, PHASES, MOVEMENTS, OUTCOMES, BREACHES,  # type: ignore[assignment]
)  # fmt: skip


def told(word: StrEnum, language: Language = "zh") -> str:
    """A code word of the ledger for people.

    >>> told(Outcome.FLOOR_REACHED, "en")
    'Not enough is left; nothing was moved.'
    """
    of_its_kind = next(words for words in _WORDS if type(word) is type(next(iter(words))))
    chinese, english = of_its_kind[word]
    return chinese if language == "zh" else english
