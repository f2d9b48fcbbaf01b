"""A rule of the demo city that one person has asked to publish: it waits for the second."""

from datetime import date, timedelta

from django.utils import timezone

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.drafts.actions import Beginning, add_comment, begin_draft
from zhiqiao.web.drafts.models import Draft
from zhiqiao.web.drafts.request_actions import AlreadyAskedError, ask_to_publish
from zhiqiao.web.drafts.what_if_actions import ask_what_if, work_out

DEPARTMENT, WRITER, SECOND = "org-demo-department", "demo-reviewer", "demo-reviewer-2"
ID, TITLE = "yunxi-training-2027", "领取中小企业员工技能培训补贴"
NOTE = "按市里明年的安排新设：中小企业给员工做技能培训，每家补贴 5 万元。请核对门槛和预算。"
COMMENT = "门槛定在 10 人还是 5 人？可以先测算一下有多少家。"
TEXT = """事项: {title}
编号: {id}
部门: {department}
级别: 市
类型: [资金]
可信: A
说明: 虚构的演示规则
版本:
- 版号: {id}-v1
  有效期: {{自: {start}, 至: {end}}}
  依据: [{{文件: 云溪市中小企业员工技能培训补贴办法（虚构）, 文号: 云科〔2026〕21号, 条款: 第三条}}]
  申报窗口: [{{自: {opens}, 至: {closes}}}]
  兑现方式: 申报审核
  条件:
    全部满足:
    - {{号: c1, 判断: "企业规模 属于 [中型, 小型, 微型]", 条款: 第三条}}
    - {{号: c2, 判断: "从业人员 不少于 10人", 条款: 第四条}}
  金额: {{定额: 5万元}}
  预算: {{总额: 500万元, 次序: [金额 降序], 不足时: 额满即止}}
  证明材料: [{{名: 培训记录}}, {{名: 营业执照, 来源: 市场监管, 可免: 是}}]
  用例:
  - 名: 完全符合
    给定: {{企业规模: 小型, 从业人员: 12人}}
    期望: {{结论: 符合, 金额: 5万元}}
  - {{名: 恰好十人, 同: 完全符合, 改: {{从业人员: 10人}}, 期望: {{结论: 符合}}}}
  - {{名: 差一人, 同: 完全符合, 改: {{从业人员: 9人}}, 期望: {{结论: 不符合}}}}
  - {{名: 大型企业, 同: 完全符合, 改: {{企业规模: 大型}}, 期望: {{结论: 不符合}}}}
  - {{名: 不知道人数, 同: 完全符合, 缺: [从业人员], 期望: {{结论: 待补充, 缺少: [从业人员]}}}}
  - {{名: 生效前一日, 同: 完全符合, 日期: {before}, 期望: {{结论: 不适用}}}}
  - {{名: 届满次日, 同: 完全符合, 日期: {after}, 期望: {{结论: 不适用}}}}
"""


def load_demo_drafts() -> None:
    """Writes the draft, what it would change, a comment and the request; once."""
    department = Organisation.objects.filter(code=DEPARTMENT).first()
    people = {each.username: each for each in Person.objects.filter(username__in=(WRITER, SECOND))}
    if department is None or WRITER not in people:
        return
    if Draft.objects.unscoped().filter(programme_id=ID).exists():
        return
    writer = people[WRITER]
    writer.act_for(department.pk)
    begun = Beginning(ID, TITLE, _text(department), is_demo=True)
    draft = begin_draft(actor=writer, organisation=department, begun=begun)
    found = ask_what_if(actor=writer, draft=draft, on=_start())
    work_out(found)
    if SECOND in people:
        add_comment(actor=people[SECOND], draft=draft, text=COMMENT)
    today = timezone.localdate()
    try:
        ask_to_publish(actor=writer, draft=draft, version=1, note=NOTE, today=today)
    except AlreadyAskedError:
        return


def _start() -> date:
    return date(timezone.localdate().year + 1, 1, 1)


def _text(department: Organisation) -> str:
    start = _start()
    return TEXT.format(
        title=TITLE,
        id=ID,
        department=department.name,
        start=start,
        end=start.replace(month=12, day=31),
        opens=start.replace(month=3),
        closes=start.replace(month=4, day=30),
        before=start - timedelta(days=1),
        after=start.replace(year=start.year + 1),
    )
