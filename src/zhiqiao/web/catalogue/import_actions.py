"""Writing needs and offers from a file, a chunk at a time, and diagnosing what came in bulk."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from zhiqiao.web.accounts.models import Organisation, OrganisationKind, Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.catalogue.actions import announce
from zhiqiao.web.catalogue.diagnosing import measure
from zhiqiao.web.catalogue.importing import FIELDS, changes, effect_of, existing
from zhiqiao.web.catalogue.models import Need, Offer, Side, Status, model_of
from zhiqiao.web.intake.bulk import insert_rows, read_columns, update_rows
from zhiqiao.web.intake.kinds import EFFECTS, Counts, Values
from zhiqiao.web.intake.models import Import
from zhiqiao.web.jobs.actions import add_job
from zhiqiao.web.jobs.progress import Progress

DIAGNOSED_AT_ONCE_MAX = 500
"""Needs of a file are diagnosed as they are written up to so many, else in the background."""
MATCHED_MAX = 200
"""Of one file so many needs are matched by themselves; the others when someone asks."""
DIAGNOSE = "diagnose-needs"
DIAGNOSED_A_CHUNK = 200
RANGES_MAX = 200


def writer(side: Side) -> Callable[..., Counts]:
    """What writes rows of that side, inside the intake's transaction."""

    def write(rows: Sequence[Values], *, actor: Person, file: Import) -> Counts:
        return _Writing(side, actor, file).write(rows)

    return write


class _Writing:
    """One chunk being written."""

    def __init__(self, side: Side, actor: Person, file: Import) -> None:
        self.side = side
        self.actor = actor
        self.file = file
        self.model: Any = model_of(side)
        self.names = _names(side)
        self.publish = bool(file.options.get("publish"))
        self.measures = side == Side.NEED and file.rows <= DIAGNOSED_AT_ONCE_MAX
        self.today = timezone.localdate()

    def write(self, rows: Sequence[Values]) -> Counts:
        stored = existing(self.side, rows)
        effects = [
            effect_of(self.side, stored.get(row["code"]), row, self.file.options) for row in rows
        ]
        by_effect = {
            effect: [row for row, found in zip(rows, effects, strict=True) if found == effect]
            for effect in EFFECTS
        }
        owners = _organisations(
            self.actor, self.side, [*by_effect["created"], *by_effect["updated"]]
        )
        created = self._create(by_effect["created"], owners)
        updated = self._update(by_effect["updated"], stored, owners)
        audit(
            actor=self.actor,
            action=f"import_{self.side.value}s",
            what=self.model,
            data={
                "import": self.file.pk,
                "created": id_ranges(created),
                "updated": id_ranges(updated),
            },
        )
        self._announce([*created, *updated])
        return {effect: len(found) for effect, found in by_effect.items()}

    def _create(self, rows: Sequence[Values], owners: dict[str, int]) -> list[int]:
        """Adds listings and returns their keys."""
        if not rows:
            return []
        values = [self._new(row, owners) for row in rows]
        insert_rows(self.model, self.names, values)
        codes = [row["code"] for row in rows]
        return sorted(key for (key,) in read_columns(self.model, ["id"], by="code", values=codes))

    def _new(self, row: Values, owners: dict[str, int]) -> list[Any]:
        """The columns of a new listing, in the order of `names`."""
        fields = [_stored(name, row[name]) for name in FIELDS[self.side]]
        status = Status.PUBLISHED if self.publish else Status.DRAFT
        published_on = self.today if self.publish else None
        shared = [row["code"], owners[row["organisation"]], status.value, published_on]
        return [*fields, *shared, *self._quality(row)]

    def _quality(self, row: Values) -> tuple[Any, ...]:
        """The diagnosis of a new need, or that there is none yet."""
        if self.side != Side.NEED:
            return ()
        if not self.measures:
            return (None, "")
        need = Need(**{name: _stored(name, row[name]) for name in FIELDS[self.side]})
        measure(need)
        return (need.quality, need.quality_level)

    def _update(
        self, rows: Sequence[Values], stored: dict[str, Need | Offer], owners: dict[str, int]
    ) -> list[int]:
        """Changes listings and returns their keys."""
        values = [self._changed(stored[row["code"]], row, owners) for row in rows]
        if values:
            now = timezone.now()
            names = (*self.names, "updated_at")
            update_rows(self.model, names, [[*row, now] for row in values])
        return [row[0] for row in values]

    def _changed(self, listing: Need | Offer, row: Values, owners: dict[str, int]) -> list[Any]:
        """The key and the columns of a changed listing, in the order of `names`."""
        for name, value in changes(self.side, listing, row).items():
            if name == "organisation":
                listing.organisation_id = owners[value]
            else:
                setattr(listing, name, _stored(name, value))
        if self.publish:
            listing.status = Status.PUBLISHED
            listing.published_on = listing.published_on or self.today
        if isinstance(listing, Need):
            listing.quality, listing.quality_level = None, ""
            if self.measures:
                measure(listing)
        return [listing.pk, *(getattr(listing, name) for name in self.names)]

    def _announce(self, ids: list[int]) -> None:
        """Has all indexed, and the first of the file matched."""
        if not ids:
            return
        before = self.file.created + self.file.updated
        announce(side=self.side, ids=ids, actor=self.actor, runs_max=max(0, MATCHED_MAX - before))


def _names(side: Side) -> tuple[str, ...]:
    shared = ("code", "organisation_id", "status", "published_on")
    quality = ("quality", "quality_level") if side == Side.NEED else ()
    return (*FIELDS[side], *shared, *quality)


def _stored(name: str, value: Any) -> Any:
    """A row's value as the column has it."""
    if name == "deadline_on":
        return date.fromisoformat(value) if value else None
    if name in {"budget_fen", "price_fen", "trl"}:
        return None if value == "" else value
    return value


def _organisations(actor: Person, side: Side, rows: Sequence[Values]) -> dict[str, int]:
    """The keys of the rows' organisations by name; those not known are made.

    One that was merged stands for the one it was merged into.
    """
    areas = {row["organisation"]: row["area"] for row in reversed(rows)}
    known = _known(areas)
    missing = [name for name in areas if name not in known]
    if missing:
        kind = OrganisationKind.ENTERPRISE if side == Side.NEED else OrganisationKind.OTHER
        codes = _new_codes(len(missing))
        insert_rows(
            Organisation,
            ("code", "name", "kind", "area"),
            [
                (code, name, kind.value, areas[name])
                for code, name in zip(codes, missing, strict=True)
            ],
        )
        made = _known(missing)
        data = {"kind": kind.value, "created": id_ranges(made.values())}
        audit(actor=actor, action="create_organisations", what=Organisation, data=data)
        known |= made
    return known


def _known(names: Iterable[str]) -> dict[str, int]:
    columns = ("name", "id", "merged_into_id")
    found = read_columns(Organisation, columns, by="name", values=list(names))
    return {name: merged or key for name, key, merged in found}


def _new_codes(number: int) -> list[str]:
    """So many codes that no organisation has."""
    newest = Organisation.objects.order_by("-id").values_list("id", flat=True).first() or 0
    taken = set(
        Organisation.objects.filter(code__startswith="org-").values_list("code", flat=True)
        if number
        else ()
    )
    codes = (code for n in count(newest + 1) if (code := f"org-{n:06d}") not in taken)
    return [next(codes) for _ in range(number)]


def id_ranges(keys: Iterable[int]) -> list[str]:
    """Keys as ranges such as "12-2011", for an audit row; the first of them where there are many.

    >>> id_ranges([3, 4, 5, 9])
    ['3-5', '9']
    """
    return list(_ranges(sorted(keys)))[:RANGES_MAX]


def _ranges(keys: Sequence[int]) -> Iterator[str]:
    start = 0
    for position in range(1, len(keys) + 1):
        if position == len(keys) or keys[position] != keys[position - 1] + 1:
            first, last = keys[start], keys[position - 1]
            yield str(first) if first == last else f"{first}-{last}"
            start = position


def after_needs(*, actor: Person, file: Import) -> None:
    """Has the needs of a large file diagnosed in the background."""
    if file.rows > DIAGNOSED_AT_ONCE_MAX and file.created + file.updated:
        add_job(actor=actor, kind=DIAGNOSE, title=file.file_name, data={"import": file.pk})


def diagnose_needs(progress: Progress) -> dict[str, int]:
    """Stores the quality of every need that has none yet; how many."""
    total = progress.job.total or _undiagnosed(0).count()
    done = progress.cursor.get("done", 0)
    while True:
        needs = list(_undiagnosed(progress.cursor.get("after", 0))[:DIAGNOSED_A_CHUNK])
        if not needs:
            return {"needs": done}
        for need in needs:
            measure(need)
        done += len(needs)
        keep_diagnoses(progress=progress, needs=needs, done=done, total=max(total, done))
        progress.go_on()


def _undiagnosed(after: int) -> Any:
    waiting = Need.objects.unscoped().filter(quality=None, is_confidential=False, pk__gt=after)
    return waiting.order_by("pk")


@action
def keep_diagnoses(*, progress: Progress, needs: Sequence[Need], done: int, total: int) -> None:
    """Stores diagnoses and where the job stands now, both or neither."""
    rows = [(need.pk, need.quality, need.quality_level) for need in needs]
    update_rows(Need, ("quality", "quality_level"), rows)
    progress.keep({"after": needs[-1].pk, "done": done}, done=done, total=total)
    data = {"needs": id_ranges(need.pk for need in needs)}
    audit(actor=progress.job.person, action="diagnose", what=Need, data=data)
