"""Patents of a file as what enterprises did."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from zhiqiao.cli.match.loading import patents_of
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.matching.latent.values import Fact, Profile

Row = tuple[Fact, Mapping[str, str]]


def profiles_of(path: Path) -> list[Profile]:
    """One profile for each assignee, by name; its name is its id."""
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for fact, extras in patents_of(path):
        rows[extras["assignee"]].append((fact, extras))
    return [_profile(name, rows[name]) for name in sorted(rows)]


def profile_named(name: str, profiles: Sequence[Profile], path: Path) -> Profile:
    """The profile of that name.

    Raises:
        ZhiqiaoError: ASSIGNEE_UNKNOWN.
    """
    for profile in profiles:
        if profile.name == name:
            return profile
    raise ZhiqiaoError(ErrorCode.ASSIGNEE_UNKNOWN, name=name, path=str(path))


def own_profile(path: Path, *, industry: str) -> Profile:
    """All patents of a file as those of one enterprise, called by its first assignee.

    Where `industry` is "", the file says which.
    """
    rows = patents_of(path)
    found = _profile(rows[0][1]["assignee"], rows)
    return replace(found, industry=industry or found.industry)


def _profile(name: str, rows: Sequence[Row]) -> Profile:
    """These rows as one enterprise's."""
    return Profile(name, name, _industry(rows), tuple(fact for fact, _ in rows))


def _industry(rows: Sequence[Row]) -> str:
    """The code that most rows give, ties by the code; "" where none gives any."""
    given = Counter(extras.get("industry", "").strip().upper() for _, extras in rows)
    del given[""]
    return min(given, key=lambda code: (-given[code], code), default="")
