"""Checks a file, asks, and writes it."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhiqiao.cli.intake.refusal import RowsRefusedError
from zhiqiao.cli.language import language, tr
from zhiqiao.cli.output import emit, note, told_bar
from zhiqiao.cli.person.finding import person_named
from zhiqiao.cli.site import set_up_site
from zhiqiao.common import ErrorCode, ZhiqiaoError

if TYPE_CHECKING:
    from zhiqiao.web.accounts.models import Person
    from zhiqiao.web.intake.kinds import ImportKind
    from zhiqiao.web.intake.models import Import

ROWS_NAMED = 10


@dataclass(frozen=True, slots=True)
class Request:
    """What the command was told."""

    kind: str
    path: Path
    username: str
    choices: tuple[str, ...]
    encoding: str
    errors: Path | None
    is_sure: bool
    as_json: bool


def perform(request: Request) -> None:
    """Brings the file.

    Raises:
        ZhiqiaoError: the person, the kind, a choice or the file cannot be used, or writing
            stopped midway.
    """
    if not request.path.is_file():
        raise ZhiqiaoError(ErrorCode.FILE_MISSING, path=str(request.path))
    set_up_site()
    from django.utils import translation

    with translation.override("zh-hans" if language() == "zh" else "en"):
        person = person_named(request.username)
        kind = _kind(request, person)
        file = _checked(request, person, kind)
        if file.error_count:
            raise _bad_rows(request, file)
        _tell(file)
        if not (request.is_sure or _is_confirmed()):
            _put_aside(person, file)
        else:
            _write(person, file)
        _report(request, file.pk)


def _kind(request: Request, person: "Person") -> "ImportKind":
    """The kind, if there is one and the person may bring it."""
    from zhiqiao.web.intake.kinds import all_kinds, kind_named

    kind = kind_named(request.kind)
    if kind is None:
        known = ", ".join(each.name for each in all_kinds())
        raise ZhiqiaoError(ErrorCode.INTAKE_KIND_UNKNOWN, name=request.kind, known=known)
    if not person.may(kind.permission):
        raise ZhiqiaoError(ErrorCode.INTAKE_NOT_ALLOWED, name=request.username, kind=kind.name)
    return kind


def _options(request: Request, kind: "ImportKind") -> dict[str, Any]:
    """The choices as the site's form takes them; what is not said stays as the form proposes."""
    if kind.form is None:
        return {"encoding": request.encoding}
    proposed = {name: field.initial for name, field in kind.form().fields.items()}
    data = proposed | dict(_pairs(request.choices))
    form = kind.form({name: value for name, value in data.items() if value not in ("0", None)})
    unknown = sorted(data.keys() - proposed.keys())
    if unknown or not form.is_valid():
        why = ", ".join(unknown) or "; ".join(
            f"{name}: {' '.join(map(str, found))}" for name, found in form.errors.items()
        )
        raise ZhiqiaoError(ErrorCode.INTAKE_CHOICE_BAD, why=why, known=", ".join(proposed))
    return {**form.cleaned_data, "encoding": request.encoding}


def _pairs(choices: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for choice in choices:
        name, _, value = choice.partition("=")
        yield name.strip(), value.strip()


def _checked(request: Request, person: "Person", kind: "ImportKind") -> "Import":
    """The file, stored and checked here and now."""
    from zhiqiao.web.intake import actions
    from zhiqiao.web.intake.staging import Staging
    from zhiqiao.web.jobs.running import perform as perform_job

    options = _options(request, kind)
    staging = Staging.make()
    try:
        staging.copy_from(request.path)
        made = actions.new_import(
            actor=person, kind=kind, name=request.path.name, options=options, staging=staging
        )
        file = actions.start_check(actor=person, file=made, here=True)
    except BaseException:
        staging.remove()
        raise
    with told_bar(tr("检查", "Checking")) as told:
        perform_job(_job(file), told=told)
    return _sound(file.pk)


def _job(file: "Import") -> int:
    return int(file.job.pk) if file.job else 0


def _sound(import_id: int) -> "Import":
    """The file as it stands; an error where it was refused or its job did not end well."""
    from zhiqiao.web.intake.models import Import
    from zhiqiao.web.jobs.wording import failure_words

    file: Import = Import.objects.unscoped().select_related("job", "person").get(pk=import_id)
    if file.failure:
        raise ZhiqiaoError(ErrorCode(file.failure), **file.failure_data)
    if file.job is not None and file.job.failure:
        raise ZhiqiaoError(
            ErrorCode.INTAKE_STOPPED, why=failure_words(file.job), done=file.written, id=file.pk
        )
    return file


def _bad_rows(request: Request, file: "Import") -> ZhiqiaoError:
    """Writes all errors where that was asked, and gives the error to raise, with the first ones."""
    from zhiqiao.tables import write_rows
    from zhiqiao.web.intake.staging import Staging

    if request.errors:
        with Staging(file.staging).errors.open(encoding="utf-8") as lines:
            told = (json.loads(line) for line in lines)
            names = ["number", "column", "value", "message"]
            write_rows(request.errors, names, ([each[name] for name in names] for each in told))
    numbers = sorted({each["number"] for each in file.errors})
    shown = ", ".join(map(str, numbers[:ROWS_NAMED]))
    rows = shown + (" …" if file.error_rows > ROWS_NAMED else "")
    refused = RowsRefusedError(
        ErrorCode.ROWS_BAD, path=str(request.path), count=file.error_count, rows=rows
    )
    refused.problems = tuple(file.errors)
    return refused


def _tell(file: "Import") -> None:
    """Says what writing would do."""
    counts = file.expected
    note(
        tr(
            f"共 {file.rows} 行：新增 {counts['created']}，更新 {counts['updated']}，"
            f"不变 {counts['unchanged']}。",
            f"Rows: {file.rows}; new: {counts['created']}, changed: {counts['updated']}, "
            f"as they are: {counts['unchanged']}.",
        )
    )
    if file.ignored_columns:
        columns = ", ".join(file.ignored_columns)
        note(tr(f"没有读的列：{columns}", f"Columns that were not read: {columns}"))


def _is_confirmed() -> bool:
    """Whether the person says yes; without a terminal nobody does."""
    if not sys.stdin.isatty():
        return False
    sys.stderr.write(tr("写入吗？[y/N] ", "Write them? [y/N] "))
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes", "是"}


def _put_aside(person: "Person", file: "Import") -> None:
    from zhiqiao.web.intake import actions

    actions.discard(actor=person, file=file)
    note(tr("没有写入。确定要写请加 --yes。", "Nothing was written. Add --yes to write."))


def _write(person: "Person", file: "Import") -> None:
    """Writes every row; the background process goes on where this one is ended."""
    from zhiqiao.web.intake import actions
    from zhiqiao.web.jobs.running import perform as perform_job

    actions.confirm_import(actor=person, file=file, here=True)
    with told_bar(tr("写入", "Writing")) as told:
        perform_job(_job(file), told=told)


def _report(request: Request, import_id: int) -> None:
    file = _sound(import_id)
    if request.as_json:
        emit(
            {
                "import": file.pk,
                "state": file.state,
                "rows": file.rows,
                "created": file.created,
                "updated": file.updated,
                "unchanged": file.unchanged,
                "ignored_columns": file.ignored_columns,
            }
        )
    elif file.written:
        note(
            tr(
                f"已写入：新增 {file.created}，更新 {file.updated}，不变 {file.unchanged}。",
                f"Written: {file.created} new, {file.updated} changed, {file.unchanged} as before.",
            )
        )
