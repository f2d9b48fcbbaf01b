"""What is told to whom at each step of a list."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.inbox import kinds
from zhiqiao.web.inbox.actions import named, tell
from zhiqiao.web.inbox.kinds import MessageKind, Topic
from zhiqiao.web.inbox.queries import people_who
from zhiqiao.web.payouts.changes import PaymentChange
from zhiqiao.web.payouts.models import ListLine, ListState, PayoutList

WORDS = (
    (
        "list-submitted",
        _("兑付清单“%(title)s”等您复核"),
        _("%(count)s 家，合计 %(yuan)s 元。"),
    ),
    ("list-approved", _("兑付清单“%(title)s”已批准"), _("可以兑付了：%(count)s 家，%(yuan)s 元。")),
    ("list-sent-back", _("兑付清单“%(title)s”被退回"), _("点开看退回的原因，改好后再提交。")),
    (
        "list-voided",
        _("兑付清单“%(title)s”的批准失效了"),
        _("批准以后有内容变了，没有付出一分钱。点开看变了什么。"),
    ),
    (
        "list-changed",
        _("已批准的兑付清单“%(title)s”和批准时不一样了"),
        _("现在不能兑付。点开看变了什么，让批准失效后更新、重新复核。"),
    ),
    ("list-released", _("兑付清单“%(title)s”已发起兑付"), _("%(count)s 家，合计 %(yuan)s 元。")),
    (
        "file-refused",
        _("银行没有收“%(title)s”的付款文件"),
        _("这个文件里的款项都没有付出。点开决定：原样再发，或放弃并退回预算。"),
    ),
    (
        "change-proposed",
        _("%(who)s提出的一项退汇或追回处理，等您复核"),
        _("%(yuan)s 元。复核前什么都不变；点开看是什么、凭什么。"),
    ),
    (
        "account-proposed",
        _("%(who)s登记了新的付款账户，等您确认"),
        _("请对照开户许可证核对账号；确认后，兑付的钱从这个账户付出。"),
    ),
    ("account-confirmed", _("%(who)s确认了付款账户"), _("从现在起，兑付的钱从这个账户付出。")),
    (
        "account-refused",
        _("%(who)s没有同意新的付款账户"),
        _("付款账户和原来一样。请核对后重新登记。"),
    ),
)


def register_kinds() -> None:
    """Makes the messages known to the inbox."""
    for code, title, text in WORDS:
        kinds.register(MessageKind(code=code, topic=Topic.PAYOUTS, title=title, text=text))


def tell_of_changes(numbers: Collection[int]) -> None:
    """Tells maker and checkers, once for each approval, that an approved list does not hold.

    Args:
        numbers: of entitlements that changed, on a list or not; inside another action.
    """
    with every_row_for("lists on which a changed entitlement stands"):
        lines = ListLine.objects.unscoped().filter(entitlement__in=list(numbers))
        approved = PayoutList.objects.unscoped().filter(state=ListState.APPROVED)
        found = list(approved.filter(pk__in=lines.values("payout_list")))
    for each in found:
        once = f"list-changed-{each.pk}-{each.revision}"
        # Whoever both makes and checks is told once, too.
        tell_finance(each, "list-changed", Permission.PAYOUT_MAKE, once=once)
        tell_finance(each, "list-changed", Permission.PAYOUT_CHECK, once=once)


def tell_of_proposal(change: PaymentChange, actor: Person) -> None:
    """Tells those who may approve what the actor proposed, inside the action that proposes it."""
    people = people_who(change.payment.department_id, Permission.PAYOUT_CHECK)
    tell(
        kind="change-proposed",
        people=[each for each in people if each != actor],
        data=named(actor) | {"yuan": f"{change.payment.amount_fen / 100:,.2f}"},
        path=reverse("payment-changes"),
        once=f"change-proposed-{change.pk}",
    )


def tell_finance(
    payout_list: PayoutList,
    kind: str,
    permission: Permission,
    *,
    once: str = "",
    besides: Person | None = None,
) -> None:
    """Tells those of the department who hold the permission, inside another action.

    Args:
        payout_list: what it is about.
        kind: what is told.
        permission: of those who are told.
        once: as `tell` takes it.
        besides: who is not told, having done it.
    """
    people = people_who(payout_list.organisation_id, permission)
    tell(
        kind=kind,
        people=[each for each in people if each != besides],
        data={
            "title": payout_list.title,
            "count": payout_list.count,
            "yuan": f"{payout_list.total_fen / 100:,.2f}",
        },
        path=reverse("payout-list", args=[payout_list.pk]),
        once=once,
    )
