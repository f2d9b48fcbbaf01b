"""What the frame gains over raw vectors, each need ranked by models that never saw it.

    python benchmarks/frame_gain.py [static] [e5]

Prints, for each encoder, cross-validated figures with and without, and the paired difference.
"""

import json
import sys
from dataclasses import asdict

import shared_data
from zhiqiao.index import load_encoder, rarity_in
from zhiqiao.matching import Lens
from zhiqiao.matching.evaluate import measured
from zhiqiao.matching.fit import compare, cross_parts, fitted, folds_of, gathered
from zhiqiao.matching.pairs import judged_pairs
from zhiqiao.matching.remembering import Remembering

RESAMPLES = 1_000


def main(names: list[str]) -> None:
    """Measures and prints."""
    judged = shared_data.judged()
    rarity = rarity_in(offer.title for offer in judged.offers)
    for name in names:
        lens = Lens(Remembering(load_encoder(name)), rarity)
        raw = judged_pairs(judged, lens=lens)
        without = gathered(
            (raw, fitted(raw.of(~held), lens, name="raw"), held) for held in folds_of(raw)
        )
        within = gathered(cross_parts(judged, raw, lens))
        figures = {
            "raw": measured(raw, without, model="raw", resamples=RESAMPLES).as_dict(),
            "frame": measured(raw, within, model="frame", resamples=RESAMPLES).as_dict(),
            "gain": asdict(compare(raw, within, without)),
        }
        print(json.dumps({name: figures}, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:] or ["static", "e5"])
