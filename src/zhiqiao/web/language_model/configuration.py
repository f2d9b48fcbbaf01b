"""The endpoint as the operator's settings name it."""

from django.conf import settings

from zhiqiao.language_model import Endpoint


def endpoint() -> Endpoint | None:
    """The endpoint that the operator named; None: no model is asked anything."""
    if not settings.ZHIQIAO_LLM_URL or not settings.ZHIQIAO_LLM_MODEL:
        return None
    return Endpoint(
        settings.ZHIQIAO_LLM_URL.rstrip("/"),
        settings.ZHIQIAO_LLM_MODEL,
        settings.ZHIQIAO_LLM_KEY,
        seconds_max=settings.ZHIQIAO_LLM_SECONDS,
    )


def is_matching_on() -> bool:
    """Whether the model reads candidates: the operator named it and switched this on."""
    return endpoint() is not None and bool(settings.ZHIQIAO_LLM_MATCHING)
