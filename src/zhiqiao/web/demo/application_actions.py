"""Applications of the demo city's enterprises, one in every state."""

from datetime import timedelta

from django.utils import timezone

from zhiqiao.common.working_days import add_working_days
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.applications import actions, review_actions
from zhiqiao.web.applications.models import Application, State
from zhiqiao.web.applications.queries import last_submission
from zhiqiao.web.applications.standing import standing_of
from zhiqiao.web.attachments.actions import attach
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.demo.clock import weekdays_ago
from zhiqiao.web.jobs.calendar import working_calendar

LATE_BY, AGO = -3, timedelta(days=9)
HANDLER = "demo-reviewer"
VOUCHER, RESEARCH, STAFF = "yunxi-voucher-2026", "yunxi-rd-2026", "yunxi-staff-2026"
LEADER = "yunxi-leader-2026"
ROWS = (
    ("org-ev-01", VOUCHER, State.APPROVED, False),
    ("org-ev-01", RESEARCH, State.UNDER_REVIEW, False),
    ("org-ev-01", STAFF, State.ASKED, False),
    ("org-ev-01", LEADER, State.DRAFT, False),
    ("org-am-01", RESEARCH, State.SUBMITTED, False),
    ("org-bm-01", VOUCHER, State.REJECTED, False),
    ("org-bm-02", STAFF, State.SUBMITTED, True),
    ("org-ea-02", LEADER, State.ASKED, False),
    ("org-ea-03", VOUCHER, State.UNDER_REVIEW, True),
    ("org-ne-02", RESEARCH, State.APPROVED, False),
    ("org-nm-02", VOUCHER, State.WITHDRAWN, False),
)
"""Enterprise, programme, the state it is brought to, and whether the department is late."""
EARLIER = {("org-ev-01", VOUCHER): 20}
"""How many weekdays ago it all happened, of those that have joined the way to a payout since."""
CONTRACT = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
ASKED = "请补一份盖章的扫描件，能看清金额和日期"


def load_demo_applications() -> int:
    """Brings the demo's applications to their states; how many. Those that are there stay.

    What cannot be applied for on the day is left out.
    """
    organisations = {each.code: each for each in Organisation.objects.filter(is_demo=True)}
    handler = Person.objects.filter(username=HANDLER).first()
    made = 0
    for code, programme_id, state, is_late in ROWS:
        if code in organisations and not _exists(organisations[code], programme_id):
            with weekdays_ago(EARLIER.get((code, programme_id), 0)):
                made += _made(organisations[code], programme_id, state, handler, is_late=is_late)
    return made


def _exists(organisation: Organisation, programme_id: str) -> bool:
    rows = Application.objects.unscoped().filter(organisation=organisation)
    return rows.filter(programme_id=programme_id).exists()


def _made(
    organisation: Organisation,
    programme_id: str,
    state: State,
    handler: Person | None,
    *,
    is_late: bool,
) -> bool:
    """Whether it was made."""
    standing = standing_of(None, organisation, programme_id)
    if standing is None:
        return False
    try:
        application = actions.begin(actor=None, organisation=organisation, standing=standing)
    except RefusedError:
        return False
    names = [each.name for each in standing.version.materials if not each.is_waivable]
    _add_files(application=application, names=names)
    application.refresh_from_db()
    _bring(application, state, handler)
    if is_late:
        _set_back(application=application)
    return True


@action
def _add_files(*, application: Application, names: list[str]) -> None:
    for name in names:
        attachment = attach(
            actor=None,
            organisation=application.organisation,
            name=f"{name}.pdf",
            content=CONTRACT,
        )
        application.materials.unscoped().create(
            application=application, attachment=attachment, name=name
        )
    audit(actor=None, action="load_demo", what=application, data={"files": len(names)})


def _bring(application: Application, state: State, handler: Person | None) -> None:
    """Takes the steps that lead to the state."""
    if state == State.DRAFT:
        return
    actions.submit(actor=None, application=application)
    if state == State.WITHDRAWN:
        actions.withdraw(actor=None, application=application, text="改到下一批再报")
    if state in (State.SUBMITTED, State.WITHDRAWN):
        return
    review_actions.accept(actor=handler, application=application)
    if state == State.ASKED:
        submission = last_submission(application)
        content = submission.content if submission else {"materials": []}
        wanted = [each for each in content["materials"] if each["name"] and not each["is_waived"]]
        names = [each["name"] for each in wanted] or ["其他材料"]
        items = [{"kind": "material", "name": names[0], "words": ASKED}]
        review_actions.ask(actor=handler, application=application, items=items, text="", days=5)
    if state in (State.APPROVED, State.REJECTED):
        _decide(application, state, handler)


def _decide(application: Application, state: State, handler: Person | None) -> None:
    submission = last_submission(application)
    if submission is None:
        return
    content = submission.content
    if state == State.APPROVED:
        amount_fen = content["amount_fen"] or content["bound_fen"]
        text = "" if content["amount_fen"] else "按提交的材料核定"
        review_actions.approve(
            actor=handler, application=application, amount_fen=amount_fen, text=text
        )
        return
    against = [each["id"] for each in content["clauses"] if each["is_against"]]
    review_actions.reject(
        actor=handler,
        application=application,
        clause_ids=against or [content["clauses"][0]["id"]],
        text="这一条还差一点，下一期前补上就可以再申报；不清楚的可以来电。",
    )


@action
def _set_back(*, application: Application) -> None:
    """Has the department be late with it."""
    due_on = add_working_days(timezone.localdate(), LATE_BY, calendar=working_calendar())
    Application.objects.unscoped().filter(pk=application.pk).update(
        due_on=due_on, submitted_at=timezone.now() - AGO
    )
    audit(actor=None, action="load_demo", what=application)
