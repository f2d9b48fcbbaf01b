"""What may be kept of a match of a confidential need: kinds from a fixed list, no text."""

from collections.abc import Iterable
from typing import Any

FIXED: dict[tuple[str, bool], tuple[str, str]] = {
    ("technology", True): ("技术内容相近", "The technology is close"),
    ("technology", False): ("技术内容有出入", "The technology differs in part"),
    ("scene", True): ("应用场景相近", "The use is alike"),
    ("scene", False): ("应用场景有出入", "The use differs in part"),
    ("maturity", True): ("成熟度合适", "The maturity fits"),
    ("maturity", False): ("成熟度有差距", "The maturity falls short"),
    ("constraint", True): ("条件符合", "The conditions are met"),
    ("constraint", False): ("有条件未符合或未写明", "A condition is unmet or not stated"),
}


def veiled(reasons: Iterable[Any]) -> list[dict[str, Any]]:
    """The reasons with the fixed sentence of their kind instead of their own, each once."""
    seen = dict.fromkeys((str(each["kind"]), bool(each["favours"])) for each in reasons)
    return [
        {"kind": kind, "favours": favours, "chinese": chinese, "english": english}
        for kind, favours in seen
        for chinese, english in [FIXED[(kind, favours)]]
    ]
