"""Taking files in, keeping what their check found, and writing them chunk by chunk."""

from typing import Any

from django.db.models import F
from django.utils import timezone

from zhiqiao.common import ZhiqiaoError
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.intake.checking import Checked
from zhiqiao.web.intake.errors import ImportChangedError
from zhiqiao.web.intake.kinds import ImportKind
from zhiqiao.web.intake.models import Import, ImportState
from zhiqiao.web.intake.staging import Chunk, Staging, forget_old, plain_name
from zhiqiao.web.jobs.actions import add_again, add_job, cancel_job
from zhiqiao.web.jobs.progress import Progress

OPEN = (ImportState.CHECKING, ImportState.PREVIEWED, ImportState.WRITING)
CHECK = "import-check"
WRITE = "import-write"


def new_import(
    *, actor: Person, kind: ImportKind, name: str, options: dict[str, Any], staging: Staging
) -> Import:
    """A file that lies in the staging folder, not stored yet."""
    return Import(
        kind=kind.name,
        file_name=plain_name(name),
        person=actor,
        organisation_id=actor.organisation_id,
        options=options,
        staging=staging.token,
        size_bytes=staging.source.stat().st_size,
    )


@action
def keep_checked(*, actor: Person, file: Import, checked: Checked) -> Import:
    """Stores a file that was checked at once, for a person to look at. No row is written."""
    _fill(file, checked)
    file.save()
    _audit_check(actor, file)
    return file


@action
def start_check(*, actor: Person, file: Import, here: bool = False) -> Import:
    """Stores a file and has it checked in the background; or by the caller, where `here`."""
    file.save()
    file.job = add_job(
        actor=actor, kind=CHECK, title=file.file_name, data={"import": file.pk}, here=here
    )
    file.save()
    audit(actor=actor, action="bring_file", what=file, data={"kind": file.kind})
    return file


@action
def finish_check(*, file: Import, checked: Checked) -> None:
    """Keeps what the check found, unless the file was put aside meanwhile."""
    _lock(file, ImportState.CHECKING)
    _fill(file, checked)
    file.save()
    _audit_check(file.person, file)


@action
def refuse_file(*, file: Import, error: ZhiqiaoError) -> None:
    """Keeps why the file as a whole cannot be used."""
    _lock(file, ImportState.CHECKING)
    file.state = ImportState.REFUSED
    file.failure = str(error.code)
    file.failure_data = {name: str(value) for name, value in error.data.items()}
    file.save()
    audit(actor=file.person, action="refuse", what=file, data={"failure": file.failure})


def _fill(file: Import, checked: Checked) -> None:
    file.state = ImportState.REFUSED if checked.error_count else ImportState.PREVIEWED
    file.encoding = checked.encoding
    file.rows = checked.rows
    file.expected = checked.expected
    file.shown = checked.shown
    file.ignored_columns = checked.ignored_columns
    file.errors = sorted(checked.errors, key=lambda error: error["number"])
    file.error_count = checked.error_count
    file.error_rows = checked.error_rows


def _audit_check(actor: Person, file: Import) -> None:
    data = {"kind": file.kind, "rows": file.rows, "errors": file.error_count}
    audit(actor=actor, action="preview", what=file, data=data)


def _lock(file: Import, state: ImportState) -> None:
    """Makes sure that the file is still in that state, and stays so until the action ends."""
    locked = Import.objects.unscoped().select_for_update().filter(pk=file.pk, state=state)
    if not locked.values_list("pk", flat=True):
        raise ImportChangedError


@action
def confirm_import(*, actor: Person, file: Import, here: bool = False) -> bool:
    """Has a previewed file written, once; whether this call was the one that decided.

    By the background process, or by the caller, where `here`.
    """
    claimed = Import.objects.unscoped().filter(pk=file.pk, state=ImportState.PREVIEWED)
    if not claimed.update(state=ImportState.WRITING, confirmed_at=timezone.now()):
        return False
    file.job = add_job(
        actor=actor, kind=WRITE, title=file.file_name, data={"import": file.pk}, here=here
    )
    Import.objects.unscoped().filter(pk=file.pk).update(job=file.job)
    audit(actor=actor, action="confirm", what=file, data={"kind": file.kind, "rows": file.rows})
    return True


@action
def continue_import(*, actor: Person, file: Import, here: bool = False) -> bool:
    """Has a file that stopped midway go on from there; whether there was anything to continue."""
    if file.job is None or not file.is_stopped:
        return False
    audit(actor=actor, action="continue", what=file)
    return add_again(actor=actor, job=file.job, here=here)


@action
def write_chunk(*, file: Import, chunk: Chunk, progress: Progress) -> None:
    """Writes some rows and where the file stands now, both or neither.

    Raises:
        ImportChangedError: the file was put aside; nothing is written.
        JobLostError: someone else writes the file now; nothing is written.
    """
    counts = file.import_kind.write_rows(chunk.rows, actor=file.person, file=file)
    writing = Import.objects.unscoped().filter(pk=file.pk, state=ImportState.WRITING)
    if not writing.update(**{name: F(name) + number for name, number in counts.items()}):
        raise ImportChangedError
    done = progress.cursor.get("rows", 0) + len(chunk.rows)
    progress.keep({"offset": chunk.end, "rows": done}, done=done, total=file.rows)
    audit(
        actor=file.person,
        action="write_rows",
        what=file,
        data={**counts, "from": chunk.rows[0]["number"], "to": chunk.rows[-1]["number"]},
    )
    for name, number in counts.items():
        setattr(file, name, getattr(file, name) + number)


@action
def finish_import(*, file: Import) -> None:
    """All rows are written."""
    _lock(file, ImportState.WRITING)
    now = timezone.now()
    Import.objects.unscoped().filter(pk=file.pk).update(
        state=ImportState.CONFIRMED, finished_at=now, shown=[]
    )
    file.state, file.finished_at = ImportState.CONFIRMED, now
    file.import_kind.after_writing(actor=file.person, file=file)
    data = {"created": file.created, "updated": file.updated, "unchanged": file.unchanged}
    audit(actor=file.person, action="finish", what=file, data=data)


@action
def discard_import(*, actor: Person, file: Import) -> bool:
    """Puts a file aside; what it has already written stays. Whether it was put aside now."""
    if not file.may_be_discarded:
        return False
    rows = Import.objects.unscoped().filter(pk=file.pk, state=file.state)
    if not rows.update(state=ImportState.DISCARDED, shown=[], errors=[]):
        return False
    audit(actor=actor, action="discard", what=file, data={"written": file.written})
    return True


def discard(*, actor: Person, file: Import) -> bool:
    """Stops what is being done to a file, puts it aside and removes it from the disk."""
    if file.job is not None and file.is_under_way:
        cancel_job(actor=actor, job=file.job)
    is_discarded = discard_import(actor=actor, file=file)
    if is_discarded and file.staging:
        Staging(file.staging).remove()
    return is_discarded


def forget_old_files() -> int:
    """Removes staged files that nobody needs any more; how many."""
    needed = Import.objects.unscoped().filter(state__in=OPEN)
    return forget_old(set(needed.values_list("staging", flat=True)))
