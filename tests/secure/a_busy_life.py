"""What someone leaves in every place that people work in, and what others were told of them."""

from django.utils import timezone
from tests.factories import NeedFactory, OfferFactory
from tests.projects import introduction_of, project_of

from zhiqiao.web.applications.models import Application, Step, StepKind
from zhiqiao.web.attachments.actions import attach
from zhiqiao.web.audit.actions import audit, system_action
from zhiqiao.web.cases import clock
from zhiqiao.web.cases.models import Case, CaseEntry, EntryKind
from zhiqiao.web.drafts.models import Draft, DraftComment
from zhiqiao.web.inbox.actions import named, tell
from zhiqiao.web.inbox.models import Letter, Mailing, Message, Preference
from zhiqiao.web.introductions import step_actions
from zhiqiao.web.introductions.dossiers import dossier_of
from zhiqiao.web.introductions.models import Disclosure
from zhiqiao.web.introductions.models import Step as Answer
from zhiqiao.web.introductions.moves import Party
from zhiqiao.web.programmes.models import CalendarFeed
from zhiqiao.web.searches.models import SavedSearch
from zhiqiao.web.take_up.models import Reminder
from zhiqiao.web.transfers.models import EventKind, TransferEvent


def work(person, colleague, words):
    """The person works in every app; `words` are what they write, about themselves too."""
    for act in (_applies, _asks, _drafts, _is_introduced, _transfers, _is_told, _searches):
        act(person, colleague, words)


def _applies(person, colleague, words):
    """As the one who answers for it: what is handed in stays the organisation's."""
    now = timezone.now()
    application = Application.objects.create(
        organisation=NeedFactory().organisation,
        department=colleague.organisation,
        programme_id="p",
        programme_name="补贴",
        version_label="v1",
        state="submitted",
        assignee=person,
        made_by=person,
        submitted_at=now,
    )
    Step.objects.create(application=application, kind=StepKind.SUBMITTED, by=person)
    Step.objects.create(
        application=application, kind=StepKind.NOTED, text=words, is_internal=True, by=person
    )
    with system_action("working"):
        attach(
            actor=person,
            organisation=application.organisation,
            name="合同.pdf",
            content=b"%PDF-1.7 x",
        )


def _asks(person, colleague, words):
    case = Case(question=words, contact=words[:60], person=person)
    clock.start(case, timezone.localdate())
    case.save()
    CaseEntry.objects.create(
        case=case, kind=EntryKind.ANSWER, person=person, text=words, is_by_asker=True
    )
    CaseEntry.objects.create(case=case, kind=EntryKind.ANSWER, person=colleague, text="已答复")


def _drafts(person, colleague, words):
    draft = Draft.objects.create(
        organisation=colleague.organisation, programme_id="p", title="补贴", created_by=person
    )
    DraftComment.objects.create(draft=draft, version=1, person=person, text=words)
    Reminder.objects.create(
        programme_id="p",
        organisation=NeedFactory().organisation,
        department=colleague.organisation,
        person=person,
        reminded_on="2026-10-01",
    )


def _is_introduced(person, colleague, words):
    opened = introduction_of(NeedFactory(), OfferFactory())
    Answer.objects.create(
        introduction=opened, kind="declined", party=Party.SEEKER, person=person, note=words
    )
    dossier = dossier_of(opened, Party.SEEKER, person)
    sealed = step_actions.sealed_dossier(dossier, opened.need.organisation)
    Disclosure.objects.create(introduction=opened, party=Party.SEEKER, person=person, sealed=sealed)


def _transfers(person, colleague, words):
    project = project_of(owner=person)
    TransferEvent.objects.create(transfer=project, person=person, kind=EventKind.NOTE, text=words)


def _is_told(person, colleague, words):
    data = named(person) | {"programme": "补贴"}
    letter = Letter.objects.create(person=person, mailing=Mailing.DAILY, due_at=timezone.now())
    with system_action("telling"):
        tell(kind="rule-publish-asked", people=[colleague], data=data, path="/inbox/")
        tell(kind="search-digest", people=[person], data={"names": words, "count": 1}, path="/")
        audit(actor=None, action="welcome", what=colleague)
    Message.objects.unscoped().filter(person=person).update(letter=letter)
    Preference.objects.create(person=person, mailings={"rules": "never"})


def _searches(person, colleague, words):
    SavedSearch.objects.create(
        person=person, of="offers", query=f"q={words}", name=words[:40], told_on="2026-10-01"
    )
    CalendarFeed.objects.create(
        person=person, organisation=colleague.organisation, digest=f"{words}"[:64]
    )
