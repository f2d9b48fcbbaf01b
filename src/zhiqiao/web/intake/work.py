"""What the background process does to files: checking and writing."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiqiao.tables import TableError
from zhiqiao.web.intake import actions
from zhiqiao.web.intake.checking import check
from zhiqiao.web.intake.errors import ImportChangedError
from zhiqiao.web.intake.models import Import, ImportState
from zhiqiao.web.intake.staging import Staging
from zhiqiao.web.jobs.errors import JobCancelledError, JobRefusedError
from zhiqiao.web.jobs.kinds import job_kind
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.jobs.progress import Progress


def _page(job: Job) -> str:
    return reverse("import", args=[job.data["import"]])


def _file(progress: Progress) -> Import:
    """The job's file, once its person is known to be still allowed to bring it."""
    found = Import.objects.unscoped().select_related("person", "job")
    file: Import = found.get(pk=progress.job.data["import"])
    if progress.job.person is not None:
        file.person = progress.job.person
    if not file.person.may(file.import_kind.permission):
        raise JobRefusedError("not_allowed")
    return file


@job_kind(actions.CHECK, label=_("检查导入的文件"), unit="KiB", page=_page)
def check_file(progress: Progress) -> dict[str, int]:
    """Checks a file; how many rows it has and how many errors."""
    file = _file(progress)
    if file.state != ImportState.CHECKING:
        return {}
    try:
        checked = check(file, progress.report)
        actions.finish_check(file=file, checked=checked)
    except TableError as error:
        actions.refuse_file(file=file, error=error)
    except ImportChangedError:
        raise JobCancelledError from None
    if file.state == ImportState.REFUSED:
        Staging(file.staging).forget_rows()
    return {"rows": file.rows, "errors": file.error_count}


@job_kind(actions.WRITE, label=_("写入导入的文件"), unit=_("行"), page=_page)
def write_file(progress: Progress) -> dict[str, int]:
    """Writes a confirmed file from where it stands; what it did."""
    file = _file(progress)
    staging = Staging(file.staging)
    if file.state == ImportState.WRITING:
        try:
            for chunk in staging.chunks(progress.cursor.get("offset", 0)):
                actions.write_chunk(file=file, chunk=chunk, progress=progress)
                progress.go_on()
            actions.finish_import(file=file)
        except ImportChangedError:
            raise JobCancelledError from None
    staging.remove()
    return {"created": file.created, "updated": file.updated, "unchanged": file.unchanged}
