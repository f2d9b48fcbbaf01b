"""Which encoder and which model a call uses, and telling how far encoding has come."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import note, progress_bar
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index import load_encoder, load_model
from zhiqiao.matching import RankingModel
from zhiqiao.matching.protocols import Encoder
from zhiqiao.matching.text import passage_text
from zhiqiao.matching.values import Offer

E5_CHARS_PER_CPU_SECOND = 960
"""Measured: 8 passages of 120 characters."""

WAIT_SECONDS_MAX = 300
BATCH = 32


def choose_encoder(name: str, *, model: RankingModel | None, offers: Sequence[Offer]) -> Encoder:
    """The encoder asked for. For "auto" the given model's own, else e5 where it is bearable.

    Where e5 would take more than five minutes, static vectors serve, and that is said.
    """
    if name == "auto" and model is not None:
        return load_encoder(model.encoder_name)
    encoder = load_encoder(name)
    if name != "auto" or encoder.name != "e5":
        return encoder
    seconds = expected_seconds(offers)
    if seconds <= WAIT_SECONDS_MAX:
        return encoder
    minutes = round(seconds / 60)
    note(
        tr(
            f"{len(offers):,} 条成果用 e5 编码约需 {minutes:,} 分钟，已自动改用 static："
            "快得多，准确度略低。坚持用 e5 请加 --encoder e5。",
            f"Encoding {len(offers):,} offers with e5 would take about {minutes:,} minutes: "
            "static vectors serve instead, much faster, a little less exact. "
            "Insist with --encoder e5.",
        )
    )
    return load_encoder("static")


def expected_seconds(offers: Sequence[Offer]) -> float:
    """How long e5 would take over the offers on this machine, in seconds."""
    characters = sum(len(passage_text(offer)) for offer in offers)
    return characters / E5_CHARS_PER_CPU_SECOND / (os.cpu_count() or 1)


def model_from(path: Path | None) -> RankingModel | None:
    """The model in a file that `match fit` wrote; None for no file.

    Raises:
        ZhiqiaoError: the file is missing or holds no model.
    """
    if path is None:
        return None
    if not path.is_file():
        raise ZhiqiaoError(ErrorCode.FILE_MISSING, path=str(path))
    return load_model("", path)


def model_for(encoder: Encoder, given: RankingModel | None) -> RankingModel:
    """The given model, or the one shipped for the encoder."""
    return given or load_model(encoder.name)


class WatchedEncoder:
    """An encoder that shows how far it has come, for work that encodes many texts at once."""

    def __init__(self, inner: Encoder) -> None:
        self._inner = inner

    @property
    def name(self) -> str:
        """The inner encoder's name."""
        return self._inner.name

    @property
    def dim(self) -> int:
        """The inner encoder's dimension."""
        return self._inner.dim

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """As the inner encoder."""
        return self._watched(texts, is_query=True)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """As the inner encoder."""
        return self._watched(texts, is_query=False)

    def _watched(self, texts: Sequence[str], *, is_query: bool) -> npt.NDArray[np.float32]:
        """The vectors, batch by batch, with a progress bar where there are several."""
        encode = self._inner.encode_queries if is_query else self._inner.encode_passages
        if len(texts) <= BATCH:
            return encode(texts)
        batches = []
        with progress_bar() as progress:
            task = progress.add_task(tr("编码文本", "Encoding texts"), total=len(texts))
            for start in range(0, len(texts), BATCH):
                batch = texts[start : start + BATCH]
                batches.append(encode(batch))
                progress.advance(task, len(batch))
        return np.concatenate(batches)
