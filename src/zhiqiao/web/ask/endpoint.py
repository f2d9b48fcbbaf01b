"""The endpoint that phrases answers, where the operator has named one. It gets no tools."""

import json
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings

from zhiqiao.outbound import OutboundError, Rules, fetch
from zhiqiao.outbound.addresses import read_networks

SECONDS = 10.0
ANSWER_BYTES_MAX = 64 * 1024
TOKENS_MAX = 600
AT_ONCE = BoundedSemaphore(2)
"""So many threads of a process may wait for the endpoint; further questions go unphrased."""
ANYWHERE = read_networks(["0.0.0.0/0", "::/0"])


class UnusableAnswerError(Exception):
    """The endpoint failed, was too slow, or said what may not be shown."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where and as which model."""

    url: str
    model: str
    key: str

    @property
    def rules(self) -> Rules:
        """Any address, since the operator chose it; no redirect, 10 seconds, 64 KiB."""
        port = self.url.partition("://")[2].partition("/")[0].rpartition(":")[2]
        return Rules(
            is_http_allowed=self.url.startswith("http://"),
            ports=frozenset({int(port)} if port.isdigit() else ()),
            networks=ANYWHERE,
            seconds=SECONDS,
            answer_bytes_max=ANSWER_BYTES_MAX,
        )


def endpoint() -> Endpoint | None:
    """The endpoint that the operator named; None: answers are not phrased."""
    if not settings.ZHIQIAO_LLM_URL or not settings.ZHIQIAO_LLM_MODEL:
        return None
    address = settings.ZHIQIAO_LLM_URL.rstrip("/")
    return Endpoint(
        f"{address}/chat/completions", settings.ZHIQIAO_LLM_MODEL, settings.ZHIQIAO_LLM_KEY
    )


def complete(where: Endpoint, messages: list[dict[str, str]]) -> str:
    """What the model says to the messages, as text.

    Raises:
        UnusableAnswerError: no answer in time, too long, or not of the shape agreed on.
    """
    if not AT_ONCE.acquire(blocking=False):
        raise UnusableAnswerError("busy")
    try:
        return _text_of(_posted(where, messages))
    finally:
        AT_ONCE.release()


def _posted(where: Endpoint, messages: list[dict[str, str]]) -> Any:
    asked = {
        "model": where.model,
        "messages": messages,
        "temperature": 0,
        "max_tokens": TOKENS_MAX,
        "stream": False,
        "response_format": {"type": "json_object"},
    }
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if where.key:
        headers["Authorization"] = f"Bearer {where.key}"
    try:
        content = json.dumps(asked, ensure_ascii=False).encode()
        answer = fetch("POST", where.url, content=content, headers=headers, rules=where.rules)
    except OutboundError as error:
        raise UnusableAnswerError(str(error.code)) from error
    if not answer.is_success:
        raise UnusableAnswerError(f"status-{answer.status}")
    return _read(answer.content)


def _read(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnusableAnswerError("no-json") from error


def _text_of(told: Any) -> str:
    try:
        text = told["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError) as error:
        raise UnusableAnswerError("shape") from error
    if not isinstance(text, str):
        raise UnusableAnswerError("shape")
    return text
