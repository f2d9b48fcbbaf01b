"""Every programme as a card: what lists are narrowed, searched and sorted by. Made once a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhiqiao.policy.language.nodes import Clause
from zhiqiao.policy.programme import Programme, Version
from zhiqiao.policy.rulebook import Rulebook
from zhiqiao.policy.showing import Language
from zhiqiao.web.programmes.amounts import amount_in_words, most_fen
from zhiqiao.web.programmes.openings import Opening, OpeningOn, opening_on
from zhiqiao.web.programmes.scopes import audiences_of, regions_of
from zhiqiao.web.programmes.titles import title_of
from zhiqiao.web.rulebook.departments import names_of

DEMO = "yunxi-"
"""How the ids of the fictional city's programmes begin."""
KEPT = 8


@dataclass(frozen=True, slots=True)
class Card:
    """One programme on a day.

    Attributes:
        title: its name as something to do.
        amount: how much, in words; "" where it pays nothing.
        most_fen: the most it pays anyone; None where the rule sets no limit or pays nothing.
        document: what it rests on, with its number.
        address: where the text is published; "" where that is not known.
        texts: what words are sought in, by place: name, department, benefits, documents,
            conditions.
    """

    id: str
    name: str
    title: str
    departments: tuple[str, ...]
    level: str
    kinds: tuple[str, ...]
    mode: str
    regions: tuple[str, ...]
    audiences: tuple[str, ...]
    opening: OpeningOn
    amount: str
    most_fen: int | None
    document: str
    address: str
    is_in_force: bool
    is_to_verify: bool
    texts: Mapping[str, str]

    @property
    def is_demo(self) -> bool:
        """Whether it is fictional."""
        return self.id.startswith(DEMO)

    @property
    def is_open(self) -> bool:
        """Whether one may apply on the day."""
        return self.opening.opening is Opening.OPEN


_made: dict[tuple[int, date, Language], tuple[Rulebook, dict[str, Card]]] = {}


def cards_on(book: Rulebook, on: date, language: Language) -> Mapping[str, Card]:
    """The cards of all programmes by id, in order of the ids; kept while the rules are the same."""
    key = id(book), on, language
    found = _made.get(key)
    if found is None:
        # The rulebook is kept beside them, so that its id stays its own.
        found = book, {each.id: card_of(each, on, language) for each in book.programmes}
        while len(_made) >= KEPT:
            _made.pop(next(iter(_made)), None)
        _made[key] = found
    return found[1]


def card_of(programme: Programme, on: date, language: Language) -> Card:
    """One programme as it stands on the day; without a rule, as it last stood."""
    version = programme.version_on(on)
    shown = version or (programme.versions[-1] if programme.versions else None)
    citation = shown.citations[0] if shown and shown.citations else None
    cited = shown.citations if shown else ()
    addresses = [*programme.sources, *(each.address for each in cited)]
    return Card(
        id=programme.id,
        name=programme.name,
        title=title_of(programme, shown.mode if shown else ""),
        departments=tuple(names_of(programme)),
        level=programme.level,
        kinds=programme.kinds,
        mode=shown.mode if shown else "",
        regions=regions_of(programme, shown),
        audiences=audiences_of(programme, shown),
        opening=opening_on(version, on),
        amount=amount_in_words(shown, language),
        most_fen=most_fen(shown.amount) if shown else None,
        document=f"{citation.document} {citation.number}".strip() if citation else "",
        address=next((each for each in addresses if each), ""),
        is_in_force=version is not None,
        is_to_verify=shown.to_verify if shown else not programme.trust.is_verified,
        texts=_texts(programme, shown),
    )


def _texts(programme: Programme, version: Version | None) -> dict[str, str]:
    texts = {
        "name": f"{programme.title} {programme.name} {programme.id}",
        "department": f"{programme.department} {programme.level} {' '.join(programme.kinds)}",
        "benefits": programme.note,
        "documents": "",
        "conditions": "",
    }
    if version:
        cited = (f"{each.document} {each.number} {each.text}" for each in version.citations)
        notes = (leaf.note if isinstance(leaf, Clause) else "" for leaf in version.leaves)
        sources = (leaf.source for leaf in version.leaves)
        materials = (each.name for each in version.materials)
        texts["benefits"] += " " + " ".join(version.benefits)
        texts["documents"] = " ".join(cited)
        texts["conditions"] = " ".join([*sources, *notes, *materials])
    return texts
