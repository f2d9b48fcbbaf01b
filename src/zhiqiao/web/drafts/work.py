"""What the background process does: what-ifs, and telling enterprises of new rules."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.policy import Rulebook, Verdict
from zhiqiao.web.access import Permission
from zhiqiao.web.audit.actions import audit, system_action
from zhiqiao.web.drafts.models import PublicationRequest, WhatIf, WhatIfState
from zhiqiao.web.drafts.request_actions import NOTIFY
from zhiqiao.web.drafts.what_if_actions import KIND, work_out
from zhiqiao.web.inbox.actions import tell
from zhiqiao.web.inbox.queries import people_who
from zhiqiao.web.jobs.kinds import job_kind
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.jobs.progress import Progress
from zhiqiao.web.profiles.models import Visibility
from zhiqiao.web.programmes.fact_table import FactsRead, facts_needed, read_facts
from zhiqiao.web.programmes.sweeping import judged, only
from zhiqiao.web.rulebook.current import policies_folder, rulebook_in
from zhiqiao.web.rulebook.laying import programme_of_row
from zhiqiao.web.rulebook.models import PublishedText

CHUNK = 100
EVERYTHING = frozenset(Visibility)


def _page(job: Job) -> str:
    found = WhatIf.objects.unscoped().filter(pk=job.data["what_if"]).first()
    return reverse("draft-what-if", args=[found.draft_id]) if found else ""


@job_kind(KIND, label=_("测算规则草稿"), page=_page)
def perform_what_if(progress: Progress) -> dict[str, int]:
    """Works one what-if out."""
    rows = WhatIf.objects.unscoped().select_related("draft", "made_by")
    found = rows.filter(pk=progress.job.data["what_if"], state=WhatIfState.WAITING).first()
    if found is not None:
        work_out(found)
    return {}


def _request_page(job: Job) -> str:
    rows = PublicationRequest.objects.unscoped().filter(published=job.data["publication"])
    found = rows.first()
    return reverse("publication-request", args=[found.pk]) if found else ""


@job_kind(NOTIFY, label=_("通知受规则变化影响的企业"), unit=_("家"), page=_request_page)
def tell_enterprises(progress: Progress) -> dict[str, int]:
    """Tells every enterprise that a publication entitles anew, or no longer, once each."""
    row = PublishedText.objects.get(pk=progress.job.data["publication"])
    changes = sorted(_changes(row))
    told = progress.cursor.get("told", 0)
    for start in range(progress.cursor.get("at", 0), len(changes), CHUNK):
        with system_action("tell_entitled"):
            some = changes[start : start + CHUNK]
            told += sum(_tell(row, number, kind) for number, kind in some)
            at = start + len(some)
            progress.keep({"at": at, "told": told}, done=at, total=len(changes))
            data = {"count": len(some), "number": row.number}
            audit(actor=None, action="tell_entitled", what=row, data=data)
        progress.go_on()
    return {"enterprises": len(changes), "told": told}


def _tell(row: PublishedText, organisation_id: int, kind: str) -> int:
    name = _name(row)
    return tell(
        kind=kind,
        people=people_who(organisation_id, Permission.APPLY),
        data={"programme": name},
        path=reverse("programme", args=[row.programme_id]),
        once=f"publication-{row.pk}-{organisation_id}",
    )


def _name(row: PublishedText) -> str:
    return programme_of_row(rulebook_in(policies_folder()), row).name


def _changes(row: PublishedText) -> Iterator[tuple[int, str]]:
    """By enterprise what changes for it: entitled anew, no longer, or to another amount.

    Judged on the first day from which both holds: today, or when the rule takes effect.
    """
    before, after = _books(row)
    ids = [row.programme_id]
    request = PublicationRequest.objects.unscoped().filter(published=row).first()
    today = timezone.localdate()
    on = max(today, request.effective_on) if request else today
    names = facts_needed(before, ids) | facts_needed(after, ids)
    read = read_facts(names, on, seen=EVERYTHING)
    one, other = _entitled(before, ids, read, on), _entitled(after, ids, read, on)
    yield from ((int(each), "rule-entitled") for each in other.keys() - one.keys())
    yield from ((int(each), "rule-lost") for each in one.keys() - other.keys())
    both = one.keys() & other.keys()
    yield from ((int(each), "rule-amount-changed") for each in both if one[each] != other[each])


def _entitled(book: Rulebook, ids: list[str], read: FactsRead, on: date) -> dict[str, int | None]:
    """Who is entitled, with the amount in fen where it is known."""
    found = judged(only(book, ids), read, on).frame()
    met = found.filter(found["verdict"] == Verdict.MET.value)
    return dict(zip(met["enterprise"].to_list(), met["amount_fen"].to_list(), strict=True))


def _books(row: PublishedText) -> tuple[Rulebook, Rulebook]:
    """The programme's rule before the publication and after it, alone."""
    base = only(rulebook_in(policies_folder()), [row.programme_id])
    earlier = PublishedText.objects.filter(
        Q(programme_id=row.programme_id) & Q(pk__lt=row.pk)
    ).order_by("-id")
    last = earlier.first()
    before = _alone(base, last) if last else base
    return before, _alone(base, row)


def _alone(base: Rulebook, row: PublishedText) -> Rulebook:
    return replace(base, programmes=(programme_of_row(base, row),))
