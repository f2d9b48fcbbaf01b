"""Facts that needs are inferred from: where each comes from, and whose it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from zhiqiao.matching.latent.values import Fact, FactKind
from zhiqiao.web.applications.models import Application
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.profiles.models import Fact as StatedFact

PATENTS, PRODUCTS, INDUSTRY = "专利名称", "主要产品", "行业代码"
LISTED = {PATENTS: FactKind.PATENT, PRODUCTS: FactKind.PRODUCT}
"""Facts of the dictionary that list titles."""
NEED, OFFER, PROGRAMME = "need", "offer", "programme"
DIGEST_CHARS = 16
TEXT_CHARS_MAX = 2_000
_MARK = "："


class Reference(NamedTuple):
    """Names a fact the same way in every inference: what kind of thing it is, and which.

    Listings go by their number; what stands in a profile goes by its words, since a profile's
    rows are replaced by every correction.
    """

    kind: str
    which: str

    def __str__(self) -> str:
        return f"{self.kind}-{self.which}"


@dataclass(frozen=True, slots=True)
class Known:
    """A fact of an organisation, as the engine takes it.

    `is_own_word`: whether the organisation itself published or confirmed it.
    """

    organisation_id: int
    fact: Fact
    is_own_word: bool


def of_need(need: Need) -> Known:
    """A need that is not confidential."""
    id_ = str(Reference(NEED, str(need.pk)))
    fact = Fact(id_, need.title, need.text[:TEXT_CHARS_MAX], FactKind.NEED)
    return Known(need.organisation_id, fact, is_own_word=True)


def of_offer(offer: Offer) -> Known:
    """A result on offer: what its organisation can make."""
    id_ = str(Reference(OFFER, str(offer.pk)))
    fact = Fact(id_, offer.title, offer.text[:TEXT_CHARS_MAX], FactKind.OFFER)
    return Known(offer.organisation_id, fact, is_own_word=True)


def of_application(application: Application) -> Known:
    """A programme that was applied for."""
    id_ = str(Reference(PROGRAMME, str(application.programme_id)))
    fact = Fact(id_, application.programme_name, "", FactKind.PROGRAMME)
    return Known(application.organisation_id, fact, is_own_word=True)


def of_stated(row: StatedFact) -> Iterator[Known]:
    """The patents or products that a row of the profile lists."""
    kind = LISTED[row.name]
    is_own_word = row.state == "confirmed"
    for title, text in listed(row.value):
        id_ = str(Reference(kind.value, f"{row.organisation_id}-{_digest(title)}"))
        yield Known(row.organisation_id, Fact(id_, title, text, kind), is_own_word)


def listed(value: str) -> list[tuple[str, str]]:
    """Titles, each with what is said of it after a colon, of a text with semicolons between.

    >>> listed("轴承套圈：外圈；磨削装置")
    [('轴承套圈', '外圈'), ('磨削装置', '')]
    """
    items = (item.strip() for item in value.replace(";", "；").split("；"))
    pairs = (item.partition(_MARK) for item in items if item)
    return [(title.strip(), text.strip()) for title, _mark, text in pairs if title.strip()]


def _digest(title: str) -> str:
    return sha256(title.encode()).hexdigest()[:DIGEST_CHARS]


def distinct(known: Iterable[Known]) -> list[Known]:
    """Each fact once; of several with one reference the first."""
    return list({each.fact.id: each for each in reversed(list(known))}.values())[::-1]


def number_of(reference: str, kind: str) -> int | None:
    """The number of the need or offer that a reference names; None for other kinds."""
    start, _dash, which = reference.partition("-")
    return int(which) if start == kind and which.isdecimal() else None
