"""Verdicts in the words of the page."""

from django.utils.translation import gettext as _

from zhiqiao.policy import Verdict


def verdict_word(verdict: str) -> str:
    """The verdict in the language of the page."""
    return {
        Verdict.MET.value: _("符合"),
        Verdict.UNMET.value: _("不符合"),
        Verdict.UNKNOWN.value: _("待补充"),
        Verdict.MANUAL.value: _("待人工核验"),
        Verdict.NOT_APPLICABLE.value: _("不适用"),
    }[verdict]
