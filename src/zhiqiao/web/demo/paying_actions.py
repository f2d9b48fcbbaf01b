"""Who the demo's payouts are about: credit codes, data of the departments, one who confirms."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from django.utils import timezone

from zhiqiao.codes import credit_code_problem
from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Membership, MembershipState, Organisation, Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.demo.profiles import values_of
from zhiqiao.web.payouts.models import BankAccount, PayoutList
from zhiqiao.web.profiles.bulk_actions import write_facts
from zhiqiao.web.profiles.models import Fact

AGENT = ("demo-agent", "方亦安")
"""Keeps the books of several enterprises and confirms for them; nobody signs in as them."""
DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
KNOWN_FOR = timedelta(days=7)


@action
def give_codes(*, organisations: Sequence[Organisation]) -> None:
    """Gives each a credit code of no real place, whose check digit is right."""
    given = [each for each in organisations if not each.uscc]
    for organisation in given:
        organisation.uscc = credit_code(organisation.pk)
        organisation.save(update_fields=["uscc"])
    audit(actor=None, action="load_demo", what=Organisation, data={"count": len(given)})


def credit_code(number: int) -> str:
    """A code that is made up: no place has the digits 000000.

    >>> credit_code(7)
    '91000000DEM000007B'
    """
    body = f"91000000DEM{number:06d}"
    return next(body + last for last in DIGITS if not credit_code_problem(body + last))


@action
def share_facts(*, facts: Mapping[str, Mapping[str, str]]) -> None:
    """Writes what the departments say of enterprises, by their code; a few days old."""
    as_of = (timezone.localdate() - KNOWN_FOR).isoformat()
    rows = [
        values_of({
            "organisation": code, "facts": said, "period": "", "as_of": as_of,
            "source": "department", "note": "部门数据共享（演示）",
        })
        for code, said in facts.items()
    ]  # fmt: skip
    counts = write_facts(rows=rows, actor=None, file_name="")
    audit(actor=None, action="load_demo_profiles", what=Fact, data=counts)


@action
def engage_agent(*, organisations: Collection[Organisation]) -> Person:
    """The person who acts for all of them, while the story is told."""
    username, name = AGENT
    agent = Person.objects.filter(username=username).first() or Person(username=username)
    agent.name, agent.is_demo, agent.is_active = name, True, True
    agent.set_unusable_password()
    agent.save()
    served = set(agent.memberships.unscoped().values_list("organisation_id", flat=True))
    Membership.objects.bulk_create(
        Membership(person=agent, organisation=each, role=Role.AFFAIRS, state=MembershipState.ACTIVE)
        for each in organisations
        if each.pk not in served
    )
    audit(actor=None, action="load_demo", what=agent, data={"count": len(organisations)})
    return agent


@action
def end_story(*, department: Organisation) -> None:
    """Marks what the department made as belonging to the demo; nobody signs in as the agent."""
    PayoutList.objects.unscoped().filter(organisation=department).update(is_demo=True)
    BankAccount.objects.unscoped().filter(organisation=department).update(is_demo=True)
    Person.objects.filter(username=AGENT[0]).update(is_active=False)
    audit(actor=None, action="load_demo", what=PayoutList)
