"""Drafts of both worlds: seen by the people of the department alone, whatever their roles."""

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.drafts.models import (
    Draft,
    DraftComment,
    DraftState,
    DraftVersion,
    PublicationRequest,
    WhatIf,
    WhatIfState,
)
from zhiqiao.web.rulebook.actions import digest_of
from zhiqiao.web.rulebook.texts import text_of


def _never(_person: Person) -> bool:
    return False


SEEN_BY_OTHERS = {"rule-draft": _never, "rule-comment": _never, "rule-request": _never}
RULES = {Permission.RULE_DRAFT, Permission.RULE_PUBLISH}
KEPT_WITHIN = dict.fromkeys(SEEN_BY_OTHERS, RULES)
WRITTEN_WITH = {
    "drafts_draft": RULES | {Permission.ORGANISATION_ALL},
    "drafts_draftversion": RULES,
    "drafts_draftcomment": RULES | {Permission.PERSON_ERASE},
    "drafts_publicationrequest": RULES | {Permission.ORGANISATION_ALL},
    "drafts_whatif": RULES,
}
TYPED = {
    "drafts.Draft": ("title",),
    "drafts.DraftVersion": ("text",),
    "drafts.DraftComment": ("text",),
    "drafts.PublicationRequest": ("title", "note"),
}
SEARCHED = ("drafts", "what-if")
FORMS = {
    "drafts/new/": {"title": "新的事项", "programme_id": "crawl-new"},
    "drafts/<int:draft_id>/": {"text": "事项: 改过的", "version": "1"},
    "drafts/<int:draft_id>/comments/": {"text": "一条意见"},
    "drafts/<int:draft_id>/publication/": {"note": "改了", "version": "1"},
    "drafts/<int:draft_id>/end/": {"what": "discard"},
    "drafts/<int:draft_id>/what-if/": {"on": "2026-10-01"},
    "drafts/requests/<int:publication_request_id>/decision/": {
        "decision": "send-back", "answer": "请补依据",
    },
    "programmes/<str:programme_id>/repeal/": {"on": "2099-01-01", "note": "到期"},
}  # fmt: skip
NOT_IN_ONE_STEP = {
    "POST /drafts/<int:draft_id>/check/": "checks a text and stores nothing",
}


def add(made) -> None:
    """A draft being written, one that waits for a second person, and an end that does."""
    drafts = [
        _draft(made, DraftState.OPEN, made.ids["programme_id"][0]),
        _draft(made, DraftState.ASKED, f"crawl-{made.tag}"),
    ]
    made.ids["draft_id"] = [each.pk for each in drafts]
    request = PublicationRequest.objects.create(
        organisation=made.organisation,
        draft=drafts[1],
        kind="publish",
        programme_id=drafts[1].programme_id,
        title=made.canary("rule-request"),
        version=1,
        digest=digest_of(_text(made, drafts[1].programme_id)),
        effective_on="2027-01-01",
        note=made.canary("rule-request"),
        asked_by=made.colleague,
        written_by=made.colleague,
    )
    end = PublicationRequest.objects.create(
        organisation=made.organisation,
        kind="repeal",
        programme_id=f"crawl-{made.tag}-end",
        title=made.canary("rule-request"),
        digest=digest_of(""),
        effective_on="2027-01-01",
        asked_by=made.owner,
    )
    made.ids["publication_request_id"] = [request.pk, end.pk]


def _text(made, programme_id: str) -> str:
    """The rule in force where there is one: it may be published again."""
    return f"{text_of(programme_id)}# {made.canary('rule-draft')}\n"


def _draft(made, state: str, programme_id: str) -> Draft:
    draft = Draft.objects.create(
        organisation=made.organisation,
        programme_id=programme_id,
        title=made.canary("rule-draft"),
        state=state,
        created_by=made.colleague,
    )
    text = _text(made, programme_id)
    DraftVersion.objects.create(
        draft=draft, number=1, text=text, digest=digest_of(text), written_by=made.colleague
    )
    words = made.canary("rule-comment")
    DraftComment.objects.create(draft=draft, version=1, person=made.colleague, text=words)
    WhatIf.objects.create(
        draft=draft, version=1, digest=digest_of(text), on="2026-10-01", state=WhatIfState.FAILED
    )
    return draft


def add_hidden(made) -> None:
    """One more draft with a comment."""
    _draft(made, DraftState.OPEN, f"crawl-{made.tag}-more")
