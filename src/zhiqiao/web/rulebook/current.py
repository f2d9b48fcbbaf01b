"""The rules that this site judges by: those of the folder, under what was published here."""

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
    """The rules of this site, as they were at most a second ago.

    Its programmes change with publications, its facts dictionary does not.
    """
    from zhiqiao.web.rulebook.laying import rules  # reads what this file gives

    return rules.book(policies_folder())


@cache
def rulebook_in(folder: Path) -> Rulebook:
    """The rules of a folder."""
    return load_rulebook(folder)
