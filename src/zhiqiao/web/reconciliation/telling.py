"""What finance is told of the bank's files."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.inbox import kinds
from zhiqiao.web.inbox.actions import named, tell
from zhiqiao.web.inbox.kinds import MessageKind, Topic
from zhiqiao.web.inbox.queries import people_who
from zhiqiao.web.reconciliation.models import BankFile


def register_kinds() -> None:
    """Makes the messages known to the inbox."""
    kinds.register(
        MessageKind(
            "bank-differences",
            Topic.PAYOUTS,
            _("银行文件里有 %(count)s 处和账上不一致"),
            _("钱都记在账上，没有丢。点开看每一处是什么、可以怎么办。"),
        ),
        MessageKind(
            "bank-missing",
            Topic.PAYOUTS,
            _("有 %(count)s 笔兑付过了期限，银行还没有到账的记录"),
            _("点开可以逐笔向银行查询；到账的记录一来，会自动核销。"),
        ),
        MessageKind(
            "bank-file-waiting",
            Topic.PAYOUTS,
            _("%(who)s上传了银行文件，等您确认"),
            _("请和银行给的原件核对；确认后才读取和记账。"),
        ),
        MessageKind(
            "difference-proposed",
            Topic.PAYOUTS,
            _("一处对账差异的处理等您复核"),
            _("%(kind)s：%(yuan)s 元。"),
        ),
    )


def tell_finance(department: Organisation, *, file: BankFile, count: int) -> None:
    """Tells finance that a file does not agree everywhere, once for each file."""
    tell_makers(department, kind="bank-differences", count=count, once=f"differences-{file.pk}")


def tell_second(file: BankFile) -> None:
    """Tells those who may have a file read that another one brought by hand."""
    if file.brought_by is None or file.organisation_id is None:
        return
    people = people_who(file.organisation_id, Permission.PAYOUT_CHECK)
    tell(
        kind="bank-file-waiting",
        people=[each for each in people if each != file.brought_by],
        data=named(file.brought_by),
        path=reverse("bank-file", args=[file.pk]),
    )


def tell_makers(department: Organisation, *, kind: str, count: int, once: str) -> None:
    """Tells those who make payouts, inside another action."""
    tell(
        kind=kind,
        people=people_who(department.pk, Permission.PAYOUT_MAKE),
        data={"count": count},
        path=reverse("differences"),
        once=once,
    )
