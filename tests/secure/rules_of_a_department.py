"""A department with two people, a rule of its own, and enterprises with facts."""

from datetime import date

from tests.factories import OrganisationFactory, PersonFactory

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Organisation, OrganisationKind, Person
from zhiqiao.web.audit.actions import system_action
from zhiqiao.web.profiles.models import Fact, FactState, Source, Visibility
from zhiqiao.web.rulebook.actions import Publication, add_text
from zhiqiao.web.rulebook.models import PublishedText

ID = "test-training"
RULE = """事项: 员工培训补贴
编号: test-training
部门: 云溪市科学技术局
级别: 市
类型: 资金
可信: A
版本:
- 版号: test-training-v1
  有效期: {自: 2026-01-01, 至: 长期}
  依据: [{文件: 云溪市员工培训补贴办法, 条款: 第三条}]
  兑现方式: 申报审核
  条件:
    全部满足:
    - {号: c1, 判断: "企业规模 属于 [小型, 微型]", 条款: 第三条}
    - {号: c2, 判断: "从业人员 不少于 20人", 条款: 第四条}
  金额: {定额: 5万元}
  用例:
  - {名: 正好二十人, 给定: {企业规模: 小型, 从业人员: 20人}, 期望: {结论: 符合, 金额: 5万元}}
  - {名: 差一人, 同: 正好二十人, 改: {从业人员: 19人}, 期望: {结论: 不符合}}
"""
WIDER = RULE.replace("20人", "10人").replace("19人", "9人")


def department(name: str = "云溪市科学技术局") -> Organisation:
    return OrganisationFactory(name=name, kind=OrganisationKind.DEPARTMENT)


def reviewer(organisation: Organisation, **more: object) -> Person:
    return PersonFactory(role=Role.REVIEWER, organisation=organisation, **more)


def publish(text: str = RULE, **more: object) -> PublishedText:
    with system_action("test"):
        return add_text(Publication(text, **more), drafted_by=None, published_by=None)


def state(organisation: Organisation, name: str, value: str, **more: object) -> Fact:
    values = {
        "as_of": date(2026, 6, 30),
        "source": Source.SELF,
        "visibility": Visibility.REVIEWERS,
        "state": FactState.CONFIRMED,
    }
    return Fact.objects.create(organisation=organisation, name=name, value=value, **values | more)


def enterprise(staff: str = "", size: str = "小型", **more: object) -> Organisation:
    made = OrganisationFactory()
    state(made, "企业规模", size)
    if staff:
        state(made, "从业人员", staff, **more)
    return made
