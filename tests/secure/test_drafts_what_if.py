"""What a draft would change: by enterprise on visible facts, blurred with those of the centre."""

from datetime import date

import pytest
from tests.factories import OrganisationFactory
from tests.secure.rules_of_a_department import (
    ID,
    RULE,
    WIDER,
    department,
    enterprise,
    publish,
    reviewer,
    state,
)

from zhiqiao.web.drafts import actions
from zhiqiao.web.drafts.actions import Beginning
from zhiqiao.web.drafts.models import Draft, WhatIf, WhatIfState
from zhiqiao.web.drafts.what_if import blur
from zhiqiao.web.drafts.what_if_actions import ask_what_if, work_out
from zhiqiao.web.drafts.what_if_pages import rows_of
from zhiqiao.web.jobs.running import perform
from zhiqiao.web.profiles.models import Visibility

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 1)


@pytest.fixture
def writer():
    return reviewer(department())


def draft_of(writer: object, text: str) -> Draft:
    begun = Beginning(ID, "员工培训补贴", text)
    return actions.begin_draft(actor=writer, organisation=writer.organisation, begun=begun)


def result_of(draft: Draft, writer: object) -> WhatIf:
    found = ask_what_if(actor=writer, draft=draft, on=DAY)
    work_out(found)
    return WhatIf.objects.unscoped().get(pk=found.pk)


def test_who_gains_who_loses_and_how_much(writer):
    publish(RULE)
    enterprise("30")
    small = enterprise("12")
    found = result_of(draft_of(writer, WIDER), writer)
    result = found.result
    assert (result["before"]["verdicts"]["MET"], result["after"]["verdicts"]["MET"]) == (1, 2)
    assert (result["gained"], result["lost"]) == (1, 0)
    assert result["before"]["granted_fen"] == 5_000_000
    assert result["after"]["granted_fen"] == 10_000_000
    assert [(row["organisation_id"], row["basket"]) for row in rows_of(found)] == [
        (small.pk, "gained")
    ]


def test_a_new_fact_makes_unknown_and_is_named(writer):
    publish(RULE)
    enterprise("30")
    text = RULE.replace("从业人员 不少于 20人", "科技人员数 不少于 20人").replace(
        "从业人员", "科技人员数"
    )
    result = result_of(draft_of(writer, text), writer).result
    assert result["obscured"] == 1
    assert result["missing"] == {"科技人员数": 1}


def test_the_budget_limits_what_is_granted(writer):
    publish(RULE)
    for _ in range(3):
        enterprise("30")
    budget = "  预算: {总额: 10万元, 次序: [金额 降序], 不足时: 额满即止}\n"
    text = WIDER.replace("  用例:", budget + "  用例:")
    result = result_of(draft_of(writer, text), writer).result
    assert result["after"]["gross_fen"] == 15_000_000
    assert result["after"]["granted_fen"] == result["after"]["budget_fen"] == 10_000_000


def test_hidden_facts_count_only_in_blurred_totals(writer):
    publish(RULE)
    for _ in range(7):
        enterprise("12", visibility=Visibility.CENTRE)
    found = result_of(draft_of(writer, WIDER), writer)
    assert found.result["gained"] == 0
    assert rows_of(found) == []
    assert found.result["blurred"] == [None, 5]


def test_what_an_enterprise_keeps_to_itself_is_never_used(writer):
    publish(RULE)
    for _ in range(7):
        enterprise("12", visibility=Visibility.OWN)
    assert result_of(draft_of(writer, WIDER), writer).result["blurred"] == [None, None]


@pytest.mark.parametrize(("count", "told"), [(0, None), (4, None), (5, 5), (9, 5), (10, 10)])
def test_blurring(count, told):
    assert blur(count) == told


def test_small_groups_are_not_told_apart(writer):
    publish(RULE)
    for size, count in (("小型", 6), ("微型", 3), ("中型", 2)):
        for _ in range(count):
            enterprise("12", size)
    groups = result_of(draft_of(writer, WIDER), writer).result["groups"]["size"]
    assert groups == {"小型": [0, 6, 6, 0], "*": [0, 3, 3, 0]}


def test_a_text_with_errors_has_no_answer(writer):
    found = result_of(draft_of(writer, "事项: ["), writer)
    assert found.state == WhatIfState.FAILED


def test_the_background_process_works_one_out(writer):
    publish(RULE)
    enterprise("12")
    found = ask_what_if(actor=writer, draft=draft_of(writer, WIDER), on=DAY)
    assert perform(found.job_id) == "done"
    assert WhatIf.objects.unscoped().get(pk=found.pk).result["gained"] == 1


def test_values_that_are_no_longer_accepted_are_unknown(writer):
    publish(RULE)
    enterprise("12")
    state(OrganisationFactory(), "从业人员", "很多")
    assert result_of(draft_of(writer, WIDER), writer).result["gained"] == 1


def test_the_page_its_search_and_its_file(client, writer):
    publish(RULE)
    small = enterprise("12")
    draft = draft_of(writer, WIDER)
    client.force_login(writer)
    path = f"/drafts/{draft.pk}/what-if/"
    assert "还没有测算过" in client.get(path).content.decode()
    assert client.post(path, {"on": "2026-10-01"}).status_code == 302
    assert small.name in client.get(path).content.decode()
    assert small.name not in client.get(path, {"basket": "lost"}).content.decode()
    assert small.name in client.get(f"{path}export/csv/").content.decode("utf-8-sig")
    assert client.get(f"{path}export/xlsx/").status_code == 200
    assert client.get(f"{path}export/pdf/").status_code == 404
    actions.save_draft(actor=writer, draft=draft, text=RULE, title="题", version=1)
    assert "请重新测算" in client.get(path).content.decode()


def test_a_day_that_is_none_is_told(client, writer):
    draft = draft_of(writer, WIDER)
    client.force_login(writer)
    assert client.post(f"/drafts/{draft.pk}/what-if/", {"on": "明天"}).status_code == 302
    assert not WhatIf.objects.unscoped().exists()
