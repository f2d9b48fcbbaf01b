"""The webhooks of an organisation and what they were sent."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.api import webhook_actions
from zhiqiao.web.api.events import EVENT_WORDS
from zhiqiao.web.api.forms import WebhookForm
from zhiqiao.web.api.models import Delivery, Webhook

DELIVERIES_SHOWN = 50
WHY: dict[str, Promise] = {
    "unreachable": gettext_lazy("连续三天没有送达，已自动停用。"),
    "maker_left": gettext_lazy("建它的人已不在本机构，已自动停用。"),
    "by_hand": gettext_lazy("已由人停用。"),
}


@requires(Permission.WEBHOOK_WRITE, "GET", "POST")
@never_cache
def webhooks(request: HttpRequest) -> HttpResponse:
    """The organisation's webhooks and a form for one more; a new one's secret, this once."""
    person = signed_in(request)
    if person.organisation is None:
        raise Http404
    form, secret = WebhookForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        _webhook, secret = webhook_actions.make_webhook(actor=person, **form.cleaned_data)
        form = WebhookForm()
    listed = Webhook.objects.visible_to(person).select_related("made_by")
    rows = [{"webhook": each, "words": _words(each)} for each in listed]
    return render(request, "api/webhooks.html", {"form": form, "listed": rows, "secret": secret})


def _words(webhook: Webhook) -> list[str]:
    return [str(words) for event, words in EVENT_WORDS.items() if event in webhook.events]


def _own(person: Person, webhook_id: int) -> Webhook:
    return get_object_or_404(Webhook.objects.visible_to(person), pk=webhook_id)


@requires(Permission.WEBHOOK_WRITE, "GET", "POST")
@never_cache
def webhook(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """One webhook with its latest deliveries, and what can be done with it."""
    person = signed_in(request)
    found = _own(person, webhook_id)
    secret = ""
    if request.method == "POST":
        secret = _change(request, person, found)
        if not secret:
            removed = not Webhook.objects.visible_to(person).filter(pk=webhook_id).exists()
            return redirect("webhooks") if removed else redirect("webhook", webhook_id)
    rows = Delivery.objects.visible_to(person).filter(webhook=found)[:DELIVERIES_SHOWN]
    names = {str(event): words for event, words in EVENT_WORDS.items()} | {"ping": _("测试")}
    listed = [{"delivery": row, "words": names.get(row.event, row.event)} for row in rows]
    context = {"webhook": found, "words": _words(found), "listed": listed, "secret": secret}
    why = WHY.get(found.why_disabled, "")
    return render(request, "api/webhook.html", context | {"why": why})


def _change(request: HttpRequest, person: Person, found: Webhook) -> str:
    """Does what the pressed button says; a new secret, where one was asked for."""
    asked = request.POST.get("do")
    if asked == "secret":
        return webhook_actions.renew_secret(actor=person, webhook=found)
    if asked == "disable":
        webhook_actions.disable_webhook(actor=person, webhook=found, why="by_hand")
        messages.success(request, _("已停用，不再发送。"))
    elif asked == "enable":
        webhook_actions.enable_webhook(actor=person, webhook=found)
        messages.success(request, _("已启用。"))
    elif asked == "ping":
        webhook_actions.ping(actor=person, webhook=found)
        messages.success(request, _("测试通知已放进待发列表，刷新可看结果。"))
    elif asked == "remove":
        webhook_actions.remove_webhook(actor=person, webhook=found)
        messages.success(request, _("已删除。"))
    return ""


@requires(Permission.WEBHOOK_WRITE, "POST")
def send_again(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Puts a delivery back into the outbox."""
    person = signed_in(request)
    rows = Delivery.objects.visible_to(person).select_related("webhook")
    found = get_object_or_404(rows, pk=delivery_id)
    webhook_actions.send_again(actor=person, delivery=found)
    messages.success(request, _("已放进待发列表。"))
    return redirect("webhook", found.webhook_id)
