"""How faithful and useful association paths are, and how long a concept graph takes.

    python benchmarks/bench_associations.py [city] [wide] [public] [scale:DOCUMENTS]

Prints one JSON object. `city` needs nothing beside the project, the others the measurement data;
`wide` is the city with patents and papers in its graph;
`scale:100000` builds a graph of so many texts made of the public texts' sentences.
"""

import json
import random
import re
import resource
import sys
import time
from collections.abc import Sequence

import numpy as np

import shared_data
from zhiqiao.associations import Graph, Path, build, split
from zhiqiao.associations.evaluate import (
    SHARED_MAX,
    Faithfulness,
    auc,
    shared_share,
    sources,
    usefulness,
)
from zhiqiao.associations.lines import to_lines
from zhiqiao.associations.paths import Starting, mentioned
from zhiqiao.associations.values import Document
from zhiqiao.cli.match.association_task import as_dict
from zhiqiao.index import load_encoder, load_model, rarity_in
from zhiqiao.matching import Judged, Lens, rank
from zhiqiao.matching.values import Judgement, Need, Offer, Relevance
from zhiqiao.web.demo.city import read_city

RESAMPLES = 2_000
REBUILT = 60
SEED = 5


def main(names: list[str]) -> None:
    """Measures and prints."""
    result: dict[str, object] = {}
    for name in names:
        kind, _, size = name.partition(":")
        if kind == "scale":
            result[name] = scale(int(size))
        else:
            result[name] = {"city": city, "wide": wide, "public": public}[kind]()
    print(json.dumps(result, ensure_ascii=False, indent=1))


def timed(documents: Sequence[Document]) -> tuple[Graph, dict[str, object]]:
    """The graph and how long it took, in seconds of one processor."""
    encoder = load_encoder("static")
    started = time.process_time()
    graph = build(documents, encoder=encoder)
    seconds = time.process_time() - started
    return graph, {
        "documents": len(documents),
        "concepts": len(graph.concepts),
        "relations": len(graph.edges),
        "cpu_s": round(seconds, 1),
        "cpu_s_per_10000": round(seconds / len(documents) * 10_000, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def public() -> dict[str, object]:
    """On the graded pairs; the graph is of patents, papers and the offers' titles."""
    judged = shared_data.judged()
    documents = [*background(), *(Document(each.id, each.title) for each in judged.offers)]
    graph, sizes = timed(documents)
    return sizes | as_dict(usefulness(judged, graph, documents, resamples=RESAMPLES))


def background() -> list[Document]:
    """Patents and papers."""
    return [
        Document(each["id"], each["title"], each["abstract"]) for each in shared_data.background()
    ]


def city_pairs() -> Judged:
    """The demo city's needs, offers and grades."""
    rows = read_city()
    return Judged(
        tuple(Need(each["id"], each["title"], each["text"]) for each in rows.needs),
        tuple(Offer(each["id"], each["title"], each["text"]) for each in rows.offers),
        tuple(
            Judgement(each["need_id"], each["offer_id"], Relevance(each["relevance"]))
            for each in rows.judgements
        ),
    )


def city() -> dict[str, object]:
    """On the demo city; the graph is of its offers and needs alone."""
    judged = city_pairs()
    documents = city_documents(judged)
    graph, sizes = timed(documents)
    measured = as_dict(usefulness(judged, graph, documents, resamples=RESAMPLES))
    every, paths = everything(judged, graph, documents)
    return sizes | measured | every | rebuilt(paths, judged, documents)


def wide() -> dict[str, object]:
    """On the demo city; the graph is of its offers and needs, patents and papers."""
    judged = city_pairs()
    documents = [*city_documents(judged), *background()]
    graph, sizes = timed(documents)
    measured = as_dict(usefulness(judged, graph, documents, resamples=RESAMPLES))
    return sizes | measured | everything(judged, graph, documents)[0]


def city_documents(judged: Judged) -> list[Document]:
    """The city's offers and needs as texts to learn from."""
    items = (*judged.offers, *judged.needs)
    return [Document(each.id, each.title, each.text) for each in items]


def everything(
    judged: Judged, graph: Graph, documents: Sequence[Document]
) -> tuple[dict[str, object], list[Path]]:
    """Every need with every offer: how many are latent, and do paths lead to the right ones?"""
    texts = sources(judged.needs, judged.offers, documents)
    lens = Lens(load_encoder("static"), rarity_in(offer.title for offer in judged.offers))
    there = {offer.id: mentioned(offer, graph) for offer in judged.offers}
    grades = {(each.need_id, each.offer_id): each.relevance for each in judged.judgements}
    faithful, latent, kept = Faithfulness(), 0, []
    right, others = [], []
    for need in judged.needs:
        starting = Starting(need, graph)
        paths = {offer.id: starting.to(offer, there[offer.id]) for offer in judged.offers}
        matches = rank(need, judged.offers, model=load_model("static"), lens=lens, top=len(paths))
        latent += len(split(matches, paths).latent)
        for offer in judged.offers:
            found, grade = paths[offer.id], grades.get((need.id, offer.id))
            kept += found
            score = found[0].score if found else 0.0
            if grade is None:
                others.append(score)
            elif grade >= Relevance.FAIR and shared_share(need, offer) < SHARED_MAX:
                right.append(score)
    for path in kept:
        faithful.add(path, texts)
    pairs = len(judged.needs) * len(judged.offers)
    return {
        "all_pairs": pairs,
        "all_paths": faithful.paths,
        "all_latent_share": latent / pairs,
        "all_auc": auc(right, others),
        "all_score_of_one_in_a_hundred": float(np.quantile(others, 0.99)),
        **{f"all_{name}": value for name, value in faithful.shares().items()},
    }, kept


def rebuilt(
    paths: Sequence[Path], judged: Judged, documents: Sequence[Document]
) -> dict[str, object]:
    """Cuts one hop's quotes out of the texts, builds all anew: is the same path weaker?"""
    chance = random.Random(SEED)  # noqa: S311 -- a sample, no secret
    needs = {need.id: need for need in judged.needs}
    offers = {offer.id: offer for offer in judged.offers}
    drawn = chance.sample(list(paths), min(REBUILT, len(paths)))
    fallen = 0
    for path in drawn:
        hop = chance.choice([each for each in path.hops if each.relation])
        quotes = {(each.quote.document, each.quote.text) for each in hop.evidence}
        graph = build([cut(each, quotes) for each in documents], encoder=load_encoder("static"))
        again = Starting(needs[path.need_id], graph).to(offers[path.offer_id])
        scores = {each.concepts: each.score for each in again}
        fallen += scores.get(path.concepts, 0.0) < path.score
    return {"rebuilt_paths": len(drawn), "rebuilt_falling_share": fallen / max(1, len(drawn))}


def cut(document: Document, quotes: set[tuple[str, str]]) -> Document:
    """The document without the quoted words."""
    title, text = document.title, document.text
    for name, words in quotes:
        if name == document.id:
            title, text = title.replace(words, ""), text.replace(words, "")
    return Document(document.id, title, text)


def scale(size: int) -> dict[str, object]:
    """A graph of so many texts, each a title and sentences drawn from the public texts."""
    texts = background()
    sentences = [each for text in texts for each in re.findall(r"[^。；;]+[。；;]?", text.text)]
    chance = random.Random(SEED)  # noqa: S311 -- a sample, no secret
    documents = [
        Document(str(at), chance.choice(texts).title, "".join(chance.sample(sentences, 5)))
        for at in range(size)
    ]
    graph, sizes = timed(documents)
    written = sum(map(len, to_lines(graph)))
    return sizes | {"file_mb": round(written / 1e6, 1)}


if __name__ == "__main__":
    main(sys.argv[1:] or ["city", "public"])
