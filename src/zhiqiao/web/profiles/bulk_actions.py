"""Writing the facts of many organisations at once, and moving those of a merged one."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.intake.bulk import insert_rows
from zhiqiao.web.intake.kinds import Counts, Values
from zhiqiao.web.profiles.comparison import brought_by, chunks, is_news, stored_for
from zhiqiao.web.profiles.dictionary import entries, usual_visibility
from zhiqiao.web.profiles.models import Fact, FactState, Visibility

COLUMNS = (
    "organisation_id", "name", "period", "value", "unit", "as_of", "source", "source_note",
    "visibility", "state", "recorded_by_id", "recorded_at", "replaces_id",
)  # fmt: skip


def write_facts(*, rows: Sequence[Values], actor: Person | None, file_name: str) -> Counts:
    """Writes the facts of one chunk of a file, inside the caller's transaction; the counts.

    An older value never replaces a newer one, and the same value of the same day changes nothing.
    Who sees a fact stays as its organisation said.

    Raises:
        OrganisationGoneError: undoes the chunk.
    """
    brought, superseded = brought_by(rows)
    known, visibility = stored_for(brought)
    changed = {slot: new for slot, new in brought.items() if is_news(new, known.get(slot))}
    replaced = [known[slot].pk for slot in changed if slot in known]
    for some in chunks(replaced):
        gone = Fact.objects.unscoped().filter(pk__in=some)
        gone.update(state=FactState.REPLACED, dispute_reason="")
    now, dictionary = timezone.now(), entries()
    insert_rows(
        Fact,
        COLUMNS,
        [
            (
                slot[0], slot[1], slot[2], new.value, dictionary[slot[1]].unit, new.as_of,
                new.source, new.note or file_name,
                visibility.get(slot[:2]) or usual_visibility(dictionary[slot[1]]),
                FactState.STATED, actor.pk if actor else None, now,
                known[slot].pk if slot in known else None,
            )
            for slot, new in changed.items()
        ],
    )  # fmt: skip
    return {
        "created": len(changed) - len(replaced),
        "updated": len(replaced),
        "unchanged": len(brought) - len(changed) + superseded,
    }


def move_facts(*, source: Organisation, target: Organisation, actor: Person | None) -> int:
    """Gives the facts of a merged organisation to another, as history; how many.

    None of them becomes current: what was true of the one need not be true of the other. Nobody
    sees of them what they could not see of either.
    """
    rows = Fact.objects.unscoped()
    seen_by = dict(rows.filter(organisation=target).values_list("name", "visibility"))
    names = rows.filter(organisation=source).order_by().values_list("name", flat=True).distinct()
    count = 0
    for name in list(names):
        moved = rows.filter(organisation=source, name=name)
        more: dict[str, Any] = {}
        if name in seen_by:
            of_source = moved.values_list("visibility", flat=True)[0]
            more["visibility"] = narrower(of_source, seen_by[name])
            rows.filter(organisation=target, name=name).update(**more)
        count += moved.update(
            organisation=target,
            moved_from=source,
            state=FactState.REPLACED,
            dispute_reason="",
            **more,
        )
    audit(
        actor=actor,
        action="move_facts",
        what=target,
        data={"facts": count, "source": source.pk},
    )
    return count


def narrower(one: str, other: str) -> str:
    """Of two visibilities the one that fewer have."""
    order = list(Visibility.values)
    return min(one, other, key=order.index)
