"""What changed from one version of a rule to the next, in words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from zhiqiao.policy.language.nodes import Clause
from zhiqiao.policy.programme import Leaf, Programme, Version
from zhiqiao.policy.rulebook import Rulebook
from zhiqiao.policy.showing import Language
from zhiqiao.web.programmes.amounts import rule_lines
from zhiqiao.web.programmes.openings import spans_of
from zhiqiao.web.programmes.publications import EditedText


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a publication changed in a version that kept its label."""

    number: int
    published_on: date | None
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionStory:
    """One version of a rule, and what it changed.

    Attributes:
        amendments: how it was published again in place, the newest first.
        last_on: the last day it is in force; None where that is open.
        changes: against the version before; empty for the first.
    """

    label: str
    start_on: date | None
    last_on: date | None
    documents: tuple[str, ...]
    is_current: bool
    changes: tuple[str, ...]
    amendments: tuple[Amendment, ...] = ()


def history_of(
    programme: Programme,
    book: Rulebook,
    *,
    on: date,
    language: Language,
    texts: Sequence[EditedText] = (),
) -> tuple[VersionStory, ...]:
    """Every version, the newest first, with what it changed.

    Args:
        programme: as it is in force.
        book: whose dictionary and amounts the words are taken from.
        on: the day for which a version is the current one.
        language: of the sentences.
        texts: the programme's texts, the oldest first; what was changed in place is told by them.
    """
    found: list[VersionStory] = []
    before: Version | None = None
    for version in programme.versions:
        changes = tuple(_changes(before, version, book, language)) if before else ()
        end = version.valid.end_on
        found.append(
            VersionStory(
                label=version.label,
                start_on=version.valid.start_on,
                last_on=end - timedelta(days=1) if end else None,
                documents=documents_of(version),
                is_current=version.valid.holds(on),
                changes=changes,
                amendments=tuple(_amendments(version.label, texts, book, language)),
            )
        )
        before = version
    return tuple(reversed(found))


def _amendments(
    label: str, texts: Sequence[EditedText], book: Rulebook, language: Language
) -> Iterator[Amendment]:
    for one, other in reversed(list(pairwise(texts))):
        before, after = _labelled(one.programme, label), _labelled(other.programme, label)
        if before is None or after is None:
            continue
        days = _compared(_("有效期"), [_days(before)], [_days(after)])
        changes = (*_changes(before, after, book, language), *days)
        if changes:
            yield Amendment(other.number, other.published_on, changes)


def _labelled(programme: Programme, label: str) -> Version | None:
    return next((each for each in programme.versions if each.label == label), None)


def _days(version: Version) -> str:
    valid = version.valid
    last_on = valid.end_on - timedelta(days=1) if valid.end_on else _("长期")
    return f"{valid.start_on or '…'} – {last_on}"


def documents_of(version: Version) -> tuple[str, ...]:
    """What the rule rests on, each once."""
    cited = (f"{each.document} {each.number}".strip() for each in version.citations)
    return tuple(dict.fromkeys(cited))


def _changes(before: Version, after: Version, book: Rulebook, language: Language) -> Iterator[str]:
    yield from _conditions(before, after)
    one, other = (
        [line.text for line in rule_lines(each, book, language)] for each in (before, after)
    )
    yield from _compared(_("金额"), one, other)
    yield from _compared(_("申报时间"), _windows(before), _windows(after))
    yield from _compared(_("兑现方式"), [before.mode], [after.mode])
    yield from _compared(_("可享受"), before.benefits, after.benefits)
    yield from _compared(_("依据"), documents_of(before), documents_of(after))


def _conditions(before: Version, after: Version) -> Iterator[str]:
    """Conditions by their words: those that only moved or changed their number are the same."""
    old, new = _sources(before), _sources(after)
    gone = {source: leaf for source, leaf in old.items() if source not in new}
    added = {source: leaf for source, leaf in new.items() if source not in old}
    for source, leaf in list(added.items()):
        match = next((each for each in gone if _asks_the_same(gone[each], leaf)), None)
        if match is not None:
            words = {"before": match, "after": source}
            yield _("条件由“%(before)s”改为“%(after)s”") % words
            del gone[match], added[source]
    for source in added:
        yield _("新增条件：%(text)s") % {"text": source}
    for source in gone:
        yield _("取消条件：%(text)s") % {"text": source}


def _sources(version: Version) -> dict[str, Leaf]:
    return {leaf.source: leaf for leaf in version.leaves}


def _asks_the_same(one: Leaf, other: Leaf) -> bool:
    """Whether two conditions are of the same kind and begin with the same subject."""
    if isinstance(one, Clause) and isinstance(other, Clause):
        return one.source.split(" ")[0] == other.source.split(" ")[0]
    return False


def _windows(version: Version) -> list[str]:
    dated = [f"{span.opens_on or '…'} – {span.closes_on or '…'}" for span in spans_of(version)]
    return dated + [each.note for each in version.windows if each.note]


def _compared(what: str, before: Iterable[str], after: Iterable[str]) -> Iterator[str]:
    one, other = "；".join(before), "；".join(after)
    if one == other:
        return
    if not one:
        yield _("%(what)s：新增“%(after)s”") % {"what": what, "after": other}
    elif not other:
        yield _("%(what)s：不再有“%(before)s”") % {"what": what, "before": one}
    else:
        words = {"what": what, "before": one, "after": other}
        yield _("%(what)s：由“%(before)s”改为“%(after)s”") % words
