"""Quality of matching on the graded pairs, cross-validated by need, and verbatim evidence.

    python benchmarks/bench_matching.py [static] [e5]

Prints one JSON object. The e5 encoder takes about five minutes on two cores.
"""

import json
import sys

import shared_data
from zhiqiao.index import load_encoder, load_model, rarity_in
from zhiqiao.matching import Judged, Lens, cross_validate, rank
from zhiqiao.matching.values import Match, Need, Offer

TOP = 10
NEEDS_AGAINST_PAPERS = 40


def main(names: list[str]) -> None:
    """Measures and prints."""
    judged = shared_data.judged()
    result: dict[str, object] = {"evidence": evidence(judged)}
    for name in names:
        lens = Lens(load_encoder(name), rarity_in(offer.title for offer in judged.offers))
        result[name] = cross_validate(judged, lens=lens).as_dict()
    print(json.dumps(result, ensure_ascii=False, indent=1))


def evidence(judged: Judged) -> dict[str, float]:
    """Share of evidence spans that are verbatim, over titles and over papers with abstracts."""
    papers = [
        Offer(each["id"], each["title"], each["abstract"])
        for each in shared_data.background()
        if each["id"].startswith("csl")
    ]
    model = load_model("static")
    lens = Lens(load_encoder("static"), rarity_in(offer.title for offer in judged.offers))
    spans = verbatim = 0
    for pool, needs in (
        (judged.offers, judged.needs),
        (papers, judged.needs[:NEEDS_AGAINST_PAPERS]),
    ):
        by_id = {offer.id: offer for offer in pool}
        for need in needs:
            for match in rank(need, pool[:2000], model=model, lens=lens, top=TOP):
                found, right = _count(match, need, by_id[match.offer_id])
                spans, verbatim = spans + found, verbatim + right
    return {"spans": spans, "verbatim_share": verbatim / spans}


def _count(match: Match, need: Need, offer: Offer) -> tuple[int, int]:
    found = [(need, each.need) for each in match.evidence]
    found += [(offer, each.offer) for each in match.evidence]
    right = [getattr(item, span.part)[span.start : span.end] == span.text for item, span in found]
    return len(found), sum(right)


if __name__ == "__main__":
    main(sys.argv[1:] or ["static", "e5"])
