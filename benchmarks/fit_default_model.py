"""Makes the files that ship with the product: rarity.npz and model-<encoder>.json.

    python benchmarks/fit_default_model.py static e5

Needs the graded pairs beside the project. What ships holds no text of them: counts of hashed
characters and pairs, four means, deviations and weights, six coefficients, a threshold and a frame.
"""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

import shared_data
from zhiqiao.index import load_encoder, rarity_in
from zhiqiao.matching import Lens, Rarity, train
from zhiqiao.matching.text import fold
from zhiqiao.matching.values import Offer

ASSETS = Path(__file__).resolve().parents[1] / "src" / "zhiqiao" / "index" / "assets"
DESCRIBED_EACH = 4
SOURCE = "CCF BDCI 2019 contest 359, public half: 145 needs, 7,224 pairs graded by professionals"


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
        lens = Lens(load_encoder(name), rarity)
        trained = train(judged, lens=lens, name=f"default-{name}-{today}", described=described())
        figures = trained.evaluation.as_dict()
        facts = {"data": SOURCE, "fitted_on": today}
        model = replace(trained.model, provenance={**trained.model.provenance, **facts})
        (ASSETS / f"model-{name}.json").write_text(model.to_json() + "\n", encoding="utf-8")
        print(json.dumps({name: figures}, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:] or ["static", "e5"])
