"""The inbox, how letters are wanted, leaving them, and those that cannot be sent."""

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.inbox import actions, letter_actions, mail, queries
from zhiqiao.web.inbox.baskets import baskets_of
from zhiqiao.web.inbox.forms import PreferenceForm
from zhiqiao.web.inbox.kinds import Topic
from zhiqiao.web.inbox.leaving import read_leaving
from zhiqiao.web.inbox.models import Letter, Message

PER_PAGE = 20


def _topic(given: str | None) -> str:
    return given if given in Topic.values else ""


@requires(Permission.ACCOUNT)
def inbox(request: HttpRequest) -> HttpResponse:
    """What the person was told, in baskets by topic, unread first."""
    person, topic = signed_in(request), _topic(request.GET.get("topic"))
    baskets = baskets_of(person, current=topic)
    page = Paginator(queries.messages_of(person, topic=topic), PER_PAGE)
    context = {
        "baskets": baskets,
        "page": page.get_page(request.GET.get("page")),
        "topic": topic,
        "unread": next(basket.unread for basket in baskets if basket.is_current),
    }
    return render(request, "inbox/inbox.html", context)


@requires(Permission.ACCOUNT, "POST")
def open_message(request: HttpRequest, message_id: int) -> HttpResponse:
    """Marks a message read and goes where it leads; with `stay`, only marks it."""
    person = signed_in(request)
    message = get_object_or_404(Message.objects.visible_to(person), pk=message_id)
    actions.mark_read(actor=person, message=message)
    is_ours = url_has_allowed_host_and_scheme(message.path, allowed_hosts=None)
    return redirect(message.path if is_ours and "stay" not in request.POST else "inbox")


@requires(Permission.ACCOUNT, "POST")
def read_all(request: HttpRequest) -> HttpResponse:
    """Marks all messages read, of a topic where one is given."""
    topic = _topic(request.POST.get("topic"))
    count = actions.mark_all_read(actor=signed_in(request), topic=topic)
    notices.success(request, _("%(count)d 条消息已标为已读。") % {"count": count})
    return redirect(reverse("inbox") + (f"?topic={topic}" if topic else ""))


@requires(Permission.ACCOUNT, "GET", "POST")
def preferences(request: HttpRequest) -> HttpResponse:
    """How the person wants letters, topic by topic."""
    person = signed_in(request)
    form = PreferenceForm(
        request.POST or None, preference=queries.preferences_of([person])[person.pk]
    )
    if request.method == "POST" and form.is_valid():
        actions.choose_mailings(
            actor=person, mailings=form.mailings(), language=form.cleaned_data["language"]
        )
        notices.success(request, _("已保存。以后按这里的选择发邮件。"))
        return redirect("inbox-preferences")
    context = {"form": form, "is_mail_set_up": mail.is_mail_set_up()}
    return render(request, "inbox/preferences.html", context)


@csrf_exempt  # the signed link is the proof; mail programs post it without a page (RFC 8058)
@requires(Permission.PUBLIC, "GET", "POST")
def leave(request: HttpRequest, leave_token: str) -> HttpResponseBase:
    """Ends letters by the link in one, without signing in: first says which, then does it."""
    leaving = read_leaving(leave_token)
    if leaving is None:
        return render(request, "inbox/leave.html", {"leaving": None}, status=404)
    if request.method == "POST":
        actions.leave(person=leaving.person, topics=leaving.topics)
    context = {"leaving": leaving, "is_done": request.method == "POST"}
    return render(request, "inbox/leave.html", context)


@requires(Permission.SYSTEM_READ)
def letters(request: HttpRequest) -> HttpResponse:
    """Letters that cannot be sent, for who looks after the system."""
    page = Paginator(queries.letters_in_trouble(signed_in(request)), PER_PAGE)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "is_mail_set_up": mail.is_mail_set_up(),
    }
    return render(request, "inbox/letters.html", context)


@requires(Permission.SYSTEM_READ, "POST")
def letter_again(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Tries a letter again."""
    person = signed_in(request)
    troubled = queries.letters_in_trouble(person)
    letter: Letter = get_object_or_404(troubled, pk=letter_id)
    letter_actions.send_again(actor=person, letter=letter)
    notices.success(request, _("已放回发送队列，几秒内再试。夜里和休息日等到下一个工作日 8 点。"))
    return redirect("letters")
