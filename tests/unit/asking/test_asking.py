"""Asking the shipped rules: what is found, how sure, and what is read out of a question."""

import csv
import json
import re
from datetime import date
from pathlib import Path

import pytest

from zhiqiao.asking import Confidence, Intent, Kind, read_question
from zhiqiao.asking.confidence import FEATURES, fit_weights, shipped, thresholds
from zhiqiao.asking.lexicon import Lexicon
from zhiqiao.asking.passages import passages_of, places_of
from zhiqiao.asking.places import places_in
from zhiqiao.asking.shelf import book_of
from zhiqiao.asking.synonyms import ALIASES, SIMPLIFIED
from zhiqiao.asking.values import Passage
from zhiqiao.policy.rulebook import EXAMPLE, EXAMPLE_FACTS, Rulebook
from zhiqiao.rulefiles.folder import default_folder, load_rulebook

np = pytest.importorskip("numpy")
ON = date(2026, 11, 23)
QUESTIONS = Path(__file__).with_name("questions.tsv")


@pytest.fixture(scope="module")
def rules():
    return load_rulebook(default_folder())


@pytest.fixture(scope="module")
def book(rules):
    return book_of(rules, on=ON)


def rows(which):
    with QUESTIONS.open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["set"] == which]


def test_the_questions_name_programmes_that_there_are(rules):
    known = {each.id for each in rules.programmes}
    cells = [row["programmes"] or "" for row in rows("dev") + rows("held")]
    assert {id_ for cell in cells for id_ in cell.split("|") if id_} <= known
    assert all(not row["kind"] or row["kind"] in set(Kind) for row in rows("dev") + rows("held"))


@pytest.mark.parametrize("which", ["dev", "held"])
def test_most_questions_are_answered_and_the_others_called_unsure(book, which):
    right = wrong_but_sure = unsure = 0
    answerable = [row for row in rows(which) if row["programmes"]]
    others = [row for row in rows(which) if not row["programmes"]]
    for row in answerable:
        answer = book.ask(row["question"])
        hit = bool(answer.found) and answer.found[0].programme_id in row["programmes"].split("|")
        right += hit
        wrong_but_sure += answer.confidence is Confidence.SURE and not hit
    for row in others:
        unsure += book.ask(row["question"]).confidence is Confidence.UNSURE
    assert right / len(answerable) >= 0.9
    assert unsure / len(others) >= 0.9
    assert wrong_but_sure <= 1


def test_what_is_asked_for_comes_first(book):
    answer = book.ask("高企认定奖励多少钱？什么时候截止？")
    kinds = [each.kind for each in answer.found[0].passages]
    assert kinds[:3] == [Kind.AMOUNT, Kind.WINDOW, Kind.VALIDITY]
    assert answer.intents == (Intent.AMOUNT, Intent.WINDOW)
    assert (answer.confidence, answer.reasons) == (Confidence.SURE, ("covered",))


def test_every_passage_carries_its_citation(rules):
    for each in passages_of(rules, on=ON):
        assert each.text
        assert each.document or not rules.programme(each.programme_id).versions[-1].citations


def test_a_programme_whose_time_is_over_says_so(rules):
    over = [
        p for p in passages_of(rules, on=ON) if p.kind is Kind.VALIDITY and "不在有效期内" in p.text
    ]
    assert {p.programme_id for p in over} >= {"hz-city-incubator-2025"}


def test_places_are_known_and_national_rules_hold_everywhere(rules):
    assert "杭州" in places_of(rules.programme("hz-hnte-award-2025"))
    assert places_of(rules.programme("cn-hnte-2016")) is None
    assert places_in("企业上市补贴") == ()


def test_a_published_answer_is_found_like_a_programme(rules):
    told = Passage(
        "answer-7", Kind.ANSWER, "", "奖励款打到哪个账户？", "打到基本存款账户。", "科技局"
    )
    found = book_of(rules, on=ON, more=[told]).ask("奖励款打到哪个账户").found[0]
    assert found.passages == (told,)


@pytest.mark.parametrize("text", ["", " ", "？？", "\x00", "😀", "的了吗", "a" * 9_999, "\u202e"])
def test_what_is_no_question_is_unsure(book, text):
    assert book.ask(text).confidence is Confidence.UNSURE


def test_a_book_without_rules_is_unsure():
    empty = Rulebook.of({}, EXAMPLE_FACTS)
    assert book_of(empty, on=ON).ask("研发补助多少").found == ()
    small = book_of(Rulebook.of({"a": EXAMPLE}, EXAMPLE_FACTS), on=ON).ask("研发补助多少钱")
    assert small.found[0].programme_id == "A"


def test_reading_a_question():
    question = read_question("請問高企認定獎勵多少錢？")
    assert question.matter == "高新技术企业认定奖励"
    assert question.intents == (Intent.AMOUNT,)
    assert read_question("深圳的算力券").places == ("深圳",)
    assert read_question("R&D super deduction").matter == "研发 研发费用加计扣除"


def test_tables_of_words_are_sound():
    assert not {chr(old) for old in SIMPLIFIED} & set(SIMPLIFIED.values())
    assert "的是在什么周点".translate(SIMPLIFIED) == "的是在什么周点"
    assert not set(ALIASES) & set(ALIASES.values())


def test_a_lexicon_counts_rare_terms_more():
    lexicon = Lexicon([["a", "b"], ["a", "c"], ["a"]])
    cover = lexicon.coverage(["a", "b"])
    assert cover[0] == pytest.approx(1.0)
    assert cover[1] < 0.5
    assert lexicon.unknown(["a", "z"]) == 0.5
    assert lexicon.scores(["b"]).argmax() == 0
    assert lexicon.coverage([]).sum() == 0


def test_fitting_finds_what_tells_right_from_wrong():
    row = [0.0] * len(FEATURES)
    good, bad = (0.9, *row[1:]), (0.1, *row[1:])
    weights = fit_weights([good, bad] * 20, [True, False] * 20)
    assert weights[0] > 0
    sure, likely = thresholds(np.array([0.9, 0.8, 0.2]), np.array([True, True, False]), precision=1)
    assert likely == sure == 0.8


def test_the_shipped_model_is_whole():
    model = shipped()
    assert len(model.weights) == len(FEATURES) + 1
    assert 0 < model.likely_from <= model.sure_from < 1
    assert json.dumps(model.weights)


def texts(passages, programme_id, kind):
    return [p.text for p in passages if p.programme_id == programme_id and p.kind is kind]


def test_a_limit_called_by_a_name_says_how_much_it_is(rules):
    found = [each.text for each in passages_of(rules, on=ON) if each.kind is Kind.AMOUNT]
    assert any("上限：企业年度上限（30 万元）" in text for text in found)
    assert any(text.endswith("上限：500 万元") for text in found)
    assert not any(re.search(r"上限：\d{6,}", text) for text in found)


def test_conditions_are_told_in_plain_words(rules):
    found = [each.text for each in passages_of(rules, on=ON) if each.kind is Kind.CONDITION]
    assert "高企认定情形 属于 首次认定、重新认定" in found
    assert "是否居民企业：是" in found
    assert "排除情形：近三年有重大事故或违法" in found
    assert not any("[" in text for text in found)


def test_the_open_or_next_window_comes_first_and_ended_ones_last(rules):
    def windows(on):
        return texts(passages_of(rules, on=on), "cn-tech-sme-2017", Kind.WINDOW)

    before, after = windows(date(2026, 7, 1)), windows(ON)
    assert before[0] == "申报窗口：2026-06-01 至 2026-08-31"
    assert after[-1] == "申报窗口：2026-06-01 至 2026-08-31（已结束）"
    answer = book_of(rules, on=date(2026, 7, 1)).ask("科技型中小企业什么时候截止")
    shown = [each.text for each in answer.found[0].passages if each.kind is Kind.WINDOW]
    assert shown == before
