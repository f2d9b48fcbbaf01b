"""What happens to a file once it is in the staging folder: small ones are dealt with at once."""

from typing import Any

from zhiqiao.tables import TableError
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.intake import actions
from zhiqiao.web.intake.checking import check
from zhiqiao.web.intake.kinds import ImportKind
from zhiqiao.web.intake.models import Import, ImportState
from zhiqiao.web.intake.staging import CHUNK_ROWS, Staging
from zhiqiao.web.jobs.running import perform

SMALL_BYTES = 2 << 20


def bring(
    *, actor: Person, kind: ImportKind, name: str, options: dict[str, Any], staging: Staging
) -> Import:
    """The stored file: a small one checked, a large one waiting to be.

    Raises:
        TableError: a small file as a whole cannot be used; nothing is stored.
    """
    file = actions.new_import(actor=actor, kind=kind, name=name, options=options, staging=staging)
    if file.size_bytes > SMALL_BYTES:
        return actions.start_check(actor=actor, file=file)
    try:
        checked = check(file, _silent)
    except TableError:
        staging.remove()
        raise
    actions.keep_checked(actor=actor, file=file, checked=checked)
    if file.state == ImportState.REFUSED:
        staging.forget_rows()
    return file


def confirm(*, actor: Person, file: Import) -> bool:
    """Has a previewed file written: a small one before this returns. Whether this call decided."""
    is_small = file.rows <= CHUNK_ROWS
    if not actions.confirm_import(actor=actor, file=file, here=is_small):
        return False
    if is_small and file.job is not None:
        perform(file.job.pk)
    return True


def _silent(_done: int, _total: int | None) -> None:
    """Nobody waits for the progress of a small file."""
