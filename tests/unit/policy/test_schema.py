"""The schemas take what the project ships and refuse what the readers refuse."""

from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from zhiqiao.policy.schema import facts_schema, programme_schema

POLICIES = Path(__file__).parents[3] / "policies"
PROGRAMME = Draft202012Validator(programme_schema())
FACTS = Draft202012Validator(facts_schema())
GOOD = """
事项: 研发补助
编号: KJ-1
级别: 市
类型: [资金, 认定]
可信: B
来源: https://example.org
版本:
- 有效期: {自: 2026-01-01, 至: 长期}
  依据: [{文件: 办法, 条款: 第五条}]
  申报窗口: [{自: 2026-03-01, 至: 2026-04-30}, {说明: 每年七月}]
  兑现方式: 申报审核
  参数:
    强度: 3%
    区域: [高新区, 经开区]
    门槛: {按: 收入, 分档: [{至: 5000万元, 值: 5%}, {值: 3%}]}
    销售: {按: 类别, 对应: {制造: 800万元, 其他: 600万元}}
  适用前提: 是否居民企业
  条件:
    全部满足:
    - {号: c1, 判断: 收入 不低于 5万元, 条款: 第五条}
    - 至少满足: 1
      其中: [是否高企, {不满足: {判断: 是否失信}}, {人工核验: 评审}]
  排除情形: [{判断: 是否失信}]
  人工核验: [{事项: 公示}]
  权益: 减税
  金额:
    合计:
    - {名: 甲, 定额: 5万元, 上限: 3万元}
    - {名: 乙, 基数: 收入, 超额累进: [{至: 10万元, 比例: 5%}, {比例: 3%}]}
    - 分情形: [{当: 是否高企, 定额: 5万元}, {其他: 是, 评定: 部门}]
    取整: {到: 元, 方式: 舍去}
  互斥: {组: 研发, 取法: 就高}
  让位于: [KJ-2]
  叠加上限: {对象: [KJ-1, KJ-2], 不超过: 100万元}
  预算: {总额: 5000万元, 次序: [评分 降序, 金额 升序], 不足时: 额满即止}
  证明材料: [{名: 执照, 可免: 是}]
  证书年限: 3
  用例:
  - {名: 甲, 日期: 2026-06-30, 给定: {收入: 5万元, 区间: {自: 1}}, 期望: {结论: 符合}}
  - {名: 乙, 同: 甲, 改: {收入: 1万元}, 缺: [区间], 期望: {结论: 待补充, 金额: 无, 缺少: [区间]}}
"""


def read(text):
    return yaml.load(text, yaml.BaseLoader)  # noqa: S506 -- makes nothing but texts


def errors(validator, document):
    return [
        f"{list(each.absolute_path)} {each.message}" for each in validator.iter_errors(document)
    ]


@pytest.mark.parametrize("schema", [programme_schema(), facts_schema()])
def test_the_schemas_are_schemas(schema):
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    "path", sorted(POLICIES.glob("*/programme.yaml")), ids=lambda path: path.parent.name
)
def test_every_programme_is_valid(path):
    assert errors(PROGRAMME, read(path.read_text("utf-8"))) == []


def test_the_dictionary_is_valid():
    assert errors(FACTS, read((POLICIES / "facts.yaml").read_text("utf-8"))) == []


def test_every_form_is_valid():
    assert errors(PROGRAMME, read(GOOD)) == []


BROKEN = [
    ("编号", None),
    ("版本", "[]"),
    ("版本", "{有效期: {自: 2026-01-01, 至: 长期}}"),
    ("级别", "县"),
    ("类型", "[资金, 奖金]"),
    ("可信", "D"),
    ("事项", "''"),
    ("名称", "甲"),
    ("版本 0 有效期", None),
    ("版本 0 有效期", "{自: 2026-01-01}"),
    ("版本 0 有效期", "{自: 2026-13-01, 至: 长期}"),
    ("版本 0 有效期", "{自: 长期, 至: 长期}"),
    ("版本 0 依据", None),
    ("版本 0 依据", "[]"),
    ("版本 0 依据", "[{文号: 一号}]"),
    ("版本 0 兑现方式", None),
    ("版本 0 兑现方式", "自动"),
    ("版本 0 参数 门槛", "{按: 收入}"),
    ("版本 0 参数 门槛", "{分档: [{值: 5%}]}"),
    ("版本 0 参数 门槛", "{按: 收入, 分档: [{至: 5万元}]}"),
    ("版本 0 参数 销售", "{按: 类别, 对应: {}}"),
    ("版本 0 条件", "[]"),
    ("版本 0 条件", "{}"),
    ("版本 0 条件", "{全部满足: [], 说明: 空}"),
    ("版本 0 条件", "{全部满足: [甲], 任一满足: [乙]}"),
    ("版本 0 条件", "{全部满足: [{判断: 甲, 人工核验: 乙}]}"),
    ("版本 0 条件", "{任一满足: [{不满足: {全部满足: [{判断: ''}]}}]}"),
    ("版本 0 条件", "{至少满足: 2}"),
    ("版本 0 条件", "{至少满足: 两, 其中: [甲, 乙]}"),
    ("版本 0 排除情形", "[{号: x1}]"),
    ("版本 0 排除情形", "[{判断: 甲, 结论: 否}]"),
    ("版本 0 人工核验", "[{号: m1}]"),
    ("版本 0 金额", "5万元"),
    ("版本 0 金额", "{上限: 5万元}"),
    ("版本 0 金额", "{定额: 5万元, 评定: 部门}"),
    ("版本 0 金额", "{定额: 5万元, 比例: 5%}"),
    ("版本 0 金额", "{定额: 5万元, 当: 是否高企}"),
    ("版本 0 金额", "{基数: 收入}"),
    ("版本 0 金额", "{基数: 收入, 比例: 5%, 全额分档: [{比例: 5%}]}"),
    ("版本 0 金额", "{基数: 收入, 超额累进: [{金额: 5万元}]}"),
    ("版本 0 金额", "{基数: 收入, 全额分档: [{比例: 5%, 金额: 5万元}]}"),
    ("版本 0 金额", "{分情形: [{定额: 5万元}]}"),
    ("版本 0 金额", "{分情形: [{其他: 否, 定额: 5万元}]}"),
    ("版本 0 金额", "{合计: [{名: 甲}]}"),
    ("版本 0 金额", "{定额: 5万元, 取整: {到: 厘}}"),
    ("版本 0 互斥", "{取法: 就高}"),
    ("版本 0 互斥", "{组: 甲, 取法: 就低}"),
    ("版本 0 叠加上限", "{不超过: 5万元}"),
    ("版本 0 预算", "{总额: 5万元, 次序: [评分]}"),
    ("版本 0 预算", "{总额: 5万元, 不足时: 抽签}"),
    ("版本 0 证明材料", "[{来源: 税务}]"),
    ("版本 0 证书年限", "三年"),
    ("版本 0 用例 0 期望", None),
    ("版本 0 用例 0 期望", "{结论: MET}"),
    ("版本 0 用例 0 日期", "六月"),
    ("版本 0 用例 0 给定", "[甲]"),
    ("版本 0 用例 1 缺", "区间"),
]


@pytest.mark.parametrize(("path", "value"), BROKEN)
def test_a_broken_programme_is_refused(path, value):
    document = deepcopy(read(GOOD))
    *above, last = [int(each) if each.isdigit() else each for each in path.split()]
    inner = document
    for each in above:
        inner = inner[each]
    if value is None:
        del inner[last]
    else:
        inner[last] = read(value)
    assert errors(PROGRAMME, document)


def test_a_version_needs_something_to_decide_it():
    document = read(GOOD)
    version = document["版本"][0]
    del version["条件"]
    assert errors(PROGRAMME, document) == []
    del version["人工核验"]
    assert errors(PROGRAMME, document)


@pytest.mark.parametrize(
    "text",
    [
        "[收入]",
        "收入: 金额",
        "收入: {单位: 万元}",
        "收入: {类型: 数字}",
        "收入: {类型: 金额, 单位: 人}",
        "员工: {类型: 整数, 单位: 万元}",
        "名称: {类型: 文字, 单位: 元}",
        "收入: {类型: 金额, 取值: [一, 二]}",
        "规模: {类型: 文字, 取值: 中型}",
        "收入: {类型: 金额, 敏感: 秘密}",
        "收入: {类型: 金额, 默认: 0}",
        "收入: {类型: 金额, 推算: ''}",
        "' ': {类型: 金额}",
    ],
)
def test_a_broken_dictionary_is_refused(text):
    assert errors(FACTS, read(text))


def test_a_number_that_was_not_read_as_text_is_refused():
    document = read(GOOD)
    document["版本"][0]["证书年限"] = 3
    assert errors(PROGRAMME, document)
