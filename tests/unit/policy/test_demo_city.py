"""The demo city's rules are sound: every inline case holds, and nothing is warned of."""

from datetime import date
from pathlib import Path

from zhiqiao.policy import Rulebook
from zhiqiao.policy.check import check_rulebook
from zhiqiao.rulefiles.folder import default_folder

POLICIES = Path(__file__).parents[3] / "src/zhiqiao/web/demo/policies"


def test_every_rule_of_the_demo_city_is_sound():
    files = sorted(POLICIES.glob("*/programme.yaml"))
    facts = (default_folder() / "facts.yaml").read_text("utf-8")
    texts = {file.parent.name: file.read_text("utf-8") for file in files}
    book = Rulebook.of(texts, facts)
    report = check_rulebook(book, on=date(2026, 11, 23))
    assert [each.kind for each in report.problems] == []
    assert len(book.programmes) == len(files)
    for programme in book.programmes:
        assert programme.id.startswith("yunxi-"), "cards know by it that it is fictional"
        assert programme.title
        assert "虚构" in programme.note


def test_a_title_is_read_and_may_be_left_out():
    facts = "是否法人: {类型: 是否}"
    text = """
事项: 一次性补助
编号: A
可信: A
{title}版本:
- 有效期: {{自: 2026-01-01, 至: 长期}}
  依据: [{{文件: 示例}}]
  兑现方式: 申报审核
  条件: [是否法人]
  金额: {{定额: 10万元}}
"""
    bare = Rulebook.of({"a": text.format(title="")}, facts).programmes[0]
    titled = Rulebook.of({"a": text.format(title="标题: 领取一次性补助\n")}, facts).programmes[0]
    assert (bare.title, titled.title) == ("", "领取一次性补助")
