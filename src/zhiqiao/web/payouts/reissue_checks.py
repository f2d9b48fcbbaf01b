"""Whether returned money may still go to who was to have it."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.grants.models import Entitlement
from zhiqiao.web.grants.repealed import repealed_of
from zhiqiao.web.payouts.barring import disputed
from zhiqiao.web.payouts.models import Payment


def check_reissues(payments: Collection[Payment]) -> None:
    """Checks that each can be paid anew; three queries.

    Raises:
        RefusedError: a check found that it should not have been paid, its programme was repealed,
            or a statement tells otherwise of it. Back to the budget it can always go.
    """
    rows = Entitlement.objects.unscoped().filter(pk__in=[each.entitlement_id for each in payments])
    if rows.filter(is_sound=False).exists():
        raise RefusedError(
            _("核查认定这笔款不该付，不能重新兑付。请改为退回预算；认定有误的，先更正核查结论。")
        )
    programmes = set(rows.order_by().values_list("programme_id", flat=True).distinct())
    if repealed_of(programmes):
        raise RefusedError(_("这项政策已经从规则里撤下，不能重新兑付。请改为退回预算。"))
    if rows.filter(disputed()).exists():
        raise RefusedError(
            _(
                "银行对账单和这笔款还有差异没有处理，钱可能已经在企业手里。"
                "请先到“对账差异”办完，再重新兑付。"
            )
        )
