"""Makes the files that ship with the product: rarity.npz and model-<encoder>.json.

    python benchmarks/fit_default_model.py static e5

Needs the graded pairs beside the project. What ships holds no text of them: counts of hashed
characters and pairs, four means and deviations, six coefficients and a threshold.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

import shared_data
from zhiqiao.index import load_encoder, rarity_in
from zhiqiao.matching import Lens, Rarity, cross_validate, fit
from zhiqiao.matching.protocols import Encoder
from zhiqiao.matching.scaling import fitted_scales
from zhiqiao.matching.text import fold
from zhiqiao.matching.values import Offer

ASSETS = Path(__file__).resolve().parents[1] / "src" / "zhiqiao" / "index" / "assets"
DESCRIBED_EACH = 4
SOURCE = "CCF BDCI 2019 contest 359, public half: 145 needs, 7,224 pairs graded by professionals"


class Remembering:
    """An encoder that encodes each passage once; fitting looks at the pairs several times."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.dim, self._encoder = encoder.name, encoder.dim, encoder
        self._known: dict[str, npt.NDArray[np.float32]] = {}

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """As the encoder, which remembers queries itself."""
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """As the encoder."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._encoder.encode_passages(new), strict=True))
        return np.stack([self._known[text] for text in texts])


def write_rarity(titles: list[str]) -> None:
    """Counts the background that ships."""
    rarity = Rarity.of([fold(title) for title in titles])
    counts = rarity.counts.astype(np.uint32)
    np.savez_compressed(ASSETS / "rarity.npz", documents=rarity.documents, counts=counts)


def described() -> list[Offer]:
    """Patents and papers with their abstracts, which need no grades: every fourth."""
    found = [
        Offer(each["id"], each["title"], each["abstract"].replace(each["title"], ""))
        for each in shared_data.background()
    ]
    return found[::DESCRIBED_EACH]


def main(names: list[str]) -> None:
    """Fits the models named, prints their cross-validated figures, writes the files."""
    judged = shared_data.judged()
    own = [offer.title for offer in judged.offers]
    write_rarity([*own, *(each["title"] for each in shared_data.background())])
    rarity = rarity_in(own)
    today = datetime.now(tz=UTC).date().isoformat()
    for name in names:
        plain = Lens(Remembering(load_encoder(name)), rarity)
        lens = replace(plain, scales=fitted_scales(judged.needs, described(), plain))
        model = fit(judged, lens=lens, name=f"default-{name}-{today}")
        figures = cross_validate(judged, lens=lens).as_dict()
        facts = {"data": SOURCE, "fitted_on": today, "cross_validated": figures}
        model = replace(model, provenance={**model.provenance, **facts})
        (ASSETS / f"model-{name}.json").write_text(model.to_json() + "\n", encoding="utf-8")
        print(json.dumps({name: figures}, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:] or ["static", "e5"])
