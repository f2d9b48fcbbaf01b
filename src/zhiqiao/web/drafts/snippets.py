"""What the editor offers to insert, and what a new draft begins as."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a rule, and the word on its button."""

    code: str
    word: Promise
    text: str


SNIPPETS = (
    Snippet("condition", _("条件"), '    - {号: c9, 判断: "从业人员 不少于 10人", 条款: 第三条}'),
    Snippet(
        "any", _("任一满足"),
        '    - 任一满足:\n      - {号: c8, 判断: "资质称号 含有 高新技术企业"}\n'
        '      - {号: c9, 判断: "资质称号 含有 科技型中小企业"}',
    ),
    Snippet(
        "exclusion", _("排除情形"),
        "  排除情形: [{号: x1, 判断: 是否列入严重失信名单, 条款: 第八条}]",
    ),
    Snippet(
        "manual", _("人工核验"),
        "  人工核验: [{号: m1, 事项: 项目先进性由专家评审, 条款: 第七条}]",
    ),
    Snippet("fixed", _("定额"), "  金额: {定额: 5万元}"),
    Snippet("share", _("按比例"), "  金额: {基数: 上年度研发费用, 比例: 10%, 上限: 50万元}"),
    Snippet(
        "steps", _("超额累进"),
        "  金额:\n    基数: 上年度研发费用\n    超额累进: [{至: 1000万元, 比例: 10%}, {比例: 3%}]\n"
        "    上限: 200万元",
    ),
    Snippet(
        "budget", _("预算"), "  预算: {总额: 5000万元, 次序: [金额 降序], 不足时: 按比例折算}"
    ),
    Snippet("window", _("申报窗口"), "  申报窗口: [{自: 2027-03-01, 至: 2027-04-30}]"),
    Snippet("material", _("证明材料"), "  证明材料: [{名: 营业执照, 来源: 市场监管, 可免: 是}]"),
    Snippet(
        "case", _("用例"),
        "  - 名: 完全符合\n    给定: {企业规模: 小型, 从业人员: 12人}\n"
        "    期望: {结论: 符合, 金额: 5万元}",
    ),
    Snippet(
        "variant", _("变一项的用例"),
        "  - {名: 差一人, 同: 完全符合, 改: {从业人员: 9人}, 期望: {结论: 不符合}}",
    ),
)  # fmt: skip

BEGINNING = """事项: {title}
编号: {id}
部门: {department}
级别: 市
类型: [资金]
可信: A
说明: 给企业看的一句话
版本:
- 版号: {id}-v1
  有效期: {{自: {start}, 至: 长期}}
  依据: [{{文件: （填写文件名）, 文号: （填写文号）, 条款: 第一条}}]
  兑现方式: 申报审核
  条件:
    全部满足:
    - {{号: c1, 判断: "企业规模 属于 [小型, 微型]", 条款: 第二条}}
    - {{号: c2, 判断: "从业人员 不少于 10人", 条款: 第三条}}
  金额: {{定额: 5万元}}
  证明材料: [{{名: 营业执照, 来源: 市场监管, 可免: 是}}]
  用例:
  - 名: 完全符合
    给定: {{企业规模: 小型, 从业人员: 12人}}
    期望: {{结论: 符合, 金额: 5万元}}
  - {{名: 恰好十人, 同: 完全符合, 改: {{从业人员: 10人}}, 期望: {{结论: 符合}}}}
  - {{名: 差一人, 同: 完全符合, 改: {{从业人员: 9人}}, 期望: {{结论: 不符合}}}}
  - {{名: 中型企业, 同: 完全符合, 改: {{企业规模: 中型}}, 期望: {{结论: 不符合}}}}
  - {{名: 不知道人数, 同: 完全符合, 缺: [从业人员], 期望: {{结论: 待补充, 缺少: [从业人员]}}}}
  - {{名: 生效前一日, 同: 完全符合, 日期: {before}, 期望: {{结论: 不适用}}}}
"""
"""A rule that is sound as it stands: to be changed bit by bit, with the check at one's side."""
