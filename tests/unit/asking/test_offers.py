"""Asking the demo city's offers: what is found, which sentence is quoted, how sure that is."""

import csv
import json
from pathlib import Path

import pytest

from zhiqiao.asking import Answer, Confidence
from zhiqiao.asking.confidence import shipped
from zhiqiao.asking.offers import (
    CANDIDATES,
    OfferAnswer,
    OfferFinder,
    OfferText,
    Part,
    confidence_of_both,
    offers_lead,
    rarity_of,
    read_offer_question,
)
from zhiqiao.asking.offers.finder import FEATURES, MODEL
from zhiqiao.asking.offers.passages import passages_of
from zhiqiao.index import Document, TextIndex, load_encoder

QUESTIONS = Path(__file__).with_name("offer_questions.tsv")
CITY = Path(__file__).parents[3] / "src" / "zhiqiao" / "web" / "demo" / "city"
ARTICLE = OfferText(
    "1", "无钴合金粉末", "硬度41 HRC。价格约180元/kg；可试用。", "钴价高", stage=6, price="90 万元"
)


def demo_offers():
    for path in sorted(CITY.glob("*/offers.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield OfferText(
                row["id"], row["title"], row["text"], row["problem"], row["advantage"],
                row["economics"], row["trl"], row["mode"], f"{row['price_wan_yuan']} 万元",
            )  # fmt: skip


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    offers = {each.id: each for each in demo_offers()}
    encoder = load_encoder("static")
    index = TextIndex.open(
        tmp_path_factory.mktemp("offers"),
        encoder=encoder,
        source=lambda: (Document(each.id, each.title, each.text) for each in offers.values()),
    )
    texts = [f"{each.title} {each.text}" for each in offers.values()]
    finder = OfferFinder(rarity_of(texts), encoder=encoder)

    def asked(text):
        hits = index.search(read_offer_question(text).matter, "", top=CANDIDATES)
        return finder.ask(text, [offers[hit.id] for hit in hits])

    return asked


def rows(which):
    with QUESTIONS.open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["set"] == which]


def quotes(answer, row):
    wanted, pieces = row["offers"].split("|"), row["answer"].split("|")
    shown = [p.text for f in answer.shown if f.offer_id in wanted for p in f.passages]
    return any(piece in text for piece in pieces for text in shown)


def test_held_questions_are_answered_with_the_sentence_and_the_others_refused(ask):
    found = quoted = unsure = 0
    answerable = [row for row in rows("held") if row["offers"]]
    others = [row for row in rows("held") if not row["offers"]]
    for row in answerable:
        answer = ask(row["question"])
        found += any(each.offer_id in row["offers"].split("|") for each in answer.shown)
        quoted += quotes(answer, row)
    for row in others:
        unsure += ask(row["question"]).confidence is Confidence.UNSURE
    assert found / len(answerable) >= 0.96
    assert quoted / len(answerable) >= 0.92
    assert unsure / len(others) >= 0.92


def test_questions_name_offers_and_sentences_that_there_are():
    offers = {each.id: each for each in demo_offers()}
    for row in rows("dev") + rows("held"):
        ids = [id_ for id_ in (row["offers"] or "").split("|") if id_]
        said = "\n".join(p.text for id_ in ids for p in passages_of(offers[id_]))
        assert all(piece in said for piece in (row["answer"] or "").split("|"))


def test_every_passage_stands_verbatim_in_its_part():
    for offer in demo_offers():
        for each in passages_of(offer):
            assert each.part is Part.TERMS or each.text in getattr(offer, each.part.value)


def test_what_is_asked_for_is_quoted_first(ask):
    answer = ask("不含钴的硬面合金粉末一公斤多少钱")
    assert answer.found[0].offer_id == "offer-am-016"
    assert answer.found[0].passages[0].text == "粉末价格约180元/kg，为钴基的三成。"
    assert answer.found[0].passages[0].part is Part.TEXT
    assert answer.confidence is not Confidence.UNSURE


def test_stage_and_price_are_quoted_where_asked_for_and_nowhere_else(ask):
    assert ask("膨胀力判断电池异常的专利转让费").found[0].passages[0].text.startswith("价格：")
    shown = [p.part for f in ask("钛合金薄壁铣削颤振").found for p in f.passages]
    assert Part.TERMS not in shown


def test_english_finds_chinese(ask):
    answer = ask("thermal conductivity of aerogel insulation blanket")
    assert answer.found[0].offer_id == "offer-nm-040"


@pytest.mark.parametrize(
    "text", ["", " ", "？？", "\x00", "😀", "有没有成果", "a" * 9_999, "\u202e"]
)
def test_what_is_no_question_is_unsure(ask, text):
    assert ask(text).confidence is Confidence.UNSURE


def test_few_offers_and_an_offer_of_only_a_title():
    finder = OfferFinder(rarity_of(["陶瓷膜"]), encoder=load_encoder("static"))
    found = finder.ask("陶瓷膜", [OfferText("1", "陶瓷膜", "")]).found[0]
    assert [each.part for each in found.passages] == [Part.TITLE]
    assert finder.ask("陶瓷膜", []) == OfferAnswer()
    assert finder.features("？", [ARTICLE]) is None


def test_the_order_of_programmes_and_offers():
    sure, likely, unsure = (
        Answer((), word, 0.5, (), ())
        for word in (Confidence.SURE, Confidence.LIKELY, Confidence.UNSURE)
    )
    offers = OfferAnswer((), Confidence.LIKELY, 0.5)
    assert offers_lead(unsure, offers, names_offers=False)
    assert offers_lead(likely, offers, names_offers=True)
    assert not offers_lead(likely, offers, names_offers=False)
    assert not offers_lead(sure, offers, names_offers=True)
    assert confidence_of_both(sure, offers) is Confidence.SURE
    assert confidence_of_both(unsure, offers) is Confidence.LIKELY


def test_the_shipped_model_is_whole():
    model = shipped(MODEL)
    assert len(model.weights) == len(FEATURES) + 1
    assert 0 < model.likely_from <= model.sure_from < 1
