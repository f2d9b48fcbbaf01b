"""Latent needs on public patents: how often a hidden patent is found among all others.

    python benchmarks/bench_latent.py [static] [e5]

Prints one JSON object: the shipped model as it is; weights fitted and confidences calibrated in
five folds by assignee, so that no assignee's figures come from weights fitted to it; each source
left out, with the paired bootstrap of what that costs. About a minute with static vectors.
"""

import json
import sys
from dataclasses import replace

import numpy as np

import shared_data
from zhiqiao.cli.match.patents import profiles_of
from zhiqiao.index import load_encoder
from zhiqiao.index.words import cut
from zhiqiao.matching.latent import evaluate_latent
from zhiqiao.matching.latent.confidence import (
    calibration_error,
    chances,
    fitted_curve,
    listed,
    thinned,
)
from zhiqiao.matching.latent.fit import cross_fitted
from zhiqiao.matching.latent.held_out import LatentEvaluation, hidden_facts, per_profile, rank_of
from zhiqiao.matching.latent.landscape import Landscape, Outlook
from zhiqiao.matching.latent.model import SHIPPED, TOPICAL, LatentModel
from zhiqiao.matching.latent.values import Source
from zhiqiao.matching.latent.vectors import cosines, pieces
from zhiqiao.matching.text import fold

FOLDS = 5
RESAMPLES = 2_000


def main(names: list[str]) -> None:
    """Measures and prints."""
    profiles = profiles_of(shared_data.required("patents", "patents_public.jsonl"))
    result = {}
    for name in names:
        landscape = Landscape.of(profiles, encoder=load_encoder(name), cut=cut)
        result[name] = measured(landscape)
    print(json.dumps(result, ensure_ascii=False, indent=1))


def measured(landscape: Landscape) -> dict[str, object]:
    """All figures with one encoder."""
    outlook = Outlook.of(landscape, SHIPPED)
    shipped = evaluate_latent(outlook)
    without = {}
    for source in (Source.WORDS, Source.DRAFTING, Source.MEANING):
        other = evaluate_latent(Outlook.of(landscape, SHIPPED, {source: 0.0}))
        without[source.value] = gain(landscape, shipped, other)
    words = dict.fromkeys(Source, 0.0) | {Source.WORDS: 1.0}
    alone = evaluate_latent(Outlook.of(landscape, SHIPPED, words))
    return {
        "shipped": shipped.as_dict(),
        "cross_fitted": cross_fitted(landscape, SHIPPED, folds=FOLDS).as_dict(),
        "confidence": confidence(outlook),
        "topical": topical(landscape),
        "without": without,
        "words_alone": gain(landscape, shipped, alone),
        "words_mean_cosine": gain(landscape, shipped, plain(landscape, shipped)),
    }


def topical(landscape: Landscape) -> dict[str, object]:
    """The model of the site, which does not look at how texts are drafted."""
    outlook = Outlook.of(landscape, TOPICAL)
    return {"shipped": evaluate_latent(outlook).as_dict(), "confidence": confidence(outlook)}


def plain(landscape: Landscape, like: LatentEvaluation) -> LatentEvaluation:
    """The ranks by the mean tf-idf cosine to the remaining patents, and nothing else."""
    whole = [fold(fact.title) + "。" + fold(fact.text) for fact in landscape.facts]
    kernel = cosines([pieces(each, longest=3) for each in whole])
    hidden = hidden_facts(landscape)
    found = [rank_of(kernel[each.rest].mean(axis=0), each) for each in hidden]
    return replace(like, ranks=np.array(found))


def gain(landscape: Landscape, one: LatentEvaluation, other: LatentEvaluation) -> dict[str, object]:
    """hit@10 of the other, and the paired difference of the first to it over assignees."""
    _, group = np.unique([each.profile for each in hidden_facts(landscape)], return_inverse=True)
    first, second = (per_profile(each.ranks, group)[:, 0] for each in (one, other))
    drawn = np.random.default_rng(0).integers(0, len(first), (RESAMPLES, len(first)))
    differences = (first - second)[drawn].mean(axis=1)
    return {
        "hit_at_10": float(second.mean()),
        "loss": float((first - second).mean()),
        "interval": [float(each) for each in np.quantile(differences, [0.025, 0.975])],
    }


def confidence(outlook: Outlook) -> dict[str, object]:
    """The curve fitted in folds by assignee, and how far its chances are off.

    On lists from any number of facts, 1 to all that remain; for those from one fact apart too.
    """
    hidden = hidden_facts(outlook.landscape)
    lists = listed(outlook, [*thinned(hidden), *hidden])
    folds = np.array([each.profile % FOLDS for each in [*hidden, *hidden]])
    chosen: list[np.ndarray] = [np.zeros(0)] * len(lists)
    for turn in range(FOLDS):
        others = [lists[at] for at in np.flatnonzero(folds != turn)]
        fitted = curved(outlook.model, fitted_curve(others))
        for at in np.flatnonzero(folds == turn):
            chosen[at] = chances(lists[at].margins, fitted, held=lists[at].held)
    hits = np.concatenate([each.right for each in lists])
    chance = np.concatenate(chosen)
    single = np.concatenate([np.full(len(each.right), each.held == 1) for each in lists])
    return {
        "curve": [round(each, 3) for each in fitted_curve(lists)],
        "items": len(hits),
        "right_share": float(hits.mean()),
        "calibration_error_cross_fitted": calibration_error(chance, hits),
        "brier_cross_fitted": float(((chance - hits) ** 2).mean()),
        "brier_of_the_mean": float(((hits.mean() - hits) ** 2).mean()),
        "from_one_fact": {
            "items": int(single.sum()),
            "mean_chance": float(chance[single].mean()),
            "right_share": float(hits[single].mean()),
        },
    }


def curved(model: LatentModel, curve: tuple[float, float, float]) -> LatentModel:
    """The model with another curve."""
    return replace(model, intercept=curve[0], slope=curve[1], experience=curve[2])


if __name__ == "__main__":
    main(sys.argv[1:] or ["static"])
