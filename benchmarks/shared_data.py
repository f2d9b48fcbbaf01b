"""The measurement data beside the project, or a clear line that it is absent."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from zhiqiao.matching import Judged
from zhiqiao.tables import read_judgements, read_needs, read_offers

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data"


def required(*parts: str) -> Path:
    """The path of a file or folder of the data; ends the program where it is absent."""
    path = FOLDER.joinpath(*parts)
    if not path.exists():
        print(json.dumps({"skipped": f"shared/data/{'/'.join(parts)} is not beside the project"}))
        sys.exit(0)
    return path


def judged() -> Judged:
    """The graded pairs."""
    folder = required("matching")
    return Judged(
        read_needs(folder / "needs.csv").require(),
        read_offers(folder / "offers.csv").require(),
        read_judgements(folder / "judgements.csv").require(),
    )


def background() -> Iterator[dict[str, str]]:
    """Patents and papers without grades: title and abstract."""
    for path in (
        required("patents", "patents_public.jsonl"),
        required("papers", "csl_devtest_2000.jsonl"),
    ):
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
