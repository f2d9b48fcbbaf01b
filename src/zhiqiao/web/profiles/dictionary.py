"""The facts dictionary of this site's rules, as profiles use it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from zhiqiao.policy.values import Fact as Entry
from zhiqiao.rulefiles.folder import FACTS_FILE
from zhiqiao.web.profiles.models import Visibility
from zhiqiao.web.rulebook.current import policies_folder, rulebook_in

OPEN, INTERNAL, SECRET, PERSONAL = "公开", "内部", "商业秘密", "个人信息"
VISIBILITY_BY_SENSITIVITY = {
    OPEN: Visibility.EVERYONE,
    INTERNAL: Visibility.REVIEWERS,
    SECRET: Visibility.CENTRE,
    PERSONAL: Visibility.OWN,
}
WITHOUT_PERIOD = frozenset({"", "当前", "当前有效", "至申报当日", "成立至今", "首次享受补贴之日"})


def entries() -> Mapping[str, Entry]:
    """The facts that may be stated, by name."""
    return rulebook_in(policies_folder()).dictionary


def entry_of(name_or_code: str) -> Entry | None:
    """The fact of that name or code."""
    return _by_alias(policies_folder()).get(name_or_code.strip())


@cache
def _by_alias(folder: Path) -> Mapping[str, Entry]:
    facts = rulebook_in(folder).dictionary.values()
    return {fact.code: fact for fact in facts if fact.code} | {fact.name: fact for fact in facts}


def code_of(name: str) -> str:
    """The code of a fact, for addresses and audit rows; "unknown" for one no longer there."""
    entry = entries().get(name)
    return entry.code if entry and entry.code and entry.code.isascii() else "unknown"


def groups() -> Mapping[str, tuple[Entry, ...]]:
    """The facts under the headings of their file, in its order."""
    return _groups(policies_folder())


@cache
def _groups(folder: Path) -> Mapping[str, tuple[Entry, ...]]:
    """A heading is the last comment line before an entry."""
    known = rulebook_in(folder).dictionary
    found: dict[str, list[Entry]] = {}
    heading = ""
    for line in (folder / FACTS_FILE).read_text("utf-8").splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ").rstrip()
        elif line[:1].strip() and (entry := known.get(line.rstrip().rstrip(":").strip("'\""))):
            found.setdefault(heading, []).append(entry)
    listed = {entry.name for items in found.values() for entry in items}
    rest = [entry for name, entry in known.items() if name not in listed]
    if rest:
        found.setdefault("", []).extend(rest)
    return {title: tuple(items) for title, items in found.items()}


def has_periods(entry: Entry) -> bool:
    """Whether the fact is of a year, a quarter or a month, rather than of now."""
    return entry.period not in WITHOUT_PERIOD


def usual_visibility(entry: Entry) -> Visibility:
    """Who sees a fact until its organisation says otherwise: by how sensitive it is."""
    return VISIBILITY_BY_SENSITIVITY.get(entry.sensitivity, Visibility.OWN)
