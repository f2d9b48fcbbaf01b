"""Lists of both worlds at every step, payments to and from them, the account that is paid from."""

from datetime import date
from itertools import count

from django.utils import timezone
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.crawl.more.budgets import YEAR

from zhiqiao.ledger import AccountKind
from zhiqiao.web.access import Permission, Role
from zhiqiao.web.accounts.models import OrganisationKind, Person
from zhiqiao.web.budgets.models import BudgetLine
from zhiqiao.web.grants.models import Entitlement, EntitlementState, PayeeAccount, Route
from zhiqiao.web.ledger.models import Account, Entry
from zhiqiao.web.payouts.account_changes import AccountChange
from zhiqiao.web.payouts.changes import ChangeKind, PaymentChange
from zhiqiao.web.payouts.digest import digest_of
from zhiqiao.web.payouts.models import (
    BankAccount,
    Chunk,
    ChunkState,
    ListLine,
    ListState,
    Payment,
    PaymentState,
    PayoutList,
)

BANK_CODE = "102331000018"
_numbers = count(1)
READS = {Permission.PAYOUT_READ}

NOT_IN_ONE_STEP = {
    "POST /payouts/account/propose/": "wants that no payment is under way",
    "POST /payouts/account/<int:accountchange_id>/confirm/": "wants that no payment is under way",
}


def _never(_person: Person) -> bool:
    return False


SEEN_BY_OTHERS = {"payout": _never, "payee": _never, "payment-change": _never}
KEPT_WITHIN = {
    "payout": READS,
    "payee": READS | {Permission.PAYOUT_RECEIVE},
    "payment-change": READS,
}
_MOVES = {Permission.PAYOUT_MAKE, Permission.PAYOUT_CHECK}
WRITTEN_WITH = {
    "payouts_payoutlist": _MOVES,
    "payouts_listline": _MOVES,
    "payouts_chunk": _MOVES,
    "payouts_bankaccount": {Permission.PAYOUT_CHECK},
    "payouts_accountchange": _MOVES,
}
WRITTEN_AT = {
    "organisations/<int:organisation_id>/merge/": {
        table: {Permission.ORGANISATION_ALL} for table in WRITTEN_WITH
    },
}
TYPED = {
    "payouts.PayoutList": ("title", "returned"),
    "payouts.AccountChange": ("name", "bank_name"),
    "payouts.PaymentChange": ("reason", "evidence", "remark"),
    "payouts.Clawback": ("reason",),
    "payouts.BankAccount": ("name", "bank_name"),
}
SEARCHED = ("payouts", "live")
FORMS = {
    "payouts/new/": lambda own: {"line": str(own.ids["payable_line"][0]), "title": "一张清单"},
    "payouts/<int:list_id>/approve/": lambda own: {"digest": _submitted(own).digest},
    "payouts/<int:list_id>/send-back/": {"reason": "第二家不对"},
    "payouts/account/propose/": {
        "name": "甲", "number": "62220000999", "bank_name": "乙", "bank_code": BANK_CODE,
    },
}  # fmt: skip


def _submitted(own) -> PayoutList:
    return PayoutList.objects.unscoped().get(pk=own.ids["list_id"][1])


def add(made) -> None:
    """A department's lists, where its owner could act on them; a payment to the organisation."""
    is_maker = Role.FINANCE_MAKER in made.owner.roles
    payer = _Payer(made, made.organisation)
    lists = [
        payer.draft(),
        payer.submitted(),
        payer.approved(),
        payer.released(),
    ]
    # A department with lists under way is not merged; the one beside nobody's number can be.
    idle = OrganisationFactory(code=f"idle-{made.tag}")
    made.ids["organisation_id"] = [made.organisation.pk] * len(made.ids["person_id"]) + [idle.pk]
    payer.ready()
    change = AccountChange.objects.create(
        organisation=made.organisation,
        name=made.canary("payout"),
        number=f"6222{next(_numbers):012d}",
        bank_name=made.canary("payout"),
        bank_code=BANK_CODE,
        maker=made.owner if is_maker else made.colleague,
    )
    office = OrganisationFactory(kind=OrganisationKind.DEPARTMENT)
    received = _Payer(made, office, enterprise=made.organisation).released()
    other = OrganisationFactory(kind=OrganisationKind.DEPARTMENT)
    came_back = _Payer(made, other, enterprise=made.organisation).released(PaymentState.RETURNED)
    settled, returned = (
        payer.released(state).payments.unscoped().get()
        for state in (PaymentState.SETTLED, PaymentState.RETURNED)
    )
    changes = [
        _change(made, settled, ChangeKind.CLAW_BACK),
        _change(made, returned, ChangeKind.RELEASE),
    ]
    paid = [lists[3], received, came_back, payer.released(PaymentState.RETURNED)]
    payments = Payment.objects.unscoped().filter(payout_list__in=paid)
    made.ids["chunk_id"] = [payer.refused().pk]
    made.ids["list_id"] = [each.pk for each in lists]
    made.ids["listed_id"] = [each.lines.unscoped().get().pk for each in lists]
    made.ids["accountchange_id"] = [change.pk]
    made.ids["change_id"] = [each.pk for each in changes]
    made.ids["payable_line"] = [payer.line.pk]
    made.ids.setdefault("payment_id", []).extend(payments.values_list("pk", flat=True))


def _change(made, payment, kind) -> PaymentChange:
    return PaymentChange.objects.create(
        payment=payment, kind=kind, reason=made.canary("payment-change"), maker=made.colleague
    )


class _Payer:
    """A department that pays an enterprise."""

    def __init__(self, made, department, enterprise=None) -> None:
        self.made, self.department = made, department
        self.maker = made.colleague if department == made.organisation else PersonFactory(role=None)
        self.checker = PersonFactory(role=None)
        self.enterprise = enterprise or made.target
        self.kind = "payee" if enterprise else "payout"
        number = next(_numbers)
        self.budget, self.transit = (
            Account.objects.create(
                code=f"{kind.value}/payouts/{number}",
                kind=kind.value,
                organisation=department,
                has_floor=kind is AccountKind.BUDGET,
                credit_fen=10**9,
                debit_pending_fen=100 * (kind is AccountKind.BUDGET),
                credit_pending_fen=100 * (kind is AccountKind.IN_TRANSIT),
            )
            for kind in (AccountKind.BUDGET, AccountKind.IN_TRANSIT)
        )
        self.line = BudgetLine.objects.create(
            organisation=department,
            programme_id=f"payouts-{number}",
            programme_name=self.words,
            year=YEAR,
            account=self.budget,
        )
        BankAccount.objects.create(
            organisation=department,
            name=made.canary("payout"),
            number=f"6222{number:012d}",
            bank_name=made.canary("payout"),
            bank_code=BANK_CODE,
        )
        self.account = PayeeAccount.objects.create(
            organisation=self.enterprise,
            tail="0001",
            bank_name=self.words,
            bank_code=BANK_CODE,
            is_current=False,
        )

    @property
    def words(self) -> str:
        return self.made.canary(self.kind)

    def ready(self) -> Entitlement:
        return self._entitlement(EntitlementState.CONFIRMED)

    def draft(self) -> PayoutList:
        return self._list(EntitlementState.LISTED, state=ListState.DRAFT)

    def submitted(self) -> PayoutList:
        return self._list(EntitlementState.LISTED, state=ListState.SUBMITTED)

    def approved(self) -> PayoutList:
        checked = {"checker": self.checker, "reservation": self._reservation()}
        return self._list(EntitlementState.APPROVED, state=ListState.APPROVED, **checked)

    def refused(self) -> Chunk:
        """A file that the bank did not take."""
        chunk = self.released().chunks.unscoped().get()
        chunk.state = ChunkState.REFUSED
        chunk.save()
        self._entry(f"pay/{chunk.payments.unscoped().get().end_to_end_id}", movement="pay")
        return chunk

    def released(self, state=PaymentState.QUEUED) -> PayoutList:
        more = {
            "checker": self.checker,
            "reservation": self._reservation(),
            "released_at": timezone.now(),
            "released_by": self.checker,
        }
        made = self._list(EntitlementState.PAID, state=ListState.RELEASED, **more)
        chunk = Chunk.objects.create(
            payout_list=made,
            number=1,
            message_id=f"ZQL{made.pk}R1C1",
            count=1,
            total_fen=100,
            execution_on=date(YEAR, 11, 23),
        )
        line = made.lines.unscoped().get()
        Payment.objects.create(
            entitlement=line.entitlement,
            organisation=self.enterprise,
            department=self.department,
            payout_list=made,
            chunk=chunk,
            account=self.account,
            end_to_end_id=f"ZQE{line.entitlement_id}A1",
            amount_fen=100,
            state=state,
        )
        return made

    def _list(self, entitled: EntitlementState, **fields: object) -> PayoutList:
        made = PayoutList.objects.create(
            organisation=self.department,
            budget_line=self.line,
            title=self.made.canary("payout"),
            maker=self.maker,
            count=1,
            total_fen=100,
            **fields,
        )
        ListLine.objects.create(
            payout_list=made,
            entitlement=self._entitlement(entitled),
            account=self.account,
            amount_fen=100,
        )
        made.digest = digest_of(made)
        made.save()
        return made

    def _entitlement(self, state: EntitlementState) -> Entitlement:
        return Entitlement.objects.create(
            organisation=OrganisationFactory() if self.kind == "payout" else self.enterprise,
            department=self.department,
            programme_id=self.line.programme_id,
            programme_name=self.words,
            version_label="v1",
            period=str(YEAR),
            event_on=date(YEAR, 1, 1),
            route=Route.AUTOMATIC,
            amount_fen=100,
            state=state,
            content={},
            sha256="0" * 64,
            account=self.account,
        )

    def _reservation(self) -> Entry:
        return self._entry(f"reserve/payouts/{next(_numbers)}", movement="reserve")

    def _entry(self, key: str, *, movement: str) -> Entry:
        return Entry.objects.create(
            key=key,
            movement=movement,
            phase="pending",
            debit=self.budget,
            credit=self.transit,
            amount_fen=100,
            booked_on=date(YEAR, 11, 20),
            made_at=timezone.now(),
            source="list",
            source_id=1,
        )
