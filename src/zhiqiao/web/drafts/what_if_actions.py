"""Asking what a draft would change, and keeping the answer."""

import io
from datetime import date
from typing import Any

import polars as pl
from django.utils import timezone

from zhiqiao.policy import PolicyError
from zhiqiao.policy.overlay import laid_over, read_over
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.drafts.models import Draft, DraftVersion, WhatIf, WhatIfState
from zhiqiao.web.drafts.what_if import Outcome, worked_out
from zhiqiao.web.jobs.actions import add_job
from zhiqiao.web.rulebook.current import rulebook

KIND = "what-if"
KEPT = 10
"""How many answers are kept for a draft; a request keeps none."""


@action
def ask_what_if(*, actor: Person, draft: Draft, on: date) -> WhatIf:
    """A waiting what-if of the newest version, handed to the background process."""
    version = DraftVersion.objects.unscoped().get(draft=draft, number=draft.version)
    found = WhatIf.objects.create(
        draft=draft, version=version.number, digest=version.digest, on=on, made_by=actor
    )
    found.job = add_job(actor=actor, kind=KIND, title=draft.title, data={"what_if": found.pk})
    found.save(update_fields=["job"])
    _forget_old(draft)
    audit(actor=actor, action="ask_what_if", what=draft, data={"version": version.number})
    return found


def _forget_old(draft: Draft) -> None:
    rows = WhatIf.objects.unscoped().filter(draft=draft).order_by("-id")
    kept = list(rows.values_list("pk", flat=True)[:KEPT])
    WhatIf.objects.unscoped().filter(draft=draft).exclude(pk__in=kept).delete()


def work_out(what_if: WhatIf) -> None:
    """Works the answer out and keeps it; a text that cannot be read has none."""
    versions = DraftVersion.objects.unscoped().filter(draft=what_if.draft_id)
    text = versions.get(number=what_if.version).text
    book = rulebook()
    read_at = timezone.now()
    try:
        programme = read_over(book, text, "")
        after = laid_over(book, {programme.id: programme})
    except PolicyError:
        _fail(what_if=what_if)
        return
    outcome, pairs = worked_out(book, after, programme.id, on=what_if.on)
    what_if.facts_at = read_at
    _keep(what_if=what_if, outcome=outcome, pairs=pairs)


@action
def _keep(*, what_if: WhatIf, outcome: Outcome, pairs: pl.DataFrame) -> None:
    rows = WhatIf.objects.unscoped().filter(pk=what_if.pk)
    values: dict[str, Any] = {
        "state": WhatIfState.DONE,
        "result": outcome.as_json(),
        "pairs": packed(pairs),
        "facts_at": what_if.facts_at,
    }
    rows.update(**values)
    data = {"gained": outcome.gained, "lost": outcome.lost}
    audit(actor=what_if.made_by, action="finish_what_if", what=what_if, data=data)


@action
def _fail(*, what_if: WhatIf) -> None:
    WhatIf.objects.unscoped().filter(pk=what_if.pk).update(state=WhatIfState.FAILED)
    audit(actor=what_if.made_by, action="fail_what_if", what=what_if)


def packed(pairs: pl.DataFrame) -> bytes:
    """The frame as compressed bytes."""
    stream = io.BytesIO()
    pairs.write_ipc(stream, compression="zstd")
    return stream.getvalue()


def unpacked(content: bytes) -> pl.DataFrame:
    """The frame that was packed."""
    return pl.read_ipc(io.BytesIO(content))
