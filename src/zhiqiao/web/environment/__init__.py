"""What an operator may set: every environment variable, what it may be, and what it is now.

The table is the one list of settings. `docs/reference/settings.md` shows it to people, a test
keeps the two alike, and `zhiqiao config` prints it with the values in force.
"""

from zhiqiao.web.environment.reading import (
    SETTINGS,
    check_environment,
    names,
    number,
    switch,
    unknown_names,
    value_of,
)
from zhiqiao.web.environment.setting import Kind, Setting

__all__ = [
    "SETTINGS",
    "Kind",
    "Setting",
    "check_environment",
    "names",
    "number",
    "switch",
    "unknown_names",
    "value_of",
]
