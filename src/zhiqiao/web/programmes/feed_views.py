"""A person's own feeds: making, revoking, and what calendar programs read."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.access.row_actor import RowActor, shown
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.profiles.language import page_language
from zhiqiao.web.programmes import actions
from zhiqiao.web.programmes.calendar_dates import dates_of
from zhiqiao.web.programmes.calendar_views import calendar_context
from zhiqiao.web.programmes.cards import cards_on
from zhiqiao.web.programmes.entitlements import entitlements_on
from zhiqiao.web.programmes.feed_reading import calendar_of, feed_of, is_too_often
from zhiqiao.web.programmes.models import CalendarFeed
from zhiqiao.web.rulebook.current import rulebook


@requires(Permission.ASSESS, "POST")
@never_cache
def make_feed(request: HttpRequest) -> HttpResponse:
    """A new feed. Its address is in this one answer only."""
    person = signed_in(request)
    if person.organisation is None:
        raise Http404
    try:
        _feed, secret = actions.make_feed(actor=person, language=page_language())
    except actions.TooManyFeedsError:
        messages.error(request, _("一个人最多有 5 个订阅地址。先作废一个不用的，再新建。"))
        return redirect(f"{reverse('programme-calendar')}#feeds")
    fresh = request.build_absolute_uri(reverse("programmes-feed", args=[secret]))
    context = calendar_context(request) | {"fresh": fresh}
    return render(request, "programmes/calendar.html", context)


@requires(Permission.ACCOUNT, "POST")
def revoke_feed(request: HttpRequest, feed_id: int) -> HttpResponse:
    """Makes one of the person's feeds void."""
    person = signed_in(request)
    found = get_object_or_404(CalendarFeed.objects.visible_to(person), pk=feed_id)
    actions.revoke_feed(actor=person, feed=found)
    messages.success(request, _("订阅地址已作废，用它的日历不会再更新。"))
    return redirect(f"{reverse('programme-calendar')}#feeds")


@requires(Permission.PUBLIC)
@never_cache
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The dates behind a feed, for calendar programs: the secret in the address is the key."""
    if is_too_often(secret) or is_too_often(request.META.get("REMOTE_ADDR", ""), a_minute=120):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    found = feed_of(secret)
    if found is None:
        raise Http404
    with shown(RowActor.of(found.person)), override("en" if found.language == "en" else "zh-hans"):
        content = _content(request, found)
    headers = {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _content(request: HttpRequest, found: CalendarFeed) -> bytes:
    today, language, book = timezone.localdate(), page_language(), rulebook()
    organisation = found.person.organisation
    if organisation is None:
        raise Http404
    items = entitlements_on(
        actor=found.person, organisation=organisation, on=today, language=language
    ).items
    return calendar_of(
        dates_of(book, cards_on(book, today, language), {each.card.id: each for each in items}),
        name=_("申报日历 · %(name)s") % {"name": organisation.name},
        address=request.build_absolute_uri("/").rstrip("/"),
        on=today,
        at=timezone.now(),
    )
