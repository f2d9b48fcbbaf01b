"""The demo city's needs, offers and grades as the engine's values."""

import json
from pathlib import Path

from zhiqiao.matching import Judged
from zhiqiao.matching.values import Judgement, Need, Offer, Relevance

CITY = Path(__file__).parents[3] / "src" / "zhiqiao" / "web" / "demo" / "city"


def rows(name):
    paths = sorted(CITY.glob(f"*/{name}.jsonl"))
    lines = [line for path in paths for line in path.read_text("utf-8").splitlines()]
    return [json.loads(line) for line in lines if line.strip()]


def fen(wan_yuan):
    return round(float(wan_yuan) * 1_000_000) if wan_yuan else None


def need_of(row):
    return Need(
        row["id"],
        row["title"],
        row["text"],
        row["field"],
        row["stage"],
        row["mode"],
        fen(row["budget_wan_yuan"]),
    )


def offer_of(row):
    return Offer(
        row["id"],
        row["title"],
        row["text"],
        row["field"],
        row["trl"],
        row["mode"],
        fen(row["price_wan_yuan"]),
    )


def judged_city():
    return Judged(
        [need_of(row) for row in rows("needs")],
        [offer_of(row) for row in rows("offers")],
        [
            Judgement(row["need_id"], row["offer_id"], Relevance(row["relevance"]))
            for row in rows("judgements")
        ],
    )
