"""How far a profile goes for the programmes in force, and what to ask next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhiqiao.policy import Verdict, assess_all
from zhiqiao.policy.ask import Question, ask_next
from zhiqiao.policy.values import FactValue
from zhiqiao.web.rulebook.current import rulebook

QUESTIONS_MAX = 5


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many programmes in force the known facts decide, and the questions worth asking.

    Attributes:
        decided: those whose verdict waits for no fact.
        programmes: those in force.
    """

    decided: int
    programmes: int
    questions: tuple[Question, ...]

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self.decided / self.programmes if self.programmes else 1.0


def coverage_of(values: Mapping[str, FactValue], on: date) -> Coverage:
    """What the facts decide on the day."""
    book = rulebook()
    found = [each for each in assess_all(book, values, on=on) if each.version is not None]
    decided = sum(each.verdict is not Verdict.UNKNOWN for each in found)
    questions = ask_next(book, values, on=on, limit=QUESTIONS_MAX)
    return Coverage(decided, len(found), questions)
