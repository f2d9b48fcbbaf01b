"""Applications, files and steps of both worlds, in the states in which pages show the most."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.factories import OrganisationFactory

from zhiqiao.web.access import Permission, Role
from zhiqiao.web.accounts.models import OrganisationKind, Person
from zhiqiao.web.applications.models import Application, Material, State, Step, StepKind, Submission
from zhiqiao.web.applications.snapshot import sha256_of
from zhiqiao.web.attachments.actions import PURPOSE
from zhiqiao.web.attachments.models import Attachment, Content
from zhiqiao.web.vault.sealing import seal


def _never(_person: Person) -> bool:
    return False


SEEN_BY_OTHERS = {"application": _never, "attachment": _never, "internal": _never}
KEPT_WITHIN = {
    "application": {Permission.APPLY, Permission.APPLICATION_REVIEW},
    "attachment": {Permission.APPLY, Permission.PROFILE_READ, Permission.APPLICATION_REVIEW},
    "internal": {Permission.APPLICATION_REVIEW},
}
WRITTEN_WITH = {
    "applications_submission": {Permission.APPLY},
    "applications_material": {Permission.APPLY},
    "applications_step": {Permission.APPLY, Permission.APPLICATION_REVIEW},
}
WRITTEN_AT = {
    "people/<int:person_id>/erase/": {"applications_step": {Permission.PERSON_ERASE}},
}
TYPED = {
    "applications.Application": ("programme_name", "note"),
    "applications.Step": ("text",),
    "attachments.Attachment": ("name",),
}
SEARCHED = ("applications", "review")
REVISION = {"revision": "0"}
FORMS = {
    "applications/<int:application_id>/edit/": {"note": "改过的话"},
    "applications/<int:application_id>/facts/<str:code>/": {"value": "7", "as_of": "2026-01-02"},
    "applications/<int:application_id>/files/": lambda _own: {
        "file": SimpleUploadedFile("x.pdf", b"%PDF-1.7 x"), "material": "",
    },
    "applications/<int:application_id>/submit/": {"text": "x"},
    "applications/<int:application_id>/solved/": {"solved": "yes"},
    "applications/<int:application_id>/reopen/": {"text": "x"},
    "applications/review/clock/": {"acceptance_days": "4", "review_days": "9"},
    "applications/review/<int:application_id>/accept/": REVISION,
    "applications/review/<int:application_id>/assign/": lambda own: (
        REVISION | {"to": str(own.owner.pk)}
    ),
    "applications/review/<int:application_id>/ask/": REVISION | {"days": "3", "words_0": "x"},
    "applications/review/<int:application_id>/approve/": REVISION | {"text": "x", "yuan": ""},
    "applications/review/<int:application_id>/reject/": REVISION | {"text": "x", "clauses": ["c1"]},
    "applications/review/<int:application_id>/note/": {"text": "x"},
}  # fmt: skip


def add(made) -> None:
    """Applications of the world's organisation, or, where its owner reviews, to it."""
    is_reviewer = Role.REVIEWER in made.owner.roles
    other = OrganisationFactory(
        kind=OrganisationKind.ENTERPRISE if is_reviewer else OrganisationKind.DEPARTMENT
    )
    sides = (other, made.organisation) if is_reviewer else (made.organisation, other)
    rows = [
        _application(made, *sides, state=state)
        for state in (State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW, State.ASKED, State.REJECTED)
    ]
    handed_in = [each for each in rows if not (is_reviewer and each.state == State.DRAFT)]
    made.ids["application_id"] = [each.pk for each in handed_in]
    materials = [each.materials.unscoped().get() for each in handed_in]
    made.ids["material_id"] = [each.pk for each in materials]
    made.ids["attachment_id"] = [each.attachment_id for each in materials]


def _application(made, organisation, department, *, state, label="v1"):
    words, now = made.canary("application"), timezone.now()
    is_draft = state == State.DRAFT
    application = Application.objects.create(
        organisation=organisation,
        department=department,
        programme_id=f"{words}-{state}"[:60],
        programme_name=words,
        version_label=label,
        state=state,
        note=words,
        asked=[{"kind": "material", "name": words, "words": words}] * (state == State.ASKED),
        clauses=[_clause(words)] * (state == State.REJECTED),
        submitted_at=None if is_draft else now,
        decided_at=now if state == State.REJECTED else None,
    )
    attachment = _file(made, organisation, None if is_draft else department)
    Material.objects.create(
        application=application, attachment=attachment, given_in=None if is_draft else 1
    )
    if not is_draft:
        content = _content(words, attachment)
        Submission.objects.create(
            application=application, number=1, content=content, sha256=sha256_of(content)
        )
    Step.objects.create(application=application, kind=StepKind.SUBMITTED, text=words)
    Step.objects.create(
        application=application,
        kind=StepKind.NOTED,
        text=made.canary("internal"),
        is_internal=True,
    )
    return application


def _file(made, organisation, handed_to):
    words = made.canary("attachment")
    attachment = Attachment.objects.create(
        organisation=organisation,
        name=f"{words}.pdf",
        kind="pdf",
        size_bytes=9,
        sha256="0" * 64,
        handed_to=handed_to,
    )
    sealed = seal(words.encode(), purpose=PURPOSE)
    Content.objects.create(
        id=sealed.record,
        attachment=attachment,
        purpose=PURPOSE,
        algorithm=sealed.algorithm,
        key_id=sealed.key_id,
        wrapped_key=sealed.wrapped_key,
        content=sealed.content,
    )
    return attachment


def _clause(words):
    both = {"zh": words, "en": words}
    return {"id": "c1", "citation": words, "sentence": both, "state": "fails", "kind": "clause",
            "is_against": True, "is_deciding": True, "missing": []}  # fmt: skip


def _content(words, attachment):
    both = {"zh": words, "en": words}
    file = {"id": attachment.pk, "name": attachment.name, "kind": "pdf", "size_bytes": 9,
            "sha256": "0" * 64}  # fmt: skip
    fact = {"name": words, "code": "x", "value": "1", "shown": both, "unit": "", "period": "",
            "as_of": "2026-01-02", "source": "self", "source_note": words, "is_proved": False,
            "row": 0}  # fmt: skip
    return {
        "on": "2026-01-02", "verdict": "UNMET", "amount_fen": None, "potential_fen": None,
        "bound_fen": None, "summary": both, "clauses": [_clause(words)], "working": [],
        "facts": [fact], "missing": [], "unknown": [], "note": words,
        "materials": [{"name": "", "is_waived": False, "files": [file]}],
        "programme": {"id": words, "name": words, "department": words, "version": "v1",
                      "mode": "", "text": words, "text_sha256": "0" * 64},
    }  # fmt: skip


def add_hidden(made) -> None:
    """One more of some states, of another version."""
    for state in (State.DRAFT, State.SUBMITTED, State.APPROVED):
        _application(made, made.organisation, made.target, state=state, label="v2")
