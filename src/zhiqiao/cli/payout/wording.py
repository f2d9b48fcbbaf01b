"""What happens in rehearsed bank days, in words."""

from collections.abc import Mapping

from zhiqiao.cli.language import tr

FAULTS: Mapping[str, tuple[str, str]] = {
    "timeout_before": ("超时没有回答，文件没有收到", "no answer, the file not taken"),
    "timeout_after": ("超时没有回答，文件已收下", "no answer, the file taken"),
    "error_before": ("回答出错，文件没有收到", "an error for an answer, the file not taken"),
    "error_after": ("回答出错，文件已收下", "an error for an answer, the file taken"),
    "file_rejected": ("整个文件被拒", "a whole file rejected"),
    "status_delayed": ("回执晚一两天", "a status a day or two late"),
    "status_twice": ("回执来了两次", "a status twice"),
    "status_out_of_order": ("回执先后颠倒", "statuses out of order"),
    "payment_rejected": ("一笔被拒", "a payment rejected"),
    "settled_after_rejected": ("说拒绝，后来又付了", "rejected, yet executed"),
    "returned": ("到账后退汇", "returned after it settled"),
    "booked_wrongly": ("金额记错，两天后更正", "a wrong amount, corrected after two days"),
    "booked_twice": ("付了两次，两天后退回一次", "paid twice, one taken back after two days"),
    "stated_late": ("对账单上晚一天", "a day late on the statement"),
    "alien_line": ("不属于我们的收付", "a movement that is none of ours"),
    "statement_twice": ("对账单来了两次", "a statement twice"),
    "statement_truncated": ("对账单不完整", "a statement cut off"),
    "statement_wrong": ("对账单少一笔", "a statement with a line missing"),
    "files_out_of_order": ("文件先后颠倒", "files out of order"),
    "file_with_doctype": ("文件带 DOCTYPE", "a file with a DOCTYPE"),
    "other_currency": ("币种不对", "another currency"),
    "old_file_again": ("旧文件又来一次", "an old file again"),
}
DEEDS: Mapping[str, tuple[str, str]] = {
    "lists": ("编制清单", "lists made"),
    "list_made_later": ("清单改日再编", "lists put off"),
    "line_removed": ("从清单移出一家", "enterprises taken off a list"),
    "list_sent_back": ("复核退回清单", "lists sent back"),
    "list_cancelled": ("清单作废", "lists cancelled"),
    "left_overnight": ("批准后隔夜才点击", "approved, and clicked the next day"),
    "clicked_twice": ("点击两次", "clicked twice"),
    "second_click_refused": ("第二次点击没有再付", "second clicks that paid nothing"),
    "account_changed_after_approval": (
        "批准后企业换账户",
        "accounts changed after the approval",
    ),
    "programme_withdrawn_after_approval": (
        "批准后政策撤下",
        "programmes withdrawn after the approval",
    ),
    "approval_voided": ("批准失效，没有付出", "approvals voided, nothing paid"),
    "budget_too_small": ("预算不够，先追加", "budgets too small, to be raised first"),
    "budget_raised": ("追加预算", "budgets raised"),
    "budget_lowered": ("核减预算", "budgets lowered"),
    "revision_refused": ("不同意调整预算", "changes of a budget refused"),
    "year_opened": ("开设新一年的指标", "new years opened"),
    "year_closed": ("年终结转", "years closed"),
    "closing_put_off": ("年终结转推后", "closings put off"),
    "account_changed": ("企业换账户", "accounts changed"),
    "confirmed_again": ("企业再次确认账户", "accounts confirmed again"),
    "reissued": ("重新兑付", "paid again"),
    "return_released": ("不再兑付，款项退回预算", "returns given back to the budget"),
    "clawed_back": ("追回", "claimed back"),
    "paid_back": ("企业还款", "paid back"),
    "repaid_by_voucher": ("凭证登记还款", "paid back, by a voucher"),
    "demand_given_up": ("不再追回", "claims given up"),
    "change_refused": ("不同意退汇或追回的处理", "changes of a payment refused"),
    "change_overtaken": ("处理赶不上变化，重提", "changes overtaken, to be proposed anew"),
    "bank_asked": ("问银行", "the bank asked"),
    "difference_put_off": ("差异改日再办", "differences put off"),
    "remedy_refused": ("不同意差异的处理", "remedies refused"),
    "remedy_impossible": ("差异的处理办不了，另想办法", "remedies that did not work"),
    "wrongly_not_paid": ("误认作没有付", "taken for not paid by mistake"),
    "clock_back_an_hour": ("时钟拨回一小时", "the clock put back an hour"),
}


def fault_words(name: str) -> str:
    """What the bank or the way did; the code where it has no words."""
    return tr(*FAULTS.get(name, (name, name)))


def deed_words(name: str) -> str:
    """What people did; for remedies of differences their own words."""
    from django.utils import translation

    from zhiqiao.cli.language import language
    from zhiqiao.web.reconciliation.models import Remedy

    if name.removeprefix("resolved_") in Remedy.values:
        with translation.override("zh-hans" if language() == "zh" else "en"):
            remedy = str(Remedy(name.removeprefix("resolved_")).label)
        return tr(f"差异了结：{remedy}", f"differences resolved: {remedy}")
    return tr(*DEEDS.get(name, (name, name)))
