"""The rules that this site judges by; read once a process."""

from functools import cache
from pathlib import Path

from django.conf import settings

from zhiqiao.policy import Rulebook
from zhiqiao.rulefiles.folder import default_folder, load_rulebook


def policies_folder() -> Path:
    """Where the rules are: the setting ZHIQIAO_POLICIES, else those that are shipped."""
    chosen = settings.ZHIQIAO_POLICIES
    return _named(chosen) if chosen else _usual()


_named = cache(Path)
_usual = cache(default_folder)


def rulebook() -> Rulebook:
    """The rules of this site."""
    return rulebook_in(policies_folder())


@cache
def rulebook_in(folder: Path) -> Rulebook:
    """The rules of a folder."""
    return load_rulebook(folder)
