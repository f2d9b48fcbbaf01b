"""One question to a model: what is sent, and how its answer is read."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")
TOKENS_MAX = 600
SECONDS = 10.0


class Purpose(StrEnum):
    """What a model is asked for."""

    ANSWER = "answer"
    JUDGE = "judge"
    REASONS = "reasons"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent.

    Attributes:
        purpose: what it is for.
        version: of the system text and of how answers are read; a change makes kept answers void.
        system: our own text.
        asked: what others wrote, sent as JSON and never as instructions.
        tokens_max: the longest answer.
        seconds: how long the answer may take.
    """

    purpose: Purpose
    version: int
    system: str
    asked: Mapping[str, Any]
    tokens_max: int = TOKENS_MAX
    seconds: float = SECONDS

    @property
    def messages(self) -> list[dict[str, str]]:
        """As the endpoint takes them."""
        user = json.dumps(self.asked, ensure_ascii=False, sort_keys=True)
        return [{"role": "system", "content": self.system}, {"role": "user", "content": user}]

    @property
    def tokens_at_most(self) -> int:
        """What the question and the longest answer may cost: a token a character, rarely more."""
        return sum(len(each["content"]) for each in self.messages) + self.tokens_max


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """A prompt, and what its answer means.

    Attributes:
        prompt: what is sent.
        read: the answer's text as a value; raises UnusableAnswerError where it may not be used.
        is_kept: whether a usable answer may be kept and used again.
    """

    prompt: Prompt
    read: Callable[[str], T]
    is_kept: bool = True


class Ask(Protocol):
    """Asks a question: `endpoint.AskingAt` at once, the site's gate within its budget."""

    def __call__(self, question: Question[T]) -> T:
        """What the answer means.

        Raises:
            LanguageModelError: it is not asked, or there is no usable answer.
        """
