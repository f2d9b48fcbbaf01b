"""What is fitted beforehand and comes with the package."""

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.matching import RankingModel, Rarity

ASSETS = files("zhiqiao.index") / "assets"


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


@cache
def load_rarity() -> Rarity:
    """How rare characters and their pairs are in titles of research results."""
    with as_file(ASSETS / "rarity.npz") as path, np.load(path) as held:
        return Rarity(int(held["documents"]), held["counts"].astype(np.uint32))
