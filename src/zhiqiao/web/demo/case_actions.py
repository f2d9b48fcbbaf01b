"""Questions of the demo city: one that waits, one answered, one closed and made public."""

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.cases import actions, answer_actions, handling_actions
from zhiqiao.web.cases.models import Case, Ending, PauseReason, PublishedAnswer

DEPARTMENT = "org-demo-department"
ASKER, HANDLER, BROKER = "demo-affairs", "demo-reviewer", "demo-broker"
WAITING = "我们去年搬到云溪高新区，原来在外市通过的高企证书要重新认定吗？"
ASKED = "企业技术中心的年度评价材料什么时候交？"
PUBLIC = (
    "奖励资金打到企业的哪个账户？",
    "打到企业在税务登记的基本存款账户。账户变更的，请在公示期内到科技局更新，过期按原账户拨付。",
)
STRANGER = "想找一家能做低温快干涂料中试的单位，平台能帮忙介绍吗？"


def load_demo_cases() -> int:
    """Adds the demo's questions where there are none yet; how many."""
    if Case.objects.unscoped().filter(is_demo=True).exists():
        return 0
    department = Organisation.objects.filter(code=DEPARTMENT).first()
    people = {each.username: each for each in Person.objects.filter(is_demo=True)}
    if department is None or not {ASKER, HANDLER, BROKER} <= set(people):
        return 0
    asker, handler = people[ASKER], people[HANDLER]
    made = [
        actions.open_case(actor=asker, question=WAITING, department=department),
        _asked(asker, handler, department),
        _public(asker, handler, department),
        actions.open_case(actor=None, question=STRANGER, contact="li@example.org"),
    ]
    _mark(cases=made, handler=handler)
    return len(made)


@action
def _mark(*, cases: list[Case], handler: Person) -> None:
    Case.objects.unscoped().filter(pk__in=[each.pk for each in cases]).update(is_demo=True)
    PublishedAnswer.objects.filter(published_by=handler).update(is_demo=True)
    audit(actor=None, action="load_demo", what=Case, data={"count": len(cases)})


def _asked(asker: Person, handler: Person, department: Organisation) -> Case:
    """One that is answered and waits for its asker."""
    case = actions.open_case(actor=asker, question=ASKED, department=department)
    text = "评价按归口分批，请告诉我们贵单位是哪一年认定的，我们查到批次就回复。"
    handling_actions.answer(actor=handler, case=case, text=text)
    handling_actions.add_note(actor=handler, case=case, text="查一下 2023 年那批的名单。")
    reason = PauseReason.ASKER
    handling_actions.pause(actor=handler, case=case, reason=reason, text="认定年份")
    return case


def _public(asker: Person, handler: Person, department: Organisation) -> Case:
    """One that is closed, and its answer public."""
    question, text = PUBLIC
    case = actions.open_case(actor=asker, question=question, department=department)
    handling_actions.answer(actor=handler, case=case, text=text)
    handling_actions.resolve(actor=handler, case=case, ending=Ending.HELPED)
    answer_actions.publish(actor=handler, case=case, question=question, text=text)
    return case
