"""What asking takes and gives."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a passage tells of a programme."""

    OVERVIEW = "overview"
    CONDITION = "condition"
    AMOUNT = "amount"
    WINDOW = "window"
    VALIDITY = "validity"
    MODE = "mode"
    DEPARTMENT = "department"
    PLACE = "place"
    BENEFIT = "benefit"
    MATERIAL = "material"
    NOTE = "note"
    ANSWER = "answer"


class Intent(StrEnum):
    """What a question wants to know. The last ones are in no rule: only a person can tell."""

    AMOUNT = "amount"
    WINDOW = "window"
    VALIDITY = "validity"
    DEPARTMENT = "department"
    CONDITION = "condition"
    MATERIAL = "material"
    BENEFIT = "benefit"
    PROCESS = "process"
    CONTACT = "contact"
    DURATION = "duration"
    STATUS = "status"


class Confidence(StrEnum):
    """How far an answer may be trusted: the first programme is the right one, maybe, or unsure."""

    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text as it stands in its source, with where that is.

    Attributes:
        id: stays the same while the text does.
        programme_id: "" for an answer that belongs to no programme.
        text: verbatim; of a structured part of a rule the line that the rule makes.
        document: the policy document; of an answer who gave it.
    """

    id: str
    kind: Kind
    programme_id: str
    title: str
    text: str
    document: str = ""
    number: str = ""
    clause: str = ""
    address: str = ""
    department: str = ""
    is_to_verify: bool = False


@dataclass(frozen=True, slots=True)
class FoundProgramme:
    """A programme (or an answered question) with the passages that answer, best first.

    Attributes:
        probability: that it is the one asked about; fitted on a development set.
        likeness: the same, were the rule to tell everything and to hold everywhere.
        lacks: what was asked for and is not in the rule.
    """

    programme_id: str
    title: str
    department: str
    passages: tuple[Passage, ...]
    probability: float
    likeness: float
    lacks: tuple[Intent, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, best first, and how sure that is.

    Attributes:
        reasons: code words for why: "covered", "other-place", "not-in-rule", "unknown-words",
            "close-call", "nothing", "too-short".
        intents: what the question wants to know.
    """

    found: tuple[FoundProgramme, ...]
    confidence: Confidence
    probability: float
    reasons: tuple[str, ...]
    intents: tuple[Intent, ...]
