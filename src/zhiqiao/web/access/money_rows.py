"""Which rows of money PostgreSQL shows and lets change: the ledger, budgets, grants and payouts."""

from zhiqiao.web.access.permissions import Permission
from zhiqiao.web.access.row_conditions import NEVER, OWN, Rule, either, holds, of, setting

_READS_MONEY = holds(
    Permission.LEDGER_READ, Permission.BUDGET_READ, Permission.PAYOUT_READ, Permission.GRANT_WRITE
)
_MOVES_MONEY = holds(
    Permission.BUDGET_WRITE, Permission.GRANT_WRITE, Permission.PAYOUT_MAKE, Permission.PAYOUT_CHECK
)
# The accounts are found once for a statement, however many entries it adds.
_BETWEEN_OWN = f"debit_id IN (SELECT id FROM ledger_account WHERE {OWN})"  # noqa: S608 -- our own
_MONEY_IS_OWN = of("ledger_account", "account_id", f"parent.{OWN}")
_BANK_READ = f"{OWN} AND {holds(Permission.PAYOUT_READ)}"

_GRANTED_BY_OWN = f"department_id = {setting('organisation')}"
_RECEIVES = f"{OWN} AND {holds(Permission.PAYOUT_RECEIVE)}"
_OF_REVIEWERS = f"{_GRANTED_BY_OWN} AND {holds(Permission.GRANT_WRITE)}"
_SEES_GRANTS = holds(Permission.GRANT_WRITE, Permission.PAYOUT_READ)
_MOVES_GRANTS = holds(Permission.GRANT_WRITE, Permission.PAYOUT_MAKE, Permission.PAYOUT_CHECK)
# What is on the way to an enterprise that the visitor's department grants something.
_PAID_BY_OWN = (
    "EXISTS (SELECT 1 FROM grants_entitlement AS due"  # noqa: S608 -- our own
    f" WHERE due.account_id = grants_payeeaccount.id AND due.{_GRANTED_BY_OWN})"
    f" AND {holds(Permission.PAYOUT_READ)}"
)

MONEY_RULES: dict[str, Rule] = {
    # An account is opened, and its sums change, with what its department pays.
    "ledger_account": Rule(
        seen=f"{OWN} AND {_READS_MONEY}",
        changed=f"{OWN} AND {_MOVES_MONEY}",
        matcher="SELECT, INSERT, UPDATE",
    ),
    "ledger_entry": Rule(
        seen=f"{_READS_MONEY} AND {_BETWEEN_OWN}",
        changed=NEVER,
        added=f"{_MOVES_MONEY} AND {_BETWEEN_OWN}",
        matcher="SELECT, INSERT",
    ),
    # Its own, and those whose money it got by a merger.
    "budgets_budgetline": Rule(
        seen=f"({either(OWN, _MONEY_IS_OWN)}) AND {holds(Permission.BUDGET_READ)}",
        changed=f"{OWN} AND {holds(Permission.BUDGET_WRITE)}",
        matcher="SELECT",
    ),
    "budgets_revision": Rule(
        seen=of("budgets_budgetline", "line_id", "true"),
        changed=(
            f"{of('budgets_budgetline', 'line_id', f'parent.{OWN}')}"
            f" AND {holds(Permission.BUDGET_WRITE)}"
        ),
        matcher="SELECT",
    ),
    "payouts_paymentchange": Rule(
        seen=of("payouts_payment", "payment_id", f"parent.{_GRANTED_BY_OWN}")
        + f" AND {holds(Permission.PAYOUT_READ)}",
        changed=NEVER,
    ),
    "payouts_clawback": Rule(seen=of("payouts_payment", "payment_id", "true"), changed=NEVER),
    # What the bank says is taken in, and booked, by the site itself once its actions have decided.
    "reconciliation_bankfile": Rule(
        seen=either(_BANK_READ, f"organisation_id IS NULL AND {holds(Permission.PAYOUT_READ)}"),
        changed=NEVER,
    ),
    "reconciliation_bankfilecontent": Rule(
        seen=of("reconciliation_bankfile", "file_id", f"parent.{_BANK_READ}"), changed=NEVER
    ),
    "reconciliation_bankcursor": Rule(seen=NEVER, changed=NEVER),
    "reconciliation_statusbeingread": Rule(seen=NEVER, changed=NEVER),
    "reconciliation_linebeingread": Rule(seen=NEVER, changed=NEVER),
    "reconciliation_bankstatement": Rule(seen=_BANK_READ, changed=NEVER),
    "reconciliation_statementline": Rule(seen=_BANK_READ, changed=NEVER),
    "reconciliation_difference": Rule(seen=_BANK_READ, changed=NEVER),
    "grants_entitlement": Rule(
        seen=either(_RECEIVES, f"{_GRANTED_BY_OWN} AND {_SEES_GRANTS}"),
        changed=either(_RECEIVES, f"{_GRANTED_BY_OWN} AND {_MOVES_GRANTS}"),
    ),
    # Steps are added by the site itself, once its actions have decided.
    "grants_entitlementstep": Rule(
        seen=of("grants_entitlement", "entitlement_id", "true"),
        changed=NEVER,
        matcher="SELECT, INSERT",
    ),
    "grants_payeeaccount": Rule(seen=either(_RECEIVES, _PAID_BY_OWN), changed=_RECEIVES),
    "grants_accountnumber": Rule(
        seen=of("grants_payeeaccount", "account_id", f"parent.{_RECEIVES}"),
        matcher="SELECT",
        # Only of accounts that something is paid to.
        matcher_sees=(
            "EXISTS (SELECT 1 FROM payouts_payment AS paid"
            " WHERE paid.account_id = grants_accountnumber.account_id)"
        ),
    ),
    "grants_objection": Rule(
        seen=either(
            f"by_id = {setting('person')}",
            of("grants_publicnotice", "notice_id", f"parent.{_OF_REVIEWERS}"),
        ),
        changed=of("grants_publicnotice", "notice_id", f"parent.{_OF_REVIEWERS}"),
        added=NEVER,
    ),
    "grants_comparison": Rule(seen=_OF_REVIEWERS),
    "grants_passedover": Rule(seen=of("grants_comparison", "comparison_id", "true")),
}
"""Part of `row_security.RULES`."""
