"""Files that cannot be used, and that somebody need not look at any more."""

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.payouts.moves_actions import money_action
from zhiqiao.web.reconciliation.models import NOTE_CHARS_MAX, BankFile, BankFileState


@money_action
def set_aside(*, actor: Person | None, file: BankFile, reason: str) -> BankFile:
    """Takes a refused file from what there is to do; its bytes stay, and it can be read again.

    No money moves: nothing of a refused file was booked. So one person is enough.

    Args:
        actor: who makes payouts in its department; None for the operator of the platform, of a file
            of which nobody knows whose it is.
        file: refused.
        reason: the ground, shown with the file.

    Raises:
        RefusedError: with what is missing, or why not.
    """
    current = BankFile.objects.unscoped().select_for_update().get(pk=file.pk)
    _check(actor, current)
    if current.state != BankFileState.REFUSED:
        words = _("这个文件现在是“%(state)s”，只有读不了的才要搁置。请刷新再看。")
        raise RefusedError(words % {"state": current.get_state_display()})
    if not reason.strip():
        raise RefusedError(_("请写明为什么不用它，例如银行已经重发。"))
    current.state = BankFileState.SET_ASIDE
    current.detail |= {
        "aside_by": actor.pk if actor else None,
        "aside_at": timezone.now().isoformat(),
        "aside_why": reason.strip()[:NOTE_CHARS_MAX],
    }
    current.save(update_fields=["state", "detail"])
    audit(actor=actor, action="set_aside_bank_file", what=current)
    return current


def _check(actor: Person | None, file: BankFile) -> None:
    if actor is None:
        if file.organisation_id is not None:
            raise RefusedError(_("这个文件是某个部门账户的，由那个部门的财务经办搁置。"))
        return
    if file.organisation_id is None:
        raise RefusedError(_("这个文件认不出是哪个部门的，请平台的运维人员来搁置。"))
    if file.organisation_id != actor.organisation_id or not actor.may(Permission.PAYOUT_MAKE):
        raise RefusedError(_("这个文件不归您处理，由本部门的财务经办来办。"))
