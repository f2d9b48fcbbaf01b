"""The language of the page, as the engines know it."""

from django.utils.translation import get_language

from zhiqiao.policy.showing import Language


def page_language() -> Language:
    """Chinese, unless the visitor reads English."""
    return "en" if (get_language() or "").startswith("en") else "zh"
