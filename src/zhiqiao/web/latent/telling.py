"""What of a likely need may be told to a visitor: only what they may read where it comes from.

Looked up anew for every page: a need that was taken back since, a fact that was hidden, or words
that were changed take along what quotes them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.matching.latent.draft import draft_targets, draft_title
from zhiqiao.matching.latent.values import Fact as Quoted
from zhiqiao.matching.latent.values import Source
from zhiqiao.web.accounts.models import OrganisationState, Person
from zhiqiao.web.applications.models import Application
from zhiqiao.web.catalogue.models import Need, Offer, Status
from zhiqiao.web.latent.drafting import names_of
from zhiqiao.web.latent.facts import (
    LISTED,
    NEED,
    OFFER,
    PROGRAMME,
    Known,
    Reference,
    number_of,
    of_application,
    of_need,
    of_offer,
    of_stated,
)
from zhiqiao.web.latent.models import TITLE_CHARS_MAX, LikelyNeed
from zhiqiao.web.profiles.access import ALL_SEE
from zhiqiao.web.profiles.models import Fact, FactState

LIKELY, POSSIBLE = 0.10, 0.03
"""The chance of one certain thing among hundreds: on the patents the first ten average 0.035."""
HUNDRED = 100
ASKED_OF_ALL = frozenset(
    name for title in ("需求", "Need") for name in names_of(draft_targets(Quoted("", title)))
)
"""What a need is to say whatever the peer's fact names, in both languages."""
SOURCE_WORDS: dict[str, Promise] = {
    Source.WORDS: gettext_lazy("用词相近"),
    Source.DRAFTING: gettext_lazy("写法相近"),
    Source.MEANING: gettext_lazy("含义相近"),
    Source.INDUSTRY: gettext_lazy("同一行业"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A ground in words: what the enterprise did beside what the peer does, both verbatim.

    `own` is "" where the visitor may not see that fact, or where the industry alone speaks.
    """

    own: str
    theirs: str
    word: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A likely need as a page shows it."""

    likely: LikelyNeed
    peer: str
    grounds: tuple[Told, ...]

    @property
    def percent(self) -> int:
        """The confidence in hundredths; at least 1."""
        return max(round(self.likely.confidence * HUNDRED), 1)

    @property
    def word(self) -> str:
        """The confidence in a word."""
        if self.likely.confidence >= LIKELY:
            return _("把握较大")
        return _("把握很小") if self.is_faint else _("有些把握")

    @property
    def level(self) -> str:
        """The confidence as a class of the style sheet."""
        if self.likely.confidence >= LIKELY:
            return "high"
        return "low" if self.is_faint else "middle"

    @property
    def is_faint(self) -> bool:
        """Whether it is hardly worth reading beside surer ones."""
        return self.likely.confidence < POSSIBLE

    @property
    def is_sought(self) -> bool:
        """Whether the peer looks for it, as against having done it."""
        return self.likely.fact.startswith(f"{NEED}-")

    @property
    def targets(self) -> list[str]:
        """What is to fill in."""
        return names_of(self.likely.targets)

    @property
    def shares(self) -> list[tuple[str, int]]:
        """What speaks for it, in words and hundredths; the strongest first."""
        shares = sorted(self.likely.shares.items(), key=lambda pair: (-pair[1], pair[0]))
        return [
            (str(SOURCE_WORDS[name]), round(share * HUNDRED)) for name, share in shares if share > 0
        ]


def told_to(actor: Person, rows: Iterable[LikelyNeed]) -> list[Shown]:
    """Those whose peer's fact still says so in public, with the grounds the visitor may read.

    Five queries at most, however many rows.
    """
    likely = list(rows)
    quoted = {fact for each in likely for fact in each.quoted.split("|") if fact}
    owners = {each.organisation_id for each in likely} | {each.peer_id for each in likely}
    readable = _readable(actor, quoted, owners)
    return [_shown(each, readable) for each in likely if _stands(each, readable)]


class Line(NamedTuple):
    """Of a likely need what decides whether it is told, and what is counted."""

    inference_id: int
    fact: str
    peer_id: int
    title: str
    quote: str
    targets: list[str]
    confidence: float


def standing(actor: Person, rows: QuerySet[LikelyNeed]) -> list[Line]:
    """Those of the rows that `told_to` would tell, to be counted; four queries at most."""
    likely = [Line(*row) for row in rows.values_list(*Line._fields)]
    facts, peers = {each.fact for each in likely}, {each.peer_id for each in likely}
    readable = _readable(actor, facts, peers)
    return [each for each in likely if _stands(each, readable)]


@dataclass(frozen=True, slots=True)
class _Readable:
    """A fact that the visitor may read; whether everyone may, and whether its owner said it."""

    known: Known
    is_public: bool


def _stands(likely: LikelyNeed | Line, readable: dict[str, _Readable]) -> bool:
    """Whether all that it says of the peer's fact stands in what everyone reads there today."""
    found = readable.get(likely.fact)
    if found is None or not found.is_public:
        return False
    fact = found.known.fact
    return (
        likely.title == draft_title(fact)[:TITLE_CHARS_MAX]
        and _says(fact, likely.quote)
        and _asks(fact, likely.targets)
    )


def _says(fact: Quoted, words: str) -> bool:
    return words in fact.title or words in fact.text


def _asks(fact: Quoted, targets: list[str]) -> bool:
    """Whether the fact names these figures, those apart that are asked of every need."""
    return all(name in ASKED_OF_ALL or _says(fact, name) for name in names_of(targets))


def _shown(likely: LikelyNeed, readable: dict[str, _Readable]) -> Shown:
    theirs = readable[likely.fact].known
    is_named = theirs.is_own_word and likely.peer.state == OrganisationState.ACTIVE
    grounds = (_told(ground, theirs.fact, readable) for ground in likely.grounds)
    told = tuple(ground for ground in grounds if ground is not None)
    return Shown(likely, likely.peer.name if is_named else _("一家同行"), told)


def _told(ground: dict[str, Any], theirs: Quoted, readable: dict[str, _Readable]) -> Told | None:
    """The ground in words; None where either side says something else today."""
    _fact, said = ground["theirs"]
    word = str(SOURCE_WORDS[ground["source"]])
    if not _says(theirs, said):
        return None
    own_fact, own = ground["own"] or ("", "")
    if own_fact not in readable:
        return Told("", said, word)
    return Told(own, said, word) if _says(readable[own_fact].known.fact, own) else None


def _readable(
    actor: Person, quoted: Collection[str], owners: Collection[int]
) -> dict[str, _Readable]:
    """By reference every quoted fact that the visitor may read now; what is public comes first."""
    found = [
        *_needs(actor, _numbers(quoted, NEED)),
        *_offers(actor, _numbers(quoted, OFFER)),
        *_stated(actor, owners),
        *_programmes(actor, owners, quoted),
    ]
    by_reference: dict[str, _Readable] = {}
    for each in sorted(found, key=lambda one: not one.is_public):
        if each.known.fact.id in quoted:
            by_reference.setdefault(each.known.fact.id, each)
    return by_reference


def _numbers(quoted: Collection[str], kind: str) -> set[int]:
    return {number for fact in quoted if (number := number_of(fact, kind)) is not None}


def _needs(actor: Person, numbers: set[int]) -> list[_Readable]:
    rows = Need.objects.visible_to(actor).filter(pk__in=numbers, is_confidential=False)
    return [_Readable(of_need(each), each.status == Status.PUBLISHED) for each in rows]


def _offers(actor: Person, numbers: set[int]) -> list[_Readable]:
    rows = Offer.objects.visible_to(actor).filter(pk__in=numbers)
    return [_Readable(of_offer(each), each.status == Status.PUBLISHED) for each in rows]


def _stated(actor: Person, owners: Collection[int]) -> list[_Readable]:
    rows = Fact.objects.visible_to(actor).current().exclude(state=FactState.DISPUTED)
    found = rows.filter(name__in=list(LISTED), organisation__in=owners).order_by("-pk")
    return [
        _Readable(known, row.visibility in ALL_SEE) for row in found for known in of_stated(row)
    ]


def _programmes(actor: Person, owners: Collection[int], quoted: Collection[str]) -> list[_Readable]:
    start = str(Reference(PROGRAMME, ""))
    programmes = [fact.removeprefix(start) for fact in quoted if fact.startswith(start)]
    rows = Application.objects.visible_to(actor).filter(
        organisation__in=owners, programme_id__in=programmes, submitted_at__isnull=False
    )
    return [_Readable(of_application(each), is_public=False) for each in rows]
