"""What becomes of a file that the bank did not take: sent again as it is, or given up."""

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.bank import BankLink
from zhiqiao.bank.links import Enquiry
from zhiqiao.common import ErrorCode
from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.ledger.set_actions import Rows
from zhiqiao.web.payouts.list_actions import check_of_department
from zhiqiao.web.payouts.models import Chunk, ChunkState, Payment, PaymentState
from zhiqiao.web.payouts.moves_actions import money_action
from zhiqiao.web.payouts.payee_telling import tell_payees
from zhiqiao.web.payouts.payment_actions import finish_lists, lock_books, reject_all
from zhiqiao.web.payouts.reasons import FILE_NOT_TAKEN

_QUEUED = """
SELECT id AS payment_id, %s AS reason FROM payouts_payment WHERE chunk_id = %s AND state = 'queued'
"""


@money_action
def send_again(*, actor: Person, chunk: Chunk) -> None:
    """Has the very same bytes sent once more, under the same message id.

    Raises:
        RefusedError: the file was taken or given up meanwhile, some of its payments are decided
            already and would be paid by it all the same, or it is another department's.
    """
    current = _refused(actor, chunk)
    if current.payments.unscoped().exclude(state=PaymentState.QUEUED).exists():
        raise RefusedError(
            _(
                "这个文件里有款项已经有了结果，原样再发会把它们再付一次，没有发。"
                "请放弃这个文件：还没有付出的退回预算，可以列入新的清单。"
            )
        )
    current.state, current.claimed_until, current.problem = ChunkState.QUEUED, None, ""
    current.save(update_fields=["state", "claimed_until", "problem"])
    audit(actor=actor, action="send_chunk_again", what=current, data={"count": current.count})


def give_up(*, actor: Person, chunk: Chunk, link: BankLink | None) -> int:
    """Rejects its payments: their money is back on the budget, and they can be listed anew.

    The bank is asked first, outside of any transaction: what refused the file may have been
    something on the way, and the bank may have it from an earlier attempt.

    Args:
        actor: a maker or checker of the department.
        chunk: as the actor has seen it.
        link: the way to the bank; None where none is set.

    Raises:
        RefusedError: the bank has the file after all, or cannot be asked; the file was taken or
            given up meanwhile, or is another department's.
    """
    check_of_department(actor, chunk.payout_list, Permission.PAYOUT_MAKE, Permission.PAYOUT_CHECK)
    if link is not None and chunk.sha256:
        _ask_first(actor, chunk, link)
    return _give_up(actor=actor, chunk=chunk)


def _ask_first(actor: Person, chunk: Chunk, link: BankLink) -> None:
    answer = link.enquire(chunk.message_id)
    if answer == Enquiry.UNREACHABLE:
        raise RefusedError(_("现在问不到银行有没有这个文件，没有放弃。请过一会儿再试。"))
    if answer == Enquiry.NOT_KNOWN:
        return
    if chunk.problem == ErrorCode.BANK_NAME_TAKEN:
        raise RefusedError(
            _("银行那里有另一个同名的文件，没有放弃。请和银行核清那个文件、移开它，再来决定。")
        )
    _take_as_sent(actor=actor, chunk=chunk)
    raise RefusedError(
        _("银行说它有这个文件，款项可能已经付出，没有放弃；文件已改记为送达，请等银行的回执。")
    )


@money_action
def _take_as_sent(*, actor: Person, chunk: Chunk) -> None:
    """The bank has the file, whatever it answered before."""
    current = _refused(actor, chunk)
    current.state, current.sent_at, current.problem = ChunkState.SENT, timezone.now(), ""
    current.save(update_fields=["state", "sent_at", "problem"])
    audit(actor=actor, action="send_chunk", what=current, data={"count": current.count})


@money_action
def _give_up(*, actor: Person, chunk: Chunk) -> int:
    lock_books(chunk.payout_list.organisation)
    current = _refused(actor, chunk)
    queued = Payment.objects.unscoped().filter(chunk=current, state=PaymentState.QUEUED)
    numbers = list(queued.values_list("pk", flat=True))
    params = (FILE_NOT_TAKEN, current.pk)
    count = reject_all(Rows(_QUEUED, params), on=timezone.localdate())
    tell_payees("rejected", numbers, once=f"chunk-{current.pk}")
    finish_lists(current.payout_list.organisation)
    audit(actor=actor, action="give_up_chunk", what=current, data={"count": count})
    return count


def _refused(actor: Person, chunk: Chunk) -> Chunk:
    rows = Chunk.objects.unscoped().select_for_update(of=("self",)).select_related("payout_list")
    current = rows.get(pk=chunk.pk)
    check_of_department(actor, current.payout_list, Permission.PAYOUT_MAKE, Permission.PAYOUT_CHECK)
    waits = Payment.objects.unscoped().filter(chunk=current, state=PaymentState.QUEUED)
    is_as_seen = (current.state, current.attempts) == (ChunkState.REFUSED, chunk.attempts)
    if not is_as_seen or not waits.exists():
        raise RefusedError(_("这个文件已经有人办过了，请刷新再看。"))
    return current
