"""A programme, a department that answers for it, and enterprises that apply."""

import io
from datetime import date

from tests.factories import OrganisationFactory, PersonFactory

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import OrganisationKind
from zhiqiao.web.applications import actions, review_actions
from zhiqiao.web.applications.standing import digest, standing_of
from zhiqiao.web.profiles.actions import Statement, state_fact
from zhiqiao.web.rulebook.laying import rules
from zhiqiao.web.rulebook.models import PublishedText

DEPARTMENT = "云溪市科学技术局"
ID = "test-training"
RULE = """事项: 员工培训补贴
编号: {id}
部门: {department}
级别: 市
类型: 资金
可信: A
版本:
- 版号: {label}
  有效期: {valid}
  依据: [{{文件: 云溪市员工培训补贴办法, 条款: 第三条}}]
  {window}
  兑现方式: {mode}
  条件:
    全部满足:
    - {{号: c1, 判断: "企业规模 属于 [小型, 微型]", 条款: 第三条}}
    - {{号: c2, 判断: "从业人员 不少于 {least}人", 条款: 第四条}}
  金额: {amount}
  {more}
  证明材料: [{{名: 培训合同, 来源: 企业}}, {{名: 社保缴纳证明, 来源: 人社, 可免: 是}}]
"""
USUAL = {
    "id": ID, "department": DEPARTMENT, "label": "v1", "window": "", "mode": "申报审核",
    "valid": "{自: 2026-01-01, 至: 长期}", "least": 10, "amount": "{定额: 5万元}", "more": "",
}  # fmt: skip
PDF = b"%PDF-1.7 a contract"


def publish(**changes: object) -> None:
    """Lays the programme over the shipped rules, as the next publication."""
    values = USUAL | changes
    text = RULE.format(**values)
    before = PublishedText.objects.filter(programme_id=values["id"]).count()
    PublishedText.objects.create(
        programme_id=values["id"], number=before + 1, text=text, digest=digest(f"{before}{text}")
    )
    rules.look_again()


def department(name: str = DEPARTMENT):
    return OrganisationFactory(name=name, kind=OrganisationKind.DEPARTMENT)


def reviewer(organisation, **more):
    return PersonFactory(role=Role.REVIEWER, organisation=organisation, **more)


def applicant(organisation=None, **more):
    organisation = organisation or OrganisationFactory()
    return PersonFactory(role=Role.AFFAIRS, organisation=organisation, **more)


def state(person, **facts: str) -> None:
    for name, value in facts.items():
        state_fact(
            actor=person,
            organisation=person.organisation,
            statement=Statement(name=name, value=value, as_of=date(2026, 6, 30)),
        )


def begin(person, programme_id: str = ID):
    standing = standing_of(person, person.organisation, programme_id)
    return actions.begin(actor=person, organisation=person.organisation, standing=standing)


def handed_in(person):
    """An application with both facts known, handed in."""
    state(person, 企业规模="小型", 从业人员="40")
    application = begin(person)
    actions.submit(actor=person, application=application)
    return application


def under_review(person, colleague):
    application = handed_in(person)
    review_actions.accept(actor=colleague, application=application)
    return application


def upload(name: str = "培训合同.pdf", content: bytes = PDF):
    file = io.BytesIO(content)
    file.name = name
    return file
