"""A file that the bank did not take: what to do with it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.payouts import refused_actions
from zhiqiao.web.payouts.links import bank_link
from zhiqiao.web.payouts.models import Chunk


def _chunk(request: HttpRequest, chunk_id: int) -> Chunk:
    rows = Chunk.objects.visible_to(signed_in(request))
    found = rows.select_related("payout_list__organisation").filter(pk=chunk_id).first()
    if found is None:
        raise Http404
    return found


@requires(Permission.PAYOUT_READ, "POST")
def send_again(request: HttpRequest, chunk_id: int) -> HttpResponse:
    """Sends it again; the action lets makers and checkers alone."""
    chunk = _chunk(request, chunk_id)
    try:
        refused_actions.send_again(actor=signed_in(request), chunk=chunk)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("文件会原样再发一次，编号不变，不会重复付款。"))
    return redirect("payout-live", chunk.payout_list_id)


@requires(Permission.PAYOUT_READ, "POST")
def give_up(request: HttpRequest, chunk_id: int) -> HttpResponse:
    """Gives its payments up."""
    chunk = _chunk(request, chunk_id)
    try:
        count = refused_actions.give_up(actor=signed_in(request), chunk=chunk, link=bank_link())
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        words = _("%(count)s 笔没有付出，钱已回到预算；这些企业可以列入新的清单。")
        messages.success(request, words % {"count": f"{count:,}"})
    return redirect("payout-live", chunk.payout_list_id)
