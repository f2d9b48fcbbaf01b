"""Numbers for who looks after the site, and for who counts."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.home.desk import Desk, Tile
from zhiqiao.web.inbox import mail
from zhiqiao.web.inbox.queries import letters_in_trouble
from zhiqiao.web.jobs.models import Job, JobState, Tick, TickState
from zhiqiao.web.language_model.configuration import endpoint
from zhiqiao.web.language_model.queries import unused_calls
from zhiqiao.web.matches import rates
from zhiqiao.web.transfers import funnel

A_WEEK = timedelta(days=7)
COUNTED_AGAIN_S = 60


def add_system(desk: Desk, person: Person) -> None:
    """Work and calls that failed this week and letters that cannot be sent; one query."""
    if not person.may(Permission.SYSTEM_READ):
        return
    since = timezone.now() - A_WEEK
    jobs = Job.objects.visible_to(person).filter(state=JobState.FAILED, finished_at__gte=since)
    ticks = Tick.objects.filter(state=TickState.FAILED, created_at__gte=since)
    calls = unused_calls(person).filter(asked_at__gte=since)
    row = Person.objects.filter(pk=person.pk).values_list(
        _counted(jobs), _counted(ticks), _counted(letters_in_trouble(person)), _counted(calls)
    )
    failed, missed, letters, unused = row[0]
    desk.tiles.extend(
        [
            Tile(failed, _("个后台任务失败（7 天内）"), reverse("jobs"), is_late=bool(failed)),
            Tile(missed, _("件每日工作没做成（7 天内）"), reverse("jobs"), is_late=bool(missed)),
            Tile(letters, _("封邮件发不出去"), reverse("letters"), is_late=bool(letters)),
        ]
    )
    if endpoint() is not None:
        words = _("次大模型的回答没有采用（7 天内）")
        desk.tiles.append(Tile(unused, words, reverse("language-model"), is_late=bool(unused)))
    desk.extra["is_mail_set_up"] = mail.is_mail_set_up()
    desk.extra["is_system_shown"] = True


def _counted(rows: QuerySet[Any]) -> Coalesce:
    """How many rows there are, as a part of another query."""
    count = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk"))
    return Coalesce(Subquery(count.values("n")), 0)


def add_figures(desk: Desk, person: Person) -> None:
    """The funnel of the last year and the rates of the serving model, a minute old at most."""
    if not person.may(Permission.STATISTICS_READ):
        return
    found = cache.get(_key(person))
    if found is None:
        found = _figures(person)
        cache.set(_key(person), found, COUNTED_AGAIN_S)
    desk.extra.update(found)


def _key(person: Person) -> str:
    return f"home-figures-{person.organisation_id}"


def _figures(person: Person) -> Mapping[str, Any]:
    query = funnel.read_query({})
    whole = funnel.whole(person, query)
    matched = funnel.matched_pairs(person, query).order_by().count()
    steps = [matched, *(whole.count(step) for step in list(funnel.STEPS)[1:])]
    return {
        "funnel_steps": steps,
        "signed_fen": whole.signed_fen,
        "rates": rates.shown_first(rates.version_rates(rates.graded_suggestions())),
    }


def funnel_chart(steps: list[int]) -> Mapping[str, Any]:
    """The funnel as `chart` draws it, in the page's language."""
    return {
        "kind": "funnel",
        "labels": [str(word) for word in funnel.STEPS.values()],
        "series": [{"name": _("对数"), "values": steps}],
    }
