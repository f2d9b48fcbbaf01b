"""Files in, graded and explained matches out: every step with the real engine."""

import csv
import json
import os
import sys

import openpyxl
import pytest
from rich.cells import cell_len

from zhiqiao.cli.match import engine
from zhiqiao.cli.match.ranking import Catalogue
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index import load_encoder, load_model, load_rarity
from zhiqiao.matching import Lens
from zhiqiao.matching.values import Need, Offer
from zhiqiao.tables import write_rows

TOPICS = ["电解液", "轴承", "传感器", "催化剂", "水处理", "疫苗", "机器人", "光伏", "涂料", "芯片"]
PLACES = ["高温", "低温", "高压", "微型", "车载", "船用", "医用", "农业", "矿山", "海洋"]
GRADES = [4, 3, 3, 2, 2, 2, 1, 1, 1, 1]
KEYS = {
    *("ndcg_at_10", "p_at_5", "auc_3", "spearman", "score_mae", "calibration_error"),
    *("recommended", "needs", "intervals"),
}


@pytest.fixture
def files(tmp_path):
    """30 needs, 300 offers and a grade for each of a need's ten offers."""
    needs, offers, judgements = [], [], []
    for number in range(30):
        topic, other = TOPICS[number % 10], TOPICS[(number + 5) % 10]
        needs.append([f"N{number}", f"{PLACES[number % 10]}{topic}研发", f"需要{topic}，寿命≥5年"])
        for at, grade in enumerate(GRADES):
            title = f"{PLACES[at]}{topic if grade > 1 else other}的制备{number}"
            text = f"{PLACES[number % 10]}条件下的{topic}" if grade > 2 else ""
            offers.append([f"R{number}-{at}", title, text])
            judgements.append([f"N{number}", f"R{number}-{at}", grade])
    write_rows(tmp_path / "needs.csv", ["编号", "需求名称", "需求描述"], needs)
    write_rows(tmp_path / "offers.xlsx", ["id", "title", "text"], offers)
    write_rows(tmp_path / "grades.jsonl", ["need_id", "offer_id", "relevance"], judgements)
    return ["--needs", "needs.csv", "--offers", "offers.xlsx"]


JUDGED = ["--judgements", "grades.jsonl"]
STATIC = ["--encoder", "static"]


def test_run_for_programs(call, files):
    ended = call("match", "run", *files, *STATIC, "--top", 3, "--json")
    assert ended.status == 0, ended.err
    found = ended.result
    assert (found["needs"], found["offers"], found["encoder"]) == (30, 300, "static")
    assert len(found["matches"]) == 90
    first = found["matches"][0]
    assert (first["need_id"], first["rank"]) == ("N0", 1)
    assert "电解液" in first["offer_title"]
    assert 0 <= first["probability"] <= 1
    assert first["relevance"] in (1, 2, 3, 4)
    assert first["reasons"][0]["chinese"]


def test_run_for_people(zhiqiao, files):
    chinese = zhiqiao("match", "run", *files, *STATIC, "--top", 1)
    assert "高温电解液研发" in chinese.out
    assert "等级" in chinese.out
    assert "另有 10 条需求未显示" in chinese.err
    english = zhiqiao("match", "run", *files, *STATIC, "--top", 1, "--lang", "en", COLUMNS="80")
    assert "Grade" in english.out
    assert max(cell_len(line) for line in english.out.splitlines()) == 80


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_run_into_a_file(call, files, tmp_path, ending):
    ended = call("match", "run", *files, *STATIC, "--top", 2, "--output", f"m.{ending}")
    assert (ended.status, ended.out) == (0, "")
    assert f"已写入 m.{ending}：60 条匹配" in ended.err
    path = tmp_path / f"m.{ending}"
    if ending == "jsonl":
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    elif ending == "csv":
        rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    else:
        rows = list(openpyxl.load_workbook(path).active.values)[1:]
    assert len(rows) == 60


def test_an_index_that_is_kept_follows_the_file(call, files, tmp_path):
    first = call("match", "run", *files, *STATIC, "--index", "kept", "--json").result
    again = call("match", "run", *files, *STATIC, "--index", "kept", "--json").result
    assert again == first
    write_rows(tmp_path / "offers.xlsx", ["id", "title"], [["X", "高温电解液研发"]])
    changed = call("match", "run", *files, *STATIC, "--index", "kept", "--json").result
    assert {match["offer_id"] for match in changed["matches"]} == {"X"}


def test_an_index_that_another_command_changes_gives_no_wrong_result(tmp_path):
    lens = Lens(load_encoder("static"), load_rarity())
    model = load_model("static")
    need = Need("N", "高温电解液研发")
    mine = Catalogue(tmp_path, [Offer("A", "高温电解液")], lens=lens)
    assert [match.offer_id for match in mine.rank(need, model=model, top=1)] == ["A"]
    Catalogue(tmp_path, [Offer("B", "高温电解液")], lens=lens)
    with pytest.raises(ZhiqiaoError) as caught:
        mine.rank(need, model=model, top=1)
    assert caught.value.code is ErrorCode.INDEX_CHANGED
    theirs = Catalogue(tmp_path, [Offer("A", "低温电解液")], lens=lens)
    Catalogue(tmp_path, [Offer("A", "高温电解液")], lens=lens)
    with pytest.raises(ZhiqiaoError):
        theirs.rank(need, model=model, top=1)


def test_a_damaged_index_is_rebuilt_and_that_is_said(zhiqiao, files, tmp_path):
    kept = [*files, *STATIC, "--top", 1, "--index", "kept", "--json"]
    first = zhiqiao("match", "run", *kept)
    assert "重建" not in first.err
    part = next((tmp_path / "kept").glob("part-*.vectors"))
    part.write_bytes(part.read_bytes()[:-2])
    again = zhiqiao("match", "run", *kept)
    assert again.out == first.out
    assert again.err.strip() == "索引 kept 损坏或过时，已重建"


def test_a_folder_of_ones_own_is_not_turned_into_an_index(call, files, tmp_path):
    before = sorted(path.name for path in tmp_path.iterdir())
    ended = call("match", "run", *files, *STATIC, "--index", ".", "--json")
    assert ended.status == 1
    assert ended.result["error"]["code"] == "index_folder_taken"
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_evaluate_the_shipped_model(call, files):
    ended = call("match", "evaluate", *files, *JUDGED, *STATIC, "--json")
    assert ended.status == 0, ended.err
    found = ended.result
    assert set(found) >= KEYS
    assert set(found["recommended"]) == {"pairs", "needs_share", "precision_3", "precision_4"}
    assert found["needs"] == 30
    assert found["ndcg_at_10"] > 0.5
    low, high = found["intervals"]["ndcg_at_10"]
    assert low <= found["ndcg_at_10"] <= high


def test_evaluate_for_people(call, files):
    ended = call("match", "evaluate", *files, *JUDGED, *STATIC)
    assert "nDCG@10" in ended.out
    assert "95% 区间" in ended.out


@pytest.mark.proof
def test_fit_then_use_the_model(call, files, tmp_path):
    fitted = call("match", "fit", *files, *JUDGED, *STATIC, "--output", "m.json", "--name", "own")
    assert fitted.status == 0, fitted.err
    assert "match run --model m.json" in fitted.err
    assert json.loads((tmp_path / "m.json").read_text("utf-8"))["name"] == "own"
    ended = call("match", "run", *files, "--model", "m.json", "--top", 1, "--json")
    assert (ended.result["model"], ended.result["encoder"]) == ("own", "static")
    crossed = call("match", "evaluate", *files, *JUDGED, *STATIC, "--cross-validate", 6, "--json")
    assert crossed.status == 0, crossed.err
    assert "6" in crossed.result["model"]


@pytest.mark.proof
def test_train_with_described_offers_then_use_the_model(call, files, tmp_path):
    texts = [[f"D{n}", f"电解液研发{n}", "耐高温的锂盐溶剂与添加剂配方" * n] for n in range(1, 9)]
    write_rows(tmp_path / "texts.jsonl", ["id", "title", "abstract"], texts)
    training = ["match", "train", *files, *JUDGED, *STATIC, "--described", "texts.jsonl"]
    ended = call(*training, "--output", "m.json", "--name", "own", "--json")
    assert ended.status == 0, ended.err
    found = ended.result
    assert (found["model"], found["encoder"], found["output"]) == ("own", "static", "m.json")
    assert set(found["cross_validated"]) >= KEYS
    model = json.loads((tmp_path / "m.json").read_text("utf-8"))
    assert model["provenance"]["cross_validated"] == found["cross_validated"]
    assert (found["kind"] == "trees") is bool(model["trees"])
    assert model["scales"] != [{"offset": 0.0, "slope": 1.0}] * 4
    again = call(*training, "--output", "again.json", "--name", "own")
    assert "nDCG@10" in again.out
    assert "match run --model again.json" in again.err
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "m.json").read_bytes()
    ended = call("match", "run", *files, "--model", "m.json", "--top", 1, "--json")
    assert ended.result["model"] == "own"


def test_too_few_grades_to_train_are_told_and_nothing_is_written(call, files, tmp_path):
    write_rows(tmp_path / "grades.jsonl", ["need_id", "offer_id", "relevance"], [["N0", "R0-0", 4]])
    ended = call("match", "train", *files, *JUDGED, *STATIC, "--output", "m.json", "--json")
    assert ended.status == 1
    assert ended.result["error"]["code"] == "judgements_too_few"
    assert not (tmp_path / "m.json").exists()


def test_files_that_do_not_belong_together_are_told(call, files, tmp_path):
    write_rows(tmp_path / "grades.jsonl", ["need_id", "offer_id", "relevance"], [["N9", "R?", 4]])
    ended = call("match", "evaluate", *files, *JUDGED, *STATIC, "--json")
    assert ended.status == 1
    assert "R?" in ended.err
    assert ended.result["error"]["code"] == "id_unknown"


def test_too_few_grades_to_fit_are_told(call, files, tmp_path):
    write_rows(tmp_path / "grades.jsonl", ["need_id", "offer_id", "relevance"], [["N0", "R0-0", 4]])
    ended = call("match", "fit", *files, *JUDGED, *STATIC, "--output", "m.json", "--json")
    assert ended.status == 1
    assert "评分太少" in ended.err
    assert ended.result["error"]["code"] == "judgements_too_few"
    assert not (tmp_path / "m.json").exists()


def test_a_machine_that_cannot_fit_is_told_what_to_install(zhiqiao, files, tmp_path):
    broken = tmp_path / "broken" / "lightgbm.py"
    broken.parent.mkdir()
    broken.write_text("raise OSError('libgomp.so.1: cannot open shared object file')\n", "utf-8")
    path = os.pathsep.join([str(broken.parent), *sys.path])
    fitting = ["match", "fit", *files, *JUDGED, *STATIC, "--output", "m.json", "--json"]
    ended = zhiqiao(*fitting, PYTHONPATH=path)
    assert ended.status == 1
    assert ended.result["error"]["code"] == "trainer_missing"
    assert "libgomp1" in ended.err


def test_a_pair_graded_again_is_noted(call, files, tmp_path):
    with (tmp_path / "grades.jsonl").open("a", encoding="utf-8") as grades:
        grades.write('{"need_id": "N0", "offer_id": "R0-0", "relevance": "无相关"}\n')
    ended = call("match", "evaluate", *files, *JUDGED, *STATIC, "--json")
    assert ended.status == 0
    assert "1 行重复评价同一对" in ended.err


@pytest.mark.parametrize("content", ["{}", "not json", "[]"])
def test_a_file_that_is_no_model_is_refused(call, files, tmp_path, content):
    (tmp_path / "m.json").write_text(content, "utf-8")
    ended = call("match", "run", *files, "--model", "m.json")
    assert ended.status == 1
    assert "模型 m.json 不能用" in ended.err


def test_a_model_of_another_encoder_is_refused(call, files, tmp_path):
    call("match", "fit", *files, *JUDGED, *STATIC, "--output", "m.json")
    model = (tmp_path / "m.json").read_text("utf-8").replace('"static"', '"e5"')
    (tmp_path / "m.json").write_text(model, "utf-8")
    ended = call("match", "run", *files, *STATIC, "--model", "m.json", "--json")
    assert ended.status == 1
    assert "编码器" in ended.err
    assert ended.result["error"]["code"] == "model_encoder_differs"


def test_very_many_offers_are_encoded_by_static_vectors_and_that_is_said(capsys):
    offers = [Offer(str(number), "长" * 200) for number in range(20_000)]
    if engine.load_encoder("auto").name != "e5":
        pytest.skip("e5 is not installed here")
    assert engine.choose_encoder("auto", model=None, offers=offers[:10]).name == "e5"
    assert engine.choose_encoder("auto", model=None, offers=offers).name == "static"
    assert "--encoder e5" in capsys.readouterr().err
    assert engine.choose_encoder("e5", model=None, offers=offers).name == "e5"
