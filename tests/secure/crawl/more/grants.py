"""What departments of both worlds grant, at every step; what their organisations are granted."""

from datetime import date

from django.utils import timezone
from tests.factories import OrganisationFactory

from zhiqiao.web.access import Permission, Role
from zhiqiao.web.accounts.models import OrganisationKind, Person
from zhiqiao.web.grants.credit_actions import Held
from zhiqiao.web.grants.models import (
    AccountNumber,
    Comparison,
    Entitlement,
    EntitlementState,
    EntitlementStep,
    Objection,
    PassedOver,
    PayeeAccount,
    PublicNotice,
    Route,
    StepKind,
)
from zhiqiao.web.grants.numbers import PURPOSE, Payee, sealed_payee

YEAR = "2026"
BANK_CODE = "102331000018"
ACCOUNT = {"number": "6222000011112222", "bank_name": "云溪银行", "bank_code": BANK_CODE}


def _never(_person: Person) -> bool:
    return False


SEEN_BY_OTHERS = {"grant": _never, "granted": _never, "objection": _never, "payee-bank": _never}
_GRANTS = {Permission.GRANT_WRITE, Permission.PAYOUT_READ}
KEPT_WITHIN = {
    "grant": _GRANTS,
    "granted": {Permission.PAYOUT_RECEIVE},
    "objection": {Permission.GRANT_WRITE},
    "payee-bank": {Permission.PAYOUT_RECEIVE, Permission.PAYOUT_READ},
}
_STEPS = {
    Permission.GRANT_WRITE,
    Permission.PAYOUT_MAKE,
    Permission.PAYOUT_CHECK,
    Permission.PAYOUT_RECEIVE,
}
WRITTEN_WITH = {
    "grants_entitlement": _STEPS,
    "grants_entitlementstep": _STEPS,
    "grants_payeeaccount": {Permission.PAYOUT_RECEIVE},
    "grants_accountnumber": {Permission.PAYOUT_RECEIVE},
    "grants_publicnotice": {Permission.GRANT_WRITE},
    "grants_objection": {Permission.GRANT_WRITE},
    "grants_comparison": {Permission.GRANT_WRITE},
    "grants_passedover": {Permission.GRANT_WRITE},
}
_ANYONE = {*Permission}
_MERGED = {table: {Permission.ORGANISATION_ALL} for table in WRITTEN_WITH}
WRITTEN_AT = {
    "notices/<int:notice_id>/objections/<int:line_number>/": dict.fromkeys(
        ("grants_entitlement", "grants_entitlementstep", "grants_objection"), _ANYONE
    ),
    "organisations/<int:organisation_id>/merge/": _MERGED,
    "people/<int:person_id>/erase/": {"grants_objection": {Permission.PERSON_ERASE}},
}
TYPED = {
    "grants.Entitlement": ("programme_name",),
    "grants.EntitlementStep": ("text",),
    "grants.Objection": ("text", "contact", "answer"),
    "grants.PayeeAccount": ("bank_name",),
}
FIXED = {"period": [YEAR]}
SECRET = {"line_number": "9"}  # who objects to a line changes it, whoever they are
SEARCHED = ("grants", "objections", "notices", "passed-over", "post-checks")
TEXT = {"text": "x"}
FORMS = {
    "grants/<str:programme_id>/<str:period>/find/": {"on": "2026-07-01"},
    "grants/<str:programme_id>/<str:period>/notice/": {"days": "5"},
    "entitlements/<int:entitlement_id>/credit/": TEXT,
    "entitlements/<int:entitlement_id>/withdraw/": TEXT,
    "entitlements/<int:entitlement_id>/post-check/": TEXT | {"is_sound": "no"},
    "notices/<int:notice_id>/take-down/": TEXT,
    "notices/<int:notice_id>/objections/<int:line_number>/": TEXT | {"contact": "x@example.org"},
    "grants/objections/<int:objection_id>/decide/": TEXT | {"decision": "uphold"},
    "my-payouts/confirm/<int:entitlement_id>/": lambda own: (
        ACCOUNT | {"name": own.organisation.name}
    ),
    "my-payouts/decline/<int:entitlement_id>/": TEXT,
    "my-payouts/account/": lambda own: ACCOUNT | {"name": own.organisation.name},
}


def add(made) -> None:
    """What its organisation grants to others, where its owner reviews; what it is granted."""
    is_reviewer = Role.REVIEWER in made.owner.roles
    office = OrganisationFactory(kind=OrganisationKind.DEPARTMENT)
    granted = [_entitlement(made, made.organisation, OrganisationFactory(), state=state)
               for state in ("found", "checked", "paid")]  # fmt: skip
    granted.append(
        _entitlement(
            made, made.organisation, OrganisationFactory(), state="held", held=Held.UNKNOWN
        )
    )
    notices = [_notice(made, granted) for granted in (made.organisation,) * 2]
    objection = Objection.objects.create(
        notice=notices[0],
        entitlement=notices[0].entitlements.unscoped().get(),
        text=made.canary("objection"),
        contact=made.canary("objection"),
    )
    account = _account(made, made.organisation)
    own = [
        _entitlement(made, office, made.organisation, state=state, account=account, year=year)
        for state, year in (("cleared", "2025"), ("confirmed", "2024"), ("paid", "2023"))
    ]
    if not is_reviewer:
        PublicNotice.objects.filter(pk__in=[each.pk for each in notices]).update(
            programme_name="公示的政策"
        )
    compared = Comparison.objects.create(
        department=made.organisation,
        programme_id=made.ids["programme_id"][0],
        period=YEAR,
        event_on=date(2026, 7, 1),
        text=made.canary("grant"),
        is_finished=True,
    )
    PassedOver.objects.create(
        comparison=compared, organisation=OrganisationFactory(), why=["no_code"], amount_fen=1
    )
    made.ids["entitlement_id"] = [each.pk for each in [*granted, *own]]
    made.ids["objection_id"] = [objection.pk]
    made.ids["line_number"] = ["1"]
    made.ids["notice_id"] = made.shown["notice_id"] = [each.pk for each in notices]


def _notice(made, department) -> PublicNotice:
    """An open notice with one line."""
    row = _entitlement(made, department, OrganisationFactory(), state="noticed")
    line = {
        "number": 1, "entitlement": row.pk, "name": row.organisation.name, "uscc": "9133****",
        "amount_fen": 100, "clause": "第三条",
    }  # fmt: skip
    notice = PublicNotice.objects.create(
        department=department,
        programme_id=row.programme_id,
        programme_name="公示的政策",
        period=YEAR,
        content=[line],
        sha256="0" * 64,
        from_on=timezone.localdate(),
        until_on=date(2099, 1, 1),
    )
    Entitlement.objects.unscoped().filter(pk=row.pk).update(notice=notice)
    return notice


def _account(made, organisation) -> PayeeAccount:
    account = PayeeAccount.objects.create(
        organisation=organisation,
        tail="0001",
        bank_name=made.canary("payee-bank"),
        bank_code=BANK_CODE,
    )
    sealed = sealed_payee(Payee(made.canary("payee-bank"), "6222000000000001"))
    AccountNumber.objects.create(
        id=sealed.record,
        account=account,
        purpose=PURPOSE,
        algorithm=sealed.algorithm,
        key_id=sealed.key_id,
        wrapped_key=sealed.wrapped_key,
        content=sealed.content,
    )
    return account


def _entitlement(made, department, organisation, *, state, held="", account=None, year=YEAR):
    words = made.canary("grant" if department == made.organisation else "granted")
    row = Entitlement.objects.create(
        organisation=organisation,
        department=department,
        programme_id=made.ids["programme_id"][0],
        programme_name=words,
        version_label="v1",
        period=year,
        event_on=date(2026, 7, 1),
        route=Route.AUTOMATIC,
        amount_fen=100,
        state=EntitlementState(state),
        held=held,
        content=_content(words),
        sha256="0" * 64,
        account=account or (_account(made, organisation) if state == "paid" else None),
    )
    EntitlementStep.objects.create(entitlement=row, kind=StepKind.FOUND, text=words)
    return row


def _content(words):
    both = {"zh": words, "en": words}
    clause = {"id": "c1", "citation": words, "sentence": both, "state": "holds", "kind": "clause",
              "is_against": False, "is_deciding": True, "missing": []}  # fmt: skip
    fact = {"name": words, "code": "x", "value": "1", "shown": both, "unit": "", "period": "",
            "as_of": "2026-01-02", "source": "department", "source_note": words,
            "row": 0}  # fmt: skip
    return {
        "summary": both, "clauses": [clause], "working": [], "facts": [fact],
        "conditions": [{"code": "clear", "is_kept": True, "why": "one_enterprise"}],
    }  # fmt: skip
