"""Whom a broker should see first: enterprises in order, with why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.matching.latent.visits import NEEDS_TOLD
from zhiqiao.web.accounts.centre.queries import organisation_named
from zhiqiao.web.accounts.models import Organisation, OrganisationState, Person
from zhiqiao.web.latent.contacts import last_contacts
from zhiqiao.web.latent.models import Audience, Inference, LikelyNeed
from zhiqiao.web.latent.telling import Shown, standing, told_to

QUIET_AFTER = timedelta(days=90)
NEVER, QUIET, RECENT, BLANK = "never", "quiet", "recent", "blank"
BASKETS: Mapping[str, Promise] = {
    NEVER: gettext_lazy("还没联系过"),
    QUIET: gettext_lazy("90 天没联系"),
    RECENT: gettext_lazy("最近联系过"),
    BLANK: gettext_lazy("还不知道做什么"),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One enterprise of the list.

    Attributes:
        count: how many likely needs it has that the visitor may be told.
        expected: how many of the first three of these are expected to be right.
        contact_on: the last day on which it was introduced or a project of it went on.
    """

    rank: int
    inference: Inference
    count: int
    expected: float
    contact_on: date | None

    @property
    def organisation(self) -> Organisation:
        """The enterprise."""
        return self.inference.organisation

    @property
    def basket(self) -> str:
        """Where it lies."""
        if not self.count:
            return BLANK
        if self.contact_on is None:
            return NEVER
        is_quiet = self.contact_on < timezone.localdate() - QUIET_AFTER
        return QUIET if is_quiet else RECENT


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A visit with the likeliest needs, as far as they may be told."""

    visit: Visit
    needs: tuple[Shown, ...]

    @property
    def why(self) -> str:
        """One sentence."""
        if not self.needs:
            return _("还不知道它做什么，先去问问。")
        peers = "、".join(dict.fromkeys(each.peer for each in self.needs))
        told = _("它有 %(facts)d 条事实，与%(peers)s做的事相近；前三条预计说中 %(expected)s 条。")
        return told % {
            "facts": self.visit.inference.facts,
            "peers": peers,
            "expected": f"{self.visit.expected:.2f}",
        }


def visits_for(person: Person, words: str = "") -> list[Visit]:
    """All enterprises that something was inferred for, those to see first first.

    Those of which nothing may be told come last; equal ones stand in the order of their numbers.
    Nine queries at most.
    """
    rows = Inference.objects.visible_to(person).filter(
        audience=Audience.CENTRE, organisation__state=OrganisationState.ACTIVE
    )
    chances = _chances(person, rows)
    contacts = last_contacts(person)
    ordered = sorted(
        rows.select_related("organisation"),
        key=lambda row: (not chances[row.pk], -_expected(chances[row.pk]), row.organisation_id),
    )
    found = [
        Visit(
            rank=place,
            inference=row,
            count=len(chances[row.pk]),
            expected=_expected(chances[row.pk]),
            contact_on=contacts.get(row.organisation_id),
        )
        for place, row in enumerate(ordered, 1)
    ]
    return _named(found, words) if words else found


def _chances(person: Person, rows: QuerySet[Inference]) -> Mapping[int, list[float]]:
    """By inference the confidence of each likely need that may be told, likeliest first."""
    needs = LikelyNeed.objects.visible_to(person).filter(inference__in=rows.order_by())
    found: defaultdict[int, list[float]] = defaultdict(list)
    for each in standing(person, needs.order_by("rank")):
        found[each.inference_id].append(each.confidence)
    return found


def _expected(chances: Sequence[float]) -> float:
    return sum(chances[:NEEDS_TOLD])


def _named(visits: Sequence[Visit], words: str) -> list[Visit]:
    named = Organisation.objects.filter(organisation_named(words)).values_list("pk", flat=True)
    wanted = set(named)
    return [each for each in visits if each.organisation.pk in wanted]


def reasoned(person: Person, visits: Sequence[Visit], *, most: int = NEEDS_TOLD) -> list[Reasoned]:
    """The visits with their likeliest needs; a few queries for all."""
    inferences = [visit.inference.pk for visit in visits]
    rows = LikelyNeed.objects.visible_to(person).filter(inference__in=inferences)
    shown: dict[int, list[Shown]] = {}
    for each in told_to(person, rows.select_related("peer").order_by("rank")):
        shown.setdefault(each.likely.inference_id, []).append(each)
    return [Reasoned(visit, tuple(shown.get(visit.inference.pk, ())[:most])) for visit in visits]
