"""What is fitted beforehand and comes with the package."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.matching import RankingModel, Rarity
from zhiqiao.matching.text import fold

ASSETS = files("zhiqiao.index") / "assets"
BACKGROUND_TITLES = 1_000


def load_model(encoder_name: str, path: Path | None = None) -> RankingModel:
    """The ranking model in a file, or the shipped one for an encoder.

    Raises:
        ZhiqiaoError: MODEL_UNREADABLE when there is none or it is damaged.
    """
    source = path or ASSETS / f"model-{encoder_name}.json"
    try:
        return RankingModel.from_json(source.read_text(encoding="utf-8"), path=str(source))
    except (OSError, UnicodeDecodeError) as error:
        raise ZhiqiaoError(ErrorCode.MODEL_UNREADABLE, path=str(source), why=error) from error


def rarity_in(titles: Iterable[str]) -> Rarity:
    """How rare characters and pairs are in a catalogue's titles.

    The shipped background counts as `BACKGROUND_TITLES` titles more: a small catalogue leans on
    it, a large one hardly. What is common in this catalogue tells its offers apart less, so the
    catalogue's own counts rank better than the background's (docs/decisions/0004).
    """
    return Rarity.of([fold(title) for title in titles]) + load_rarity().weighing(BACKGROUND_TITLES)


@cache
def load_rarity() -> Rarity:
    """How rare characters and their pairs are in titles of research results: the background."""
    with as_file(ASSETS / "rarity.npz") as path, np.load(path) as held:
        return Rarity(int(held["documents"]), held["counts"].astype(np.float64))
