"""The settings in force: from the environment, else their defaults."""

import os
from collections.abc import Iterator, Mapping

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.environment.setting import parts_of
from zhiqiao.web.environment.table import TABLE

PREFIX = "ZHIQIAO_"
SETTINGS = {setting.name: setting for setting in TABLE}


def value_of(name: str, environment: Mapping[str, str] | None = None) -> str:
    """The value in force: from the environment, else the default; an empty one is the default.

    Raises:
        ZhiqiaoError: the value is not one the setting may have.
    """
    setting = SETTINGS[name]
    found = (os.environ if environment is None else environment).get(name, "").strip()
    value = found or setting.default
    if not setting.accepts(value):
        shown = "…" if setting.is_secret else value
        raise ZhiqiaoError(ErrorCode.SETTING_BAD, name=name, value=shown, expected=setting.expected)
    return value


def switch(name: str) -> bool:
    """Whether the setting is on."""
    return value_of(name) == "1"


def names(name: str) -> list[str]:
    """The parts of a setting that is a list."""
    return parts_of(value_of(name))


def number(name: str) -> int:
    """A setting that is a whole number."""
    return int(value_of(name))


def check_environment(environment: Mapping[str, str] | None = None) -> None:
    """Nothing, if every setting can be understood.

    Raises:
        ZhiqiaoError: the first setting that cannot.
    """
    for name in SETTINGS:
        value_of(name, environment)


def unknown_names(environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Variables that look like settings and are none: most likely misspelt."""
    given = os.environ if environment is None else environment
    return (name for name in sorted(given) if name.startswith(PREFIX) and name not in SETTINGS)
