"""Answers a question with passages of the rules, quoted with their citation, or says it is unsure.

Reads no files but its own model and no clock: rules, other texts and the day come from outside.
"""

from zhiqiao.asking.book import PassageBook
from zhiqiao.asking.passages import passages_of
from zhiqiao.asking.question import Question, read_question
from zhiqiao.asking.values import Answer, Confidence, FoundProgramme, Intent, Kind, Passage

__all__ = [
    "Answer",
    "Confidence",
    "FoundProgramme",
    "Intent",
    "Kind",
    "Passage",
    "PassageBook",
    "Question",
    "passages_of",
    "read_question",
]
