"""How the command answers calls, right and wrong: languages, statuses, messages."""

import pytest

from zhiqiao import __version__
from zhiqiao.cli.language import LanguageError, take_language, tr
from zhiqiao.cli.running import run
from zhiqiao.cli.usage import translate_usage


def test_the_version(zhiqiao):
    ended = zhiqiao("--version")
    assert (ended.status, ended.out) == (0, f"zhiqiao {__version__}\n")


@pytest.mark.parametrize("command", [(), ("match",), ("match", "run")])
def test_help_speaks_both_languages(zhiqiao, command):
    chinese = zhiqiao(*command, "--help")
    assert chinese.status == 0
    assert "选项" in chinese.out
    assert "显示这份说明" in chinese.out
    english = zhiqiao(*command, "--help", "--lang", "en")
    assert english.status == 0
    assert "Options" in english.out
    assert not any("\u4e00" <= character <= "\u9fff" for character in english.out)


def test_the_language_may_come_from_the_environment(zhiqiao):
    assert "Options" in zhiqiao("--help", ZHIQIAO_LANG="en").out
    assert "选项" in zhiqiao("--help", "--lang=zh", ZHIQIAO_LANG="en").out


def test_another_language_is_refused(zhiqiao):
    ended = zhiqiao("--help", "--lang", "fr")
    assert ended.status == 2
    assert "--lang zh" in ended.err


def test_the_language_may_stand_anywhere(monkeypatch):
    monkeypatch.delenv("ZHIQIAO_LANG", raising=False)
    assert take_language(["match", "--lang", "en", "run"]) == ["match", "run"]
    assert tr("中", "en") == "en"
    assert take_language(["a", "--", "--lang", "fr"]) == ["a", "--", "--lang", "fr"]
    assert tr("中", "en") == "中"
    with pytest.raises(LanguageError):
        take_language(["--lang"])


def test_no_command_shows_the_help(zhiqiao):
    ended = zhiqiao()
    assert ended.status == 2
    assert "match" in ended.out
    assert ended.err == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["match", "run"], "缺少选项 --needs"),
        (["match", "rum"], "没有命令 rum，是不是 run"),
        (["match", "run", "--nedds", "x"], "没有选项 --nedds，是不是 --needs"),
        (["match", "run", "--needs"], "选项 --needs 后面要有值"),
        (["match", "run", "--needs", "a", "--offers", "b", "--top", "0"], "不能小于 1"),
        (["match", "run", "--needs", "a", "--offers", "b", "--top", "x"], "应为整数"),
        (["match", "run", "--needs", "a", "--offers", "b", "c"], "多余的参数：c"),
        (["match", "run", "--encoder", "x"], "可选 'auto', 'e5', 'static'"),
        (["match", "diagnose"], "二者选一"),
        (["match", "diagnose", "--needs", "a", "--title", "b"], "二者选一"),
        (["match", "diagnose", "--needs", "a", "--text", "b"], "选项 --needs 的值不对：给需求文件"),
        (["serve", "--port", "70000"], "不能大于 65535"),
    ],
)
def test_a_wrong_call_is_told_what_is_wrong(capsys, arguments, message):
    assert take_language(arguments) == arguments
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert message in err.replace("\n", "")
    assert "--help" in err
    assert out == ""


@pytest.mark.parametrize(
    "command",
    [
        ["person", "list"],
        ["match", "reindex"],
        ["database", "roles"],
        ["demo"],
        ["import", "need", "needs.csv", "--person", "wang"],
    ],
)
def test_a_command_that_works_here_takes_no_server(call, command):
    ended = call("--server", "https://zhiqiao.example", *command)
    assert ended.status == 2
    assert "--server" in ended.err
    assert "policy programmes" in ended.err


def test_the_variable_of_the_server_is_told_to_be_unused(call, monkeypatch):
    monkeypatch.setenv("ZHIQIAO_SERVER", "https://zhiqiao.example")
    ended = call("database", "roles")
    assert (ended.status, ended.err.count("ZHIQIAO_SERVER")) == (0, 1)
    assert "CREATE" in ended.out
    monkeypatch.delenv("ZHIQIAO_SERVER")
    assert call("database", "roles").err == ""


def test_wrong_calls_and_faults_are_machine_readable_too(call, zhiqiao, tmp_path):
    ended = call("match", "run", "--json", "--top", "0")
    assert ended.status == 2
    assert ended.result["error"]["code"] == "wrong_call"
    ended = zhiqiao("match", "run", "--json", "--lang", "fr")
    assert (ended.status, ended.result["error"]["code"]) == (2, "wrong_call")
    (tmp_path / "var").write_text("a file where the data folder should be", "utf-8")
    ended = zhiqiao("match", "reindex", "--json")
    assert (ended.status, ended.result["error"]["code"]) == (70, "fault")


def test_a_model_and_cross_validation_do_not_go_together(call):
    files = ["--needs", "a", "--offers", "b", "--judgements", "c"]
    ended = call("match", "evaluate", *files, "--model", "m", "--cross-validate", "5")
    assert ended.status == 2
    assert "--model" in ended.err


def test_unknown_messages_pass_through():
    assert translate_usage("Something new.", "zh") == "Something new."
    assert translate_usage("Value error, 'x' is not one of 'a'.", "en") == "'x' is not one of 'a'."


def test_a_missing_file_is_named(call):
    ended = call("match", "diagnose", "--needs", "没有.csv")
    assert ended.status == 1
    assert ended.err.strip() == "错误：找不到文件 没有.csv。请检查路径和文件名。"
    english = call("match", "diagnose", "--needs", "no.csv", "--lang", "en")
    assert english.err.strip() == "Error: File no.csv not found. Check the path and the name."


def test_row_errors_are_listed_and_with_json_machine_readable(call, tmp_path):
    (tmp_path / "needs.csv").write_text("编号,标题,截止日期\n1,,明年\n2,乙,\n2,丙,\n", "utf-8")
    ended = call("match", "diagnose", "--needs", "needs.csv", "--json")
    assert ended.status == 1
    assert "第 2 行「截止日期」“明年”" in ended.err
    error = ended.result["error"]
    assert error["code"] == "rows_bad"
    assert len(error["rows"]) == 3


def test_many_row_errors_are_cut(call, tmp_path):
    (tmp_path / "needs.csv").write_text("编号,标题\n" + "1,\n" * 30, "utf-8")
    ended = call("match", "diagnose", "--needs", "needs.csv")
    assert "还有 20 处" in ended.err


def test_diagnose_one_need_for_people_and_for_programs(call):
    need = ["--title", "高镍电解液", "--text", "能量密度≥300Wh/kg，预算50万元"]
    shown = call("match", "diagnose", *need)
    assert shown.status == 0
    assert "高镍电解液" in shown.out
    assert shown.err == ""
    found = call("match", "diagnose", *need, "--json").result["needs"]
    assert [need["title"] for need in found] == ["高镍电解液"]
    assert 0 <= found[0]["quality"] <= 1


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_diagnose_a_file(call, tmp_path, encoding):
    text = "编号,需求名称,备注\nN1,高镍电解液,急\nN2,散热,\n"
    (tmp_path / "needs.csv").write_bytes(text.encode(encoding))
    ended = call("match", "diagnose", "--needs", "needs.csv", "--json")
    assert [need["id"] for need in ended.result["needs"]] == ["N1", "N2"]
    assert "未使用的列 备注" in ended.err


def test_no_colours_where_none_are_wanted(zhiqiao):
    ended = zhiqiao("match", "diagnose", "--title", "散热", FORCE_COLOR="1", NO_COLOR="1")
    assert "\x1b[3" not in ended.out


def test_output_of_an_unknown_kind_is_refused_before_any_work(call):
    ended = call("match", "run", "--needs", "a", "--offers", "b", "--output", "x.docx")
    assert ended.status == 1
    assert "x.docx" in ended.err
