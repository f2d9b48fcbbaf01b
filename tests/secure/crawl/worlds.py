"""Two organisations with everything an organisation may have, each row carrying a canary."""

import secrets
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone
from stdnum.cn import uscc
from tests.factories import (
    NeedFactory,
    OfferFactory,
    OrganisationFactory,
    PersonFactory,
    ReviewFactory,
    RunFactory,
    SuggestionFactory,
)
from tests.secure.crawl import more
from tests.secure.crawl.rows import Rows, may_change, rows_of

from zhiqiao.policy.values import FactType
from zhiqiao.web.access import Permission, Role
from zhiqiao.web.accounts.models import (
    Invitation,
    Membership,
    MembershipState,
    MergeRequest,
    Organisation,
    OrganisationKind,
    Person,
    Proposal,
)
from zhiqiao.web.accounts.signing_in.models import OpenSession
from zhiqiao.web.api.models import ApiToken, Delivery, Webhook
from zhiqiao.web.catalogue.models import Need, Offer, Status
from zhiqiao.web.intake.models import Import, ImportState
from zhiqiao.web.jobs.models import Job, JobState
from zhiqiao.web.profiles.dictionary import code_of, entries
from zhiqiao.web.profiles.models import Fact, Source, Visibility
from zhiqiao.web.vault.sealing import seal

P = Permission
COUNTED = [entry for entry in entries().values() if entry.type is FactType.INTEGER]
FACT_CODE = code_of(COUNTED[0].name)


def never(_person: Person) -> bool:
    """Nobody of another organisation."""
    return False


def holding(*wanted: Permission) -> Callable[[Person], bool]:
    """Whoever holds all of these."""
    return lambda person: all(person.may(each) for each in wanted)


def holding_any(*wanted: Permission) -> Callable[[Person], bool]:
    """Whoever holds one of these."""
    return lambda person: any(person.may(each) for each in wanted)


def of_the_centre(person: Person) -> bool:
    """Who reads profiles, reviewers of departments apart."""
    return person.may(P.PROFILE_ALL) and Role.REVIEWER not in person.roles


SEEN_BY_OTHERS: dict[str, Callable[[Person], bool]] = {
    "draft": holding(P.LISTING_ALL),
    "withdrawn": holding(P.LISTING_ALL),
    "run": holding(P.LISTING_ALL, P.MATCH_READ),
    "review": holding(P.REVIEW_WRITE),
    "import": holding(P.IMPORT),
    "job": holding(P.JOB_ALL),
    "fact-own": never,
    "fact-centre": of_the_centre,
    "fact-reviewers": holding(P.PROFILE_ALL),
    "token": never,
    "webhook": never,
    "delivery": never,
    "invitation": holding_any(P.ORGANISATION_ALL, P.PERSON_WRITE),
    "member": holding_any(P.ORGANISATION_ALL, P.PERSON_WRITE),
    "proposal": holding(P.ORGANISATION_ALL),
    "contact": holding_any(P.ORGANISATION_ALL, P.PERSON_WRITE),
    "session": holding(P.PERSON_WRITE),
    "sealed": holding(P.LISTING_ALL, P.CONFIDENTIAL_READ),
}
"""Each kind of canary and who may see it although it is another organisation's."""


@dataclass
class World:
    """One organisation, its people and the numbers of its rows."""

    tag: str
    organisation: Organisation
    owner: Person
    colleague: Person
    staff: Person
    inactive: Person
    target: Organisation
    ids: dict[str, list[object]] = field(default_factory=dict)
    rows: Rows = field(default_factory=dict)
    shown: dict[str, list[object]] = field(default_factory=dict)

    def changed(self, written: Set[str]) -> tuple[str, ...]:
        """Where a row of this world is no longer as it was built, among the tables written."""
        watched = {model: rows for model, rows in self.rows.items() if may_change(model, written)}
        now = rows_of(watched)
        return tuple(model.__name__ for model in watched if now[model] != watched[model])

    def canary(self, kind: str) -> str:
        """The text that stands in rows of this kind."""
        return f"zq{self.tag}{kind.replace('-', '')}canary"

    def foreign(self, person: Person | None) -> dict[str, str]:
        """The canaries that the visitor must never see, by kind."""
        return {
            kind: self.canary(kind)
            for kind, may_see in (SEEN_BY_OTHERS | more.gathered("SEEN_BY_OTHERS")).items()
            if person is None or not may_see(person)
        }


def credit_code(body: str) -> str:
    """A right credit code of an enterprise; `body`: nine digits."""
    start = f"91330108{body}"
    return start + uscc.calc_check_digit(start)


def build(tag: str, role: str | None = Role.SEEKER) -> World:
    """An organisation with one row of everything; its owner has that role there, or none."""
    before = rows_of(None)
    made = _build(tag, role)
    after = rows_of(None)
    made.rows = {
        model: {key: row for key, row in rows.items() if key not in before[model]}
        for model, rows in after.items()
    }
    return made


def _build(tag: str, role: str | None) -> World:
    organisation = OrganisationFactory(name=f"机构{tag}", code=f"world-{tag}")
    owner = PersonFactory(role=role, organisation=organisation)
    colleague = PersonFactory(role=Role.SEEKER, organisation=organisation)
    administrator = PersonFactory(role=Role.ORGANISATION_ADMIN, organisation=organisation)
    staff = PersonFactory(role=Role.BROKER, organisation=organisation)
    inactive = PersonFactory(role=Role.SEEKER, organisation=organisation, is_active=False)
    target = OrganisationFactory(code=f"target-{tag}")
    made = World(tag, organisation, owner, colleague, staff, inactive, target)
    owner.email, owner.phone = f"{made.canary('contact')}@example.org", made.canary("contact")[:30]
    owner.save()
    made.ids = {
        "organisation_id": [organisation.pk],
        "person_id": [colleague.pk, administrator.pk, owner.pk],
    }
    for add in (_listings, _matches, _files, _facts, _machines, _people, _sign_in, _sealed):
        add(made)
    for add_more in more.additions():
        add_more(made)
    return made


def add_hidden(made: World) -> None:
    """More rows of everything that nobody else may see or count."""
    own = {"organisation": made.organisation, "text": ""}
    NeedFactory(title=made.canary("draft"), status=Status.DRAFT, **own)
    OfferFactory(title=made.canary("withdrawn"), status=Status.WITHDRAWN, **own)
    Fact.objects.unscoped().filter(organisation=made.organisation)._raw_delete("default")  # noqa: SLF001 -- facts have no other way out
    for add in (_files, _facts, _machines, _people, *more.hidden()):
        add(made)


def _listings(made: World) -> None:
    own = {"organisation": made.organisation, "text": ""}
    draft = NeedFactory(title=made.canary("draft"), status=Status.DRAFT, **own)
    back = OfferFactory(title=made.canary("withdrawn"), status=Status.WITHDRAWN, **own)
    public = NeedFactory(title=f"公开需求{made.tag}", **own)
    shown = OfferFactory(title=f"公开成果{made.tag}", **own)
    made.ids |= {"need_id": [draft.pk, public.pk], "offer_id": [back.pk, shown.pk]}
    made.shown = {"need_id": [public.pk], "offer_id": [shown.pk]}


def _matches(made: World) -> None:
    need = Need.objects.unscoped().get(pk=made.ids["need_id"][1])
    offer = Offer.objects.unscoped().get(pk=made.ids["offer_id"][1])
    reason = {"kind": "technology", "favours": True}
    words = made.canary("run")
    run = RunFactory(need=need, person=made.owner)
    suggestion = SuggestionFactory(
        run=run,
        offer=offer,
        rank=1,
        reasons=[reason | {"chinese": words, "english": words}],
        evidence=[],
    )
    ReviewFactory(
        need=need,
        offer=offer,
        suggestion=suggestion,
        person=made.owner,
        note=made.canary("review"),
    )
    made.ids["suggestion_id"] = [suggestion.pk]


def _files(made: World) -> None:
    job = Job.objects.create(
        kind="catalogue-import",
        title=made.canary("job"),
        person=made.owner,
        organisation=made.organisation,
    )
    file = Import.objects.create(
        kind="need",
        file_name=made.canary("import"),
        person=made.owner,
        organisation=made.organisation,
        state=ImportState.PREVIEWED,
        staging=secrets.token_hex(16),
        job=job,
    )
    failed = Job.objects.create(
        kind="catalogue-import",
        title=made.canary("job"),
        person=made.owner,
        organisation=made.organisation,
        state=JobState.FAILED,
    )
    made.ids |= {"job_id": [job.pk, failed.pk], "import_id": [file.pk]}


def _facts(made: World) -> None:
    kinds = {
        "fact-own": Visibility.OWN,
        "fact-centre": Visibility.CENTRE,
        "fact-reviewers": Visibility.REVIEWERS,
    }
    made.ids["fact_id"] = []
    for entry, (kind, visibility) in zip(COUNTED, kinds.items(), strict=False):
        row = Fact.objects.create(
            organisation=made.organisation,
            name=entry.name,
            value="1",
            source_note=made.canary(kind),
            as_of=timezone.localdate(),
            source=Source.SELF,
            visibility=visibility,
            recorded_by=made.owner,
        )
        made.ids["fact_id"].append(row.pk)
    assert len(made.ids["fact_id"]) == len(kinds)


def _machines(made: World) -> None:
    soon = timezone.now() + timedelta(days=30)
    token = ApiToken.objects.create(
        person=made.owner,
        organisation=made.organisation,
        name=made.canary("token"),
        prefix="zq_other",
        digest=secrets.token_hex(32),
        expires_at=soon,
    )
    hook = Webhook.objects.create(
        organisation=made.organisation,
        url=f"https://{made.canary('webhook')}.example/",
        secret=seal(made.canary("webhook").encode(), purpose="webhook-secret").to_text(),
        made_by=made.owner,
    )
    sent = Delivery.objects.create(
        webhook=hook,
        message_id=f"msg-{made.tag}-{hook.pk}",
        event="need.changed",
        body=made.canary("delivery"),
    )
    made.ids |= {"token_id": [token.pk], "webhook_id": [hook.pk], "delivery_id": [sent.pk]}


def _sign_in(made: World) -> None:
    """How its people sign in: a second step, an outside identity, an open browser."""
    for person in (made.owner, made.colleague):
        Authenticator.objects.create(user=person, type="totp", data={"secret": "sealed"})
    identity = SocialAccount.objects.create(
        user=made.owner,
        provider="oidc",
        uid=f"{made.canary('contact')}",
        extra_data={"name": made.canary("contact")},
    )
    OpenSession.objects.create(
        session_key=secrets.token_hex(16),
        session_data="",
        expire_date=timezone.now() + timedelta(hours=1),
        person=made.owner,
        signed_in_at=timezone.now(),
        device=made.canary("session"),
    )
    made.ids["identity_id"] = [identity.pk]


def _people(made: World) -> None:
    invitation = Invitation.objects.create(
        organisation=made.organisation,
        role=Role.SEEKER,
        name=made.canary("invitation"),
        email=f"{made.canary('invitation')}@example.org",
        token_digest=secrets.token_hex(32),
        made_by=made.owner,
        expires_at=timezone.now() + timedelta(days=7),
    )
    applicant = PersonFactory(role=None, name=made.canary("member")[:60])
    waiting = Membership.objects.create(
        person=applicant,
        organisation=made.organisation,
        role=Role.SEEKER,
        state=MembershipState.PENDING,
        note=made.canary("member"),
    )
    Proposal.objects.create(
        membership=waiting, name=made.canary("proposal"), kind=OrganisationKind.ENTERPRISE
    )
    asked, _made = MergeRequest.objects.get_or_create(
        source=made.organisation,
        asked_by=made.owner,
        defaults={"target": made.organisation},
    )
    made.ids |= {
        "invitation_id": [invitation.pk],
        "membership_id": [waiting.pk],
        "request_id": [asked.pk],
    }


def _sealed(made: World) -> None:
    from zhiqiao.web.catalogue.actions import save_listing

    words = made.canary("sealed")
    need = Need(title=words, text=words, organisation=made.organisation, is_confidential=True)
    save_listing(actor=made.colleague, listing=need, publish=True)
    made.ids["need_id"].append(need.pk)
