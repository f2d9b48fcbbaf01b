"""Published texts lie over the folder: seen by all processes, and never able to stop the site."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.factories import OrganisationFactory, PersonFactory

from zhiqiao.policy import PolicyError, assess
from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import OrganisationKind
from zhiqiao.web.audit.actions import system_action
from zhiqiao.web.rulebook import laying
from zhiqiao.web.rulebook.actions import Publication, add_text, assign_department, publish_texts
from zhiqiao.web.rulebook.current import policies_folder, rulebook, rulebook_in
from zhiqiao.web.rulebook.departments import departments_of
from zhiqiao.web.rulebook.laying import PublishedRules, rules
from zhiqiao.web.rulebook.models import DepartmentName, PublishedText
from zhiqiao.web.rulebook.texts import text_of

pytestmark = pytest.mark.django_db

RULE = """事项: 员工培训补贴
编号: test-training
部门: 云溪市科学技术局
级别: 市
类型: 资金
可信: A
版本:
- 版号: test-training-v1
  有效期: {{自: 2026-01-01, 至: 长期}}
  依据: [{{文件: 云溪市员工培训补贴办法, 条款: 第三条}}]
  兑现方式: 申报审核
  条件:
    全部满足:
    - {{号: c1, 判断: "企业规模 属于 [小型, 微型]", 条款: 第三条}}
    - {{号: c2, 判断: "从业人员 不少于 {least}人", 条款: 第四条}}
  金额: {{定额: 5万元}}
"""


def publish(text: str, **more: object) -> PublishedText:
    people = {"drafted_by": None, "published_by": None}
    with system_action("test"):
        return add_text(Publication(text, **more), **people)


def verdict(staff: int, on: date = date(2026, 6, 30)) -> str:
    facts = rulebook().read({"企业规模": "小型", "从业人员": f"{staff}人"})
    found = rulebook().programme("test-training")
    assert found is not None
    return assess(found, facts, on=on).verdict.name


def test_the_newest_text_of_a_programme_counts():
    assert rulebook().programme("test-training") is None
    publish(RULE.format(least=10))
    assert (verdict(9), verdict(10)) == ("UNMET", "MET")
    publish(RULE.format(least=20))
    assert (verdict(19), verdict(20)) == ("UNMET", "MET")
    assert [row.number for row in PublishedText.objects.order_by("id")] == [1, 2]
    assert text_of("test-training") == RULE.format(least=20)


def test_a_text_stands_in_place_of_the_folders_file_as_a_whole():
    base = rulebook_in(policies_folder())
    first = base.programmes[0]
    text = text_of(first.id)
    assert first.name in text
    publish(text.replace(first.name, "换了名称的事项"))
    assert rulebook().programme(first.id).name == "换了名称的事项"
    assert len(rulebook().programmes) == len(base.programmes)
    assert rulebook().dictionary is base.dictionary


def test_a_repealed_programme_is_judged_as_ever_before_that_day():
    publish(RULE.format(least=10))
    publish(RULE.format(least=10), repealed_on=date(2026, 9, 1))
    assert verdict(10, date(2026, 8, 31)) == "MET"
    assert verdict(10, date(2026, 9, 1)) == "NOT_APPLICABLE"
    assert verdict(10, date(2027, 1, 1)) == "NOT_APPLICABLE"


def test_what_is_undone_is_not_judged_by():
    with transaction.atomic():
        text = RULE.format(least=10)
        PublishedText.objects.create(
            programme_id="test-training", number=1, text=text, digest="undone"
        )
        rules.look_again()
        assert verdict(10) == "MET"
        transaction.set_rollback(True)
    rules.look_again()
    assert rulebook().programme("test-training") is None


def test_many_readers_ask_the_database_once_in_a_while():
    rules.look_again()
    with CaptureQueriesContext(connection) as asked:
        for _ in range(50):
            rulebook()
    assert len(asked) <= 2


def test_another_process_sees_a_publication_when_it_asks_again(monkeypatch):
    other = PublishedRules()
    folder = policies_folder()
    assert other.book(folder).programme("test-training") is None
    publish(RULE.format(least=10))
    monkeypatch.setattr(laying, "ASK_EVERY_S", 0.0)
    assert other.book(folder).programme("test-training") is not None


def test_a_text_that_cannot_be_read_is_refused():
    with pytest.raises(PolicyError):
        publish(RULE.format(least=10).replace("从业人员", "没有的事实"))
    assert not PublishedText.objects.exists()


def test_a_stored_text_that_breaks_leaves_the_one_before_in_force(client):
    publish(RULE.format(least=10))
    PublishedText.objects.create(
        programme_id="test-training", number=2, text="事项: [", digest="broken"
    )
    rules.look_again()
    assert verdict(10) == "MET"
    operator = PersonFactory(role=Role.OPERATOR)
    client.force_login(operator)
    page = client.get("/rules/departments/").content.decode()
    assert "test-training（第 2 次）现在用不了" in page


def test_texts_that_break_only_together_are_told_and_left_out():
    publish(RULE.format(least=10))
    one = RULE.format(least=10).replace("test-training", "test-one")
    publish(one + "  让位于: [test-training]\n")
    both = RULE.format(least=10) + "  让位于: [test-one]\n"
    PublishedText.objects.create(programme_id="test-training", number=2, text=both, digest="circle")
    rules.look_again()
    assert rulebook().programme("test-one") is not None
    assert [each.programme_id for each in rules.unusable(policies_folder())] == ["test-training"]


def test_the_same_person_cannot_have_drafted_and_published():
    person = PersonFactory(role=Role.REVIEWER)
    with pytest.raises(IntegrityError), system_action("test"):
        add_text(Publication(RULE.format(least=10)), drafted_by=person, published_by=person)


def test_one_person_alone_cannot_publish():
    person = PersonFactory(role=Role.REVIEWER)
    with pytest.raises(IntegrityError), system_action("test"):
        add_text(Publication(RULE.format(least=10)), drafted_by=person, published_by=None)


def test_what_was_published_is_never_rewritten():
    row = publish(RULE.format(least=10))
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()


def test_a_folder_is_published_once(tmp_path):
    (tmp_path / "training.yaml").write_text(RULE.format(least=10), "utf-8")
    assert publish_texts(folder=tmp_path, is_demo=True) == 1
    assert publish_texts(folder=tmp_path, is_demo=True) == 0
    assert verdict(10) == "MET"


def test_what_people_published_stays_when_the_folder_is_published_again(tmp_path):
    (tmp_path / "training.yaml").write_text(RULE.format(least=10), "utf-8")
    publish_texts(folder=tmp_path, is_demo=True)
    people = {"drafted_by": PersonFactory(), "published_by": PersonFactory()}
    with system_action("test"):
        add_text(Publication(RULE.format(least=20)), **people)
    assert publish_texts(folder=tmp_path, is_demo=True) == 0
    assert verdict(19) == "UNMET"


def test_a_department_goes_by_its_name_or_by_what_the_operator_says(client):
    same = OrganisationFactory(name="云溪市科学技术局", kind=OrganisationKind.DEPARTMENT)
    other = OrganisationFactory(name="听涛区科技局", kind=OrganisationKind.DEPARTMENT)
    publish(RULE.format(least=10))
    programme = rulebook().programme("test-training")
    assert departments_of(programme) == [same]
    operator = PersonFactory(role=Role.OPERATOR)
    client.force_login(operator)
    body = {"name": "云溪市科学技术局", "organisation": other.pk}
    assert client.post("/rules/departments/", body).status_code == 302
    assert departments_of(programme) == [other]
    assign_department(actor=operator, name="云溪市科学技术局", organisation=None)
    assert departments_of(programme) == [same]
    assert not DepartmentName.objects.exists()


def test_a_department_that_no_rule_names_cannot_be_assigned(client):
    client.force_login(PersonFactory(role=Role.OPERATOR))
    body = {"name": "没有的局", "organisation": ""}
    assert client.post("/rules/departments/", body).status_code == 404


def test_what_was_published_is_written_to_files(tmp_path):
    from zhiqiao.cli.policy import export

    publish(RULE.format(least=10))
    publish(RULE.format(least=20))
    export.perform(tmp_path, as_json=False)
    file = tmp_path / "test-training" / "programme.yaml"
    assert file.read_text("utf-8") == RULE.format(least=20)
