"""The tables of codes that come with the package."""

import csv
from importlib.resources import files


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a packaged table, each by its column names."""
    text = (files("zhiqiao.codes") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
