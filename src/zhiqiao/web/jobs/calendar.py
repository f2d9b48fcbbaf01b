"""The working days that the site counts by: the library's, and what the operator has added."""

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.common.working_days import PUBLISHED, Calendar

SETTING = "ZHIQIAO_HOLIDAYS"
OFF, WORK = "off", "work"


def working_calendar() -> Calendar:
    """What the pure functions take as `calendar=`. Read again once the file changes.

    Raises:
        ZhiqiaoError: the file cannot be read, or a line of it cannot be understood.
    """
    path: str = settings.ZHIQIAO_HOLIDAYS
    if not path:
        return PUBLISHED
    try:
        return _read(path, Path(path).stat().st_mtime_ns)
    except OSError as error:
        raise _bad(path) from error


@lru_cache(maxsize=4)
def _read(path: str, _changed_at_ns: int) -> Calendar:
    return read_calendar(Path(path).read_text("utf-8-sig"), name=path)


def read_calendar(text: str, *, name: str = "") -> Calendar:
    """The calendar written as lines `2027-02-05,off` and `2027-02-14,work`; # begins a remark.

    Raises:
        ZhiqiaoError: a line cannot be understood.
    """
    days: dict[str, set[date]] = {OFF: set(), WORK: set()}
    for number, line in enumerate(text.splitlines(), start=1):
        written = line.partition("#")[0].strip()
        if not written:
            continue
        day, _comma, kind = (part.strip() for part in written.partition(","))
        try:
            days[kind].add(datetime.strptime(day, "%Y-%m-%d").date())  # noqa: DTZ007 -- a day
        except (KeyError, ValueError):
            raise _bad(f"{name}:{number}") from None
    return Calendar(frozenset(days[OFF]), frozenset(days[WORK]))


def _bad(where: str) -> ZhiqiaoError:
    expected = "2027-02-05,off | 2027-02-14,work"
    return ZhiqiaoError(ErrorCode.SETTING_BAD, name=SETTING, value=where, expected=expected)
