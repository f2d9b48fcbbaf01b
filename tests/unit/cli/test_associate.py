"""Paths from needs to offers, on the command line."""

import json

import pytest
from tests.unit.associations.corpus import DOCUMENTS, NEED, OFFER

from zhiqiao.tables import write_rows

TYPED = ["--title", NEED.title, "--text", NEED.text]
OFFERED = ["--offer-title", OFFER.title, "--offer-text", OFFER.text]
KEYS = {
    *("paths", "hops", "auc", "auc_all", "intervals", "documents", "concepts", "relations"),
    *("hops_verbatim_share", "hops_falling_share", "paths_falling_share"),
    *("paths_falling_with_any_quote_share", "relevant_with_path", "unrelated_with_path"),
}


@pytest.fixture
def files(tmp_path):
    """The corpus, needs, offers and grades of some of their pairs."""
    header = ["id", "title", "text"]
    write_rows(tmp_path / "texts.csv", header, [[d.id, d.title, d.text] for d in DOCUMENTS])
    needs = [[NEED.id, NEED.title, NEED.text], ["n2", "甲醛超标的家具", "胶合板家具释放甲醛"]]
    offers = [
        [OFFER.id, OFFER.title, OFFER.text],
        ["o2", "秸秆板成套设备", "秸秆板"],
        ["o3", "民间剪纸", ""],
    ]
    write_rows(tmp_path / "needs.csv", header, needs)
    write_rows(tmp_path / "offers.csv", header, offers)
    grades = [["n1", "o1", 4], ["n1", "o3", 1], ["n2", "o2", 3], ["n2", "o3", 1]]
    write_rows(tmp_path / "grades.csv", ["need_id", "offer_id", "relevance"], grades)
    return tmp_path


def test_a_typed_pair(call, files):
    ended = call("match", "associate", *TYPED, *OFFERED, "--documents", "texts.csv", "--json")
    assert ended.status == 0, ended.err
    (pair,) = ended.result["pairs"]
    first = pair["paths"][0]
    assert first["concepts"] == ["热失控", "气凝胶"]
    assert [hop["relation"] for hop in first["hops"]] == ["mentions", "solves", "mentions"]
    texts = {document.id: document for document in DOCUMENTS} | {"need": NEED, "offer": OFFER}
    for hop in first["hops"]:
        for quote in hop["evidence"]:
            text = getattr(texts[quote["document"]], quote["part"])
            assert text[quote["start"] : quote["end"]] == quote["text"]


def test_files_and_a_graph_kept_for_later(call, files):
    sides = ["--needs", "needs.csv", "--offers", "offers.csv"]
    built = call("match", "associate", *sides, "--documents", "texts.csv", "--save", "g", "--json")
    assert built.status == 0, built.err
    found = {(pair["need_id"], pair["offer_id"]) for pair in built.result["pairs"]}
    assert {("n1", "o1"), ("n2", "o2")} <= found
    again = call("match", "associate", *sides, "--graph", "g", "--json")
    assert again.result == built.result
    lines = (files / "g").read_bytes().splitlines()
    assert json.loads(lines[0])["documents"] == len(DOCUMENTS)


def test_for_people_the_words_of_the_texts_are_shown(call, files):
    ended = call("match", "associate", *TYPED, *OFFERED, "--documents", "texts.csv")
    shown = "".join(ended.out.split())
    assert "热失控可由其解决气凝胶" in shown
    assert "「气凝胶能够抑制热失控」" in shown


def test_no_path_is_said(call, files):
    offer = ["--offer-title", "民间剪纸"]
    ended = call("match", "associate", *TYPED, *offer, "--documents", "texts.csv")
    assert ended.status == 0
    assert "没有找到关联路径" in ended.err


@pytest.mark.parametrize(
    "wrong",
    [
        [*TYPED],
        [*OFFERED],
        [*TYPED, *OFFERED, "--needs", "needs.csv"],
        [*TYPED, *OFFERED, "--graph", "g", "--documents", "texts.csv"],
    ],
)
def test_unclear_calls_are_refused(call, files, wrong):
    ended = call("match", "associate", *wrong)
    assert ended.status == 2
    assert "二选一" in ended.err or "二者选一" in ended.err


def test_a_file_that_is_no_graph_is_told(call, files):
    ended = call("match", "associate", *TYPED, *OFFERED, "--graph", "needs.csv", "--json")
    assert ended.status == 1
    assert ended.result["error"]["code"] == "graph_unreadable"
    assert "不是概念图" in ended.err
    missing = call("match", "associate", *TYPED, *OFFERED, "--graph", "none", "--json")
    assert missing.result["error"]["code"] == "file_missing"


def test_paths_are_measured(call, files):
    graded = ["--needs", "needs.csv", "--offers", "offers.csv", "--judgements", "grades.csv"]
    task = ["--task", "association", "--documents", "texts.csv"]
    ended = call("match", "evaluate", *task, *graded, "--json")
    assert ended.status == 0, ended.err
    assert ended.result.keys() >= KEYS
    assert ended.result["hops_verbatim_share"] == 1.0
    assert ended.result["paths_falling_share"] == 1.0
    assert ended.result["auc_all"] == 1.0
    shown = call("match", "evaluate", *task, *graded)
    assert "逐字引用的跳" in shown.out


def test_the_offers_file_among_the_documents_counts_once(call, files):
    graded = ["--needs", "needs.csv", "--offers", "offers.csv", "--judgements", "grades.csv"]
    task = ["--task", "association", "--documents", "texts.csv"]
    once = call("match", "evaluate", *task, *graded, "--json")
    twice = call("match", "evaluate", *task, "--documents", "offers.csv", *graded, "--json")
    assert twice.status == 0, twice.err
    assert twice.result == once.result
    header = ["id", "title", "text"]
    write_rows(files / "other.csv", header, [[OFFER.id, "别的标题", ""]])
    differ = call("match", "evaluate", *task, "--documents", "other.csv", *graded)
    assert differ.status == 1
    assert f"语料里有两篇的编号都是 {OFFER.id}" in differ.err
    assert "documents" not in differ.err


def test_what_a_task_needs_is_asked_for(call, files):
    ended = call("match", "evaluate", "--task", "association", "--needs", "needs.csv")
    assert ended.status == 2
    assert "--offers" in ended.err
    assert "请给出" in ended.err
