"""A department, its finance people and enterprises with confirmed entitlements: for rehearsals.

Everything behind a list that is paid, made for a database of its own; the list itself, the click
and the bank are the real ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from zhiqiao.policy.programme import Programme
from zhiqiao.web.access import Role
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Membership, Organisation, OrganisationKind, Person
from zhiqiao.web.audit.actions import audit, system_action
from zhiqiao.web.budgets.actions import approve_revision, open_line
from zhiqiao.web.budgets.models import BudgetLine
from zhiqiao.web.grants.models import (
    AccountNumber,
    Entitlement,
    EntitlementState,
    PayeeAccount,
    Route,
)
from zhiqiao.web.grants.numbers import PURPOSE as SEALED_FOR
from zhiqiao.web.grants.numbers import Payee, sealed_payee
from zhiqiao.web.payouts.models import BankAccount
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.rulebook.departments import names_of

TOGETHER = 1_000
CODE = "rehearsal"
DEPARTMENT = OrganisationKind.DEPARTMENT
BANK_CODE = "102331000018"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays in a rehearsal. The people act for the department already."""

    department: Organisation
    maker: Person
    checker: Person
    line: BudgetLine


def prepare(*, payees: int, total_fen: int, year: int, budget_fen: int | None = None) -> Cast:
    """Makes a department with a budget, and so many enterprises that wait to be paid.

    Each rehearsal in the same database has a department and people of its own.

    Args:
        payees: how many.
        total_fen: what they get together; each a little more or less than the mean.
        year: of the budget.
        budget_fen: what the budget line gets; `total_fen` unless told.
    """
    with every_row_for("a rehearsal in a database of its own"):
        former = Organisation.objects.filter(code__startswith=CODE, kind=DEPARTMENT).count()
        cast = _department(former, year, total_fen if budget_fen is None else budget_fen)
        for start in range(0, payees, TOGETHER):
            amounts = amounts_of(payees, total_fen)[start : start + TOGETHER]
            add_payees(cast, amounts, first=start)
    return cast


def amounts_of(payees: int, total_fen: int) -> list[int]:
    """Amounts that differ a little and come to exactly the total, in order of the payees."""
    mean = total_fen // payees
    spread = [mean + (place % 7 - 3) * (mean // 10) for place in range(payees)]
    spread[-1] += total_fen - sum(spread)
    return spread


def add_payees(cast: Cast, amounts: Sequence[int], *, first: int) -> None:
    """Adds enterprises with a confirmed entitlement each; numbered from `first`."""
    with system_action("rehearse_payees"):
        people = range(first + 1, first + len(amounts) + 1)
        organisations = Organisation.objects.bulk_create(
            Organisation(
                code=f"{cast.department.code}-payee-{number}",
                name=f"排练企业{cast.department.pk}-{number:06d}有限公司",
                kind=OrganisationKind.ENTERPRISE,
                is_demo=True,
            )
            for number in people
        )
        accounts = _accounts(organisations, people)
        _entitlements(cast, accounts, amounts)
        audit(
            actor=None, action="rehearse", what=Entitlement, data={"count": len(amounts)},
            organisation_id=cast.department.pk,
        )  # fmt: skip


def _department(former: int, year: int, budget_fen: int) -> Cast:
    code = f"{CODE}-{former}" if former else CODE
    programme = _free_programme()
    with system_action("rehearse_department"):
        department = Organisation.objects.create(
            code=code,
            name=names_of(programme)[0],
            kind=DEPARTMENT,
            is_demo=True,
        )
        maker = _person(f"{code}-maker", Role.FINANCE_MAKER, department)
        checker = _person(f"{code}-checker", Role.FINANCE_CHECKER, department)
        BankAccount.objects.create(
            organisation=department,
            name=department.name,
            number=f"6222{former + 1:014d}",
            bank_name="排练银行",
            bank_code=BANK_CODE,
            is_demo=True,
        )
        audit(actor=None, action="rehearse", what=department)
    revision = open_line(
        actor=maker,
        programme_id=programme.id,
        year=year,
        amount_fen=budget_fen,
        reason="排练",
        is_demo=True,
    )
    approve_revision(actor=checker, revision=revision)
    return Cast(department, maker, checker, revision.line)


def _free_programme() -> Programme:
    """The first one whose department is not in the database yet."""
    taken = set(Organisation.objects.filter(kind=DEPARTMENT).values_list("name", flat=True))
    return next(each for each in rulebook().programmes if names_of(each)[0] not in taken)


def _person(username: str, role: Role, organisation: Organisation) -> Person:
    person = Person(username=username, name=str(role.label), is_demo=True)
    person.set_unusable_password()
    person.save()
    Membership.objects.create(person=person, organisation=organisation, role=role)
    person.act_for(organisation.pk)
    return person


def _accounts(organisations: Sequence[Organisation], numbers: range) -> list[PayeeAccount]:
    accounts = PayeeAccount.objects.bulk_create(
        PayeeAccount(
            organisation=each,
            tail=f"{number % 10_000:04d}",
            bank_name="排练银行",
            bank_code=BANK_CODE,
        )
        for each, number in zip(organisations, numbers, strict=True)
    )
    sealed = [
        sealed_payee(Payee(each.organisation.name, f"62230000{number:010d}"))
        for each, number in zip(accounts, numbers, strict=True)
    ]
    AccountNumber.objects.bulk_create(
        AccountNumber(
            id=each.record,
            account=account,
            purpose=SEALED_FOR,
            algorithm=each.algorithm,
            key_id=each.key_id,
            wrapped_key=each.wrapped_key,
            content=each.content,
        )
        for account, each in zip(accounts, sealed, strict=True)
    )
    return accounts


def _entitlements(cast: Cast, accounts: Sequence[PayeeAccount], amounts: Sequence[int]) -> None:
    on = timezone.localdate()
    Entitlement.objects.bulk_create(
        Entitlement(
            organisation_id=account.organisation_id,
            department=cast.department,
            programme_id=cast.line.programme_id,
            programme_name=cast.line.programme_name,
            version_label="",
            period=str(cast.line.year),
            event_on=on,
            route=Route.AUTOMATIC,
            amount_fen=amount_fen,
            state=EntitlementState.CONFIRMED,
            content={},
            sha256="",
            account=account,
            confirmed_at=timezone.now(),
            is_demo=True,
        )
        for account, amount_fen in zip(accounts, amounts, strict=True)
    )
