"""Drafts of both worlds: seen by the people of the department alone, whatever their roles."""

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


def _never(_person: Person) -> bool:
    return False


SEEN_BY_OTHERS = {"rule-draft": _never, "rule-comment": _never, "rule-request": _never}
SEARCHED = ("drafts", "what-if")
FORMS = {
    "drafts/new/": {"title": "新的事项", "programme_id": "crawl-new"},
    "drafts/<int:draft_id>/": {"text": "事项: 改过的", "version": "1"},
    "drafts/<int:draft_id>/comments/": {"text": "一条意见"},
    "drafts/<int:draft_id>/end/": {"what": "discard"},
    "drafts/<int:draft_id>/what-if/": {"on": "2026-10-01"},
    "drafts/requests/<int:publication_request_id>/decision/": {
        "decision": "send-back", "answer": "请补依据",
    },
    "programmes/<str:programme_id>/repeal/": {"on": "2027-01-01", "note": "到期"},
}  # fmt: skip
NOT_IN_ONE_STEP = {
    "drafts/<int:draft_id>/check/": "checks a text and stores nothing",
    "drafts/<int:draft_id>/publication/": "a rule with errors is not asked for",
    "drafts/requests/<int:publication_request_id>/withdrawal/": "only who asked withdraws",
    "programmes/<str:programme_id>/draft/": "only of programmes of one's own department",
    "programmes/<str:programme_id>/repeal/": "only of programmes of one's own department",
}


def add(made) -> None:
    """One draft being written, and one that waits for a second person."""
    drafts = [_draft(made, state) for state in (DraftState.OPEN, DraftState.ASKED)]
    made.ids["draft_id"] = [each.pk for each in drafts]
    request = PublicationRequest.objects.create(
        organisation=made.organisation,
        draft=drafts[1],
        kind="publish",
        programme_id=drafts[1].programme_id,
        title=made.canary("rule-request"),
        version=1,
        digest=digest_of(_text(made)),
        effective_on="2027-01-01",
        note=made.canary("rule-request"),
        asked_by=made.colleague,
        written_by=made.colleague,
    )
    made.ids["publication_request_id"] = [request.pk]


def _text(made) -> str:
    return f"事项: {made.canary('rule-draft')}\n"


def _draft(made, state: str) -> Draft:
    draft = Draft.objects.create(
        organisation=made.organisation,
        programme_id=f"crawl-{made.tag}-{state}",
        title=made.canary("rule-draft"),
        state=state,
        created_by=made.colleague,
    )
    text = _text(made)
    DraftVersion.objects.create(
        draft=draft, number=1, text=text, digest=digest_of(text), written_by=made.colleague
    )
    words = made.canary("rule-comment")
    DraftComment.objects.create(draft=draft, version=1, person=made.colleague, text=words)
    WhatIf.objects.create(
        draft=draft, version=1, digest=digest_of(text), on="2026-10-01", state=WhatIfState.FAILED
    )
    return draft
