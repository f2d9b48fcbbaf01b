"""`match latent` and `match evaluate --task latent`, run as people run them."""

import json

import pytest
from tests.unit.matching.works import town

from zhiqiao.cli.match.patents import own_profile, profiles_of
from zhiqiao.common import ErrorCode
from zhiqiao.common.wording import WORDING


@pytest.fixture
def patents(tmp_path):
    """The town's works as a file of patents."""
    lines = [
        {"id": fact.id, "title": fact.title, "assignee": each.name, "abstract": fact.text}
        for each in town()
        for fact in each.facts
    ]
    written = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (tmp_path / "patents.jsonl").write_text(written, encoding="utf-8")
    return ["--patents", "patents.jsonl"]


def test_evaluating_latent_needs_for_programs(call, patents):
    ended = call("match", "evaluate", "--task", "latent", *patents, "--json")
    assert ended.status == 0, ended.err
    found = ended.result
    assert (found["assignees"], found["hidden"], found["patents"]) == (8, 24, 24)
    assert (found["hit_at_10"], found["encoder"]) == (1, "static")
    low, high = found["intervals"]["mrr"]
    assert low <= found["mrr"] <= high
    assert found["candidates"] == 22
    assert found["hit_at_10_by_chance"] == pytest.approx(10 / 22)
    assert 0 <= found["topic_only"]["hit_at_10"] <= 1


def test_evaluating_in_folds_for_people(call, patents):
    ended = call("match", "evaluate", "--task", "latent", *patents, "--cross-validate", 4)
    assert ended.status == 0, ended.err
    assert "8 家有至少 3 件专利的企业" in ended.out
    assert "hit@10，不看写法" in ended.out


def test_evaluating_without_patents_is_refused(call):
    ended = call("match", "evaluate", "--task", "latent")
    assert ended.status == 2
    assert "--patents" in ended.err


def test_patents_of_too_few_are_refused(call, patents, tmp_path):
    path = tmp_path / "patents.jsonl"
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", encoding="utf-8")
    ended = call("match", "evaluate", "--task", "latent", *patents)
    assert ended.status == 1
    assert "至少 3 件专利" in ended.err


def test_one_enterprise_alone_is_refused(call, patents, tmp_path):
    path = tmp_path / "patents.jsonl"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(lines[:3]), encoding="utf-8")
    for more in ([], ["--cross-validate", 2]):
        ended = call("match", "evaluate", "--task", "latent", *patents, *more)
        assert ended.status == 1
        assert "请加上别家的专利" in ended.err
    path.write_text("\n".join(lines[:4]), encoding="utf-8")
    ended = call("match", "evaluate", "--task", "latent", *patents, "--cross-validate", 2)
    assert ended.status == 1
    assert "至少要 2 家企业各有至少 3 件专利，这里有 1 家" in ended.err
    shown = call("match", "evaluate", "--task", "latent", *patents)
    assert shown.status == 0, shown.err
    assert "hit@10，随便猜" in shown.out


def test_the_industry_is_the_most_frequent_in_any_order(tmp_path):
    rows = [("A", "c39"), ("A", "C39"), ("A", ""), ("A", "C38"), ("B", "C2"), ("B", "C1")]
    lines = [
        json.dumps({"id": str(at), "title": "灯", "assignee": name, "industry": code})
        for at, (name, code) in enumerate(rows)
    ]
    path = tmp_path / "patents.jsonl"
    for turned in (lines, lines[::-1]):
        path.write_text("\n".join(turned), encoding="utf-8")
        assert [each.industry for each in profiles_of(path)] == ["C39", "C1"]


def test_the_industry_in_the_file_of_ones_own_counts(tmp_path):
    path = tmp_path / "own.jsonl"
    row = {"id": "own", "title": "灯", "assignee": "新企业", "industry": "C38"}
    path.write_text(json.dumps(row), encoding="utf-8")
    assert own_profile(path, industry="").industry == "C38"
    assert own_profile(path, industry="C39").industry == "C39"


def test_no_peers_is_told_apart_from_no_facts(call, patents, tmp_path):
    path = tmp_path / "patents.jsonl"
    path.write_text("\n".join(path.read_text("utf-8").splitlines()[:3]), encoding="utf-8")
    told = call("match", "latent", *patents, "--visits")
    assert "有 3 条事实，但没有同行可参照" in told.out
    named = call("match", "latent", *patents, "--assignee", town()[0].name)
    assert "没有事实，或没有同行" in named.err


def test_drafts_with_their_reasons(call, patents):
    ended = call("match", "latent", *patents, "--assignee", "电池企业0", "--top", 1)
    assert ended.status == 0, ended.err
    assert "[推断]" in ended.out
    assert "同行电池企业1在做" in ended.out.replace("\n", "")
    assert "依据：" in ended.out
    assert "↔" in ended.out


def test_drafts_for_programs_from_a_file_of_ones_own(call, patents, tmp_path):
    row = {"id": "own", "title": "电芯隔热垫", "assignee": "新企业", "abstract": "电池包隔热"}
    (tmp_path / "own.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    ended = call("match", "latent", *patents, "--profile", "own.jsonl", "--json")
    assert ended.status == 0, ended.err
    first = ended.result["needs"][0]
    assert first["peer"].startswith("电池")
    assert first["mark"] == "推断"
    assert first["grounds"][0]["own"]["fact_id"] == "own"


def test_whom_to_visit_first(call, patents):
    ended = call("match", "latent", *patents, "--visits", "--top", 2, "--json")
    assert ended.status == 0, ended.err
    visits = ended.result["visits"]
    assert [each["rank"] for each in visits] == [1, 2]
    assert visits[0]["expected"] >= visits[1]["expected"]
    told = call("match", "latent", *patents, "--visits", "--top", 1)
    assert visits[0]["name"] in told.out


def test_an_unknown_assignee_and_two_ways_at_once_are_refused(call, patents):
    assert ErrorCode.ASSIGNEE_UNKNOWN in WORDING
    unknown = call("match", "latent", *patents, "--assignee", "没有这家")
    assert unknown.status == 1
    assert "没有专利权人「没有这家」" in unknown.err
    both = call("match", "latent", *patents, "--assignee", "甲", "--visits")
    assert both.status == 2
