"""The one client of OpenAI-compatible endpoints. The model gets no tools."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any, TypeVar

from zhiqiao.language_model.errors import UnusableAnswerError
from zhiqiao.language_model.question import Prompt, Question
from zhiqiao.outbound import OutboundError, Rules, fetch
from zhiqiao.outbound.addresses import read_networks

T = TypeVar("T")
ANSWER_BYTES_MAX = 64 * 1024
TOKENS_TOLD_MAX = 1_000_000
AT_ONCE = BoundedSemaphore(2)
"""So many threads of a process may wait for the endpoint; further questions go unasked."""
BUSY = "busy"
"""Why a question went unasked: nothing was sent."""
ANYWHERE = read_networks(["0.0.0.0/0", "::/0"])


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where, up to `/v1`, and as which model.

    Attributes:
        seconds_max: no question waits longer, whatever it asks for.
    """

    url: str
    model: str
    key: str = ""
    seconds_max: float = 120.0

    def rules(self, *, seconds: float, answer_bytes_max: int) -> Rules:
        """Any address, since the operator chose it; no redirect."""
        port = self.url.partition("://")[2].partition("/")[0].rpartition(":")[2]
        return Rules(
            is_http_allowed=self.url.startswith("http://"),
            ports=frozenset({int(port)} if port.isdigit() else ()),
            networks=ANYWHERE,
            seconds=min(seconds, self.seconds_max),
            answer_bytes_max=answer_bytes_max,
        )


@dataclass(frozen=True, slots=True)
class Said:
    """What a model said. `tokens`: what it cost; None where the endpoint does not tell."""

    text: str
    tokens: int | None


@dataclass(frozen=True, slots=True)
class AskingAt:
    """Asks at once: no budget, nothing kept."""

    where: Endpoint

    def __call__(self, question: Question[T]) -> T:
        """What the answer means."""
        return question.read(complete(self.where, question.prompt).text)


def complete(where: Endpoint, prompt: Prompt) -> Said:
    """What the model says to the prompt.

    Raises:
        UnusableAnswerError: no answer in time, too long, or not of the shape agreed on.
    """
    asked = {
        "model": where.model,
        "messages": prompt.messages,
        "temperature": 0,
        "max_tokens": prompt.tokens_max,
        "stream": False,
        "response_format": {"type": "json_object"},
    }
    rules = where.rules(seconds=prompt.seconds, answer_bytes_max=ANSWER_BYTES_MAX)
    told = posted(where, "/chat/completions", asked, rules=rules)
    return Said(_text_of(told), tokens_of(told))


def posted(where: Endpoint, path: str, asked: Mapping[str, Any], *, rules: Rules) -> Any:  # noqa: ANN401 -- JSON
    """What the endpoint answers, as JSON.

    Raises:
        UnusableAnswerError: it fails, is too slow, or too many questions are waiting.
    """
    if not AT_ONCE.acquire(blocking=False):
        raise UnusableAnswerError(BUSY, is_endpoint=True)
    try:
        return _answered(where, path, asked, rules)
    finally:
        AT_ONCE.release()


def _answered(where: Endpoint, path: str, asked: Mapping[str, Any], rules: Rules) -> Any:  # noqa: ANN401
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if where.key:
        headers["Authorization"] = f"Bearer {where.key}"
    content = json.dumps(asked, ensure_ascii=False).encode()
    try:
        answer = fetch("POST", where.url + path, content=content, headers=headers, rules=rules)
    except OutboundError as error:
        raise UnusableAnswerError(str(error.code), is_endpoint=True) from error
    if not answer.is_success:
        raise UnusableAnswerError(f"status-{answer.status}", is_endpoint=True)
    try:
        return json.loads(answer.content)
    except (ValueError, RecursionError) as error:
        raise UnusableAnswerError("no-json") from error


def _text_of(told: Any) -> str:  # noqa: ANN401
    try:
        text = told["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError) as error:
        raise UnusableAnswerError("shape") from error
    if not isinstance(text, str):
        raise UnusableAnswerError("shape")
    return text


def tokens_of(told: Any) -> int | None:  # noqa: ANN401
    """What the endpoint says that the call cost; None where it says nothing believable."""
    usage = told.get("usage") if isinstance(told, dict) else None
    tokens = usage.get("total_tokens") if isinstance(usage, dict) else None
    if isinstance(tokens, int) and not isinstance(tokens, bool) and 0 < tokens <= TOKENS_TOLD_MAX:
        return tokens
    return None
