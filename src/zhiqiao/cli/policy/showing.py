"""Verdicts, amounts and problems as a person reads them in a terminal."""

from rich.text import Text

from zhiqiao.cli.language import language, tr
from zhiqiao.policy import Verdict
from zhiqiao.policy.explain import EXCLUSION, Finding
from zhiqiao.policy.sentences import sentence
from zhiqiao.policy.values import VERDICT_WORDS, Leaf

ENGLISH = {
    Verdict.MET: "met",
    Verdict.UNMET: "unmet",
    Verdict.UNKNOWN: "unknown",
    Verdict.MANUAL: "manual",
    Verdict.NOT_APPLICABLE: "not applicable",
}
STYLES = {
    Verdict.MET: "bold green",
    Verdict.UNMET: "red",
    Verdict.UNKNOWN: "yellow",
    Verdict.MANUAL: "cyan",
    Verdict.NOT_APPLICABLE: "dim",
}
MARKS = {
    Leaf.HOLDS: ("✓", "green"),
    Leaf.FAILS: ("✗", "red"),
    Leaf.MISSING: ("?", "yellow"),
    Leaf.UNDEFINED: ("?", "yellow"),
    Leaf.MANUAL: ("☐", "cyan"),
}


def verdict_text(verdict: Verdict) -> Text:
    """The verdict in its colour."""
    return Text(verdict_word(verdict), style=STYLES[verdict])


def verdict_word(verdict: Verdict) -> str:
    """The verdict in the language."""
    return VERDICT_WORDS[verdict] if language() == "zh" else ENGLISH[verdict]


def yuan(amount_fen: int | None) -> str:
    """An amount in yuan, exactly; nothing where there is none.

    >>> yuan(12345678)
    '123,456.78'
    """
    if amount_fen is None:
        return ""
    sign = "-" if amount_fen < 0 else ""
    whole, rest = divmod(abs(amount_fen), 100)
    return f"{sign}{whole:,}" + (f".{rest:02d}" if rest else "")


def to_verify() -> str:
    """What the star beside a programme or a clause means."""
    return tr(
        "* 待核实：来源还没有人核对过原文。", "* To be verified: nobody has checked the source."
    )


def state_of(finding: Finding) -> Leaf:
    """How a clause stands: an exclusion that does not apply is as wanted."""
    if finding.kind == EXCLUSION and finding.truth is not None:
        return Leaf.FAILS if finding.truth else Leaf.HOLDS
    return finding.state


def finding_line(finding: Finding) -> Text:
    """One clause as a sentence, marked by whether it is as wanted."""
    mark, style = MARKS[state_of(finding)]
    return Text.assemble("  ", (mark, style), " ", sentence(finding, language()))
