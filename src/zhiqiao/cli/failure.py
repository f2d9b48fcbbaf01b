"""Errors as people read them: what was wrong, where, what to do. Never a traceback."""

from collections.abc import Mapping, Sequence

import typer
from rich.text import Text

from zhiqiao.cli.language import language, tr
from zhiqiao.cli.output import emit, stderr
from zhiqiao.cli.usage import translate_usage
from zhiqiao.common import ErrorCode, ZhiqiaoError, describe

ROWS_SHOWN = 10
OF_FULL_DISK = ("database or disk is full", "No space left on device")
"""SQLite's words, and those that PostgreSQL passes on from its system."""


def show_error(error: ZhiqiaoError, *, is_json: bool) -> None:
    """Prints what a person can mend; with `--json` the result is an object that says so."""
    message = describe(error, language())
    _print(tr("错误", "Error"), message)
    problems = _problems(error)
    lines = [str(each["message"]) for each in problems] or _row_lines(error)
    for line in lines[:ROWS_SHOWN]:
        stderr().print(Text(f"  {line}"), soft_wrap=True)
    if len(lines) > ROWS_SHOWN:
        more = len(lines) - ROWS_SHOWN
        stderr().print(Text(tr(f"  …… 还有 {more} 处", f"  … and {more} more"), style="dim"))
    if is_json:
        emit_error(str(error.code), message, lines, problems)


def emit_error(
    code: str,
    message: str,
    rows: Sequence[str] = (),
    problems: Sequence[Mapping[str, object]] = (),
) -> None:
    """Prints an error for programs: the one JSON document of a call that failed."""
    told = {"code": code, "message": message, "rows": list(rows)}
    emit({"error": told | ({"problems": list(problems)} if problems else {})})


def _problems(error: ZhiqiaoError) -> list[dict[str, object]]:
    """What is wrong with each place of rules or facts, where that is why."""
    if error.code in (ErrorCode.RULES_BAD, ErrorCode.FACTS_BAD):
        from zhiqiao.cli.policy.problems import problem_object
        from zhiqiao.policy import PolicyError

        found = error.problems if isinstance(error, PolicyError) else ()
        return [problem_object(each) for each in found]
    if error.code == ErrorCode.IMPORT_BAD:
        from zhiqiao.cli.policy.problems import import_problem_object
        from zhiqiao.rulefiles.errors import ImportRefusedError

        refused = error.problems if isinstance(error, ImportRefusedError) else ()
        return [import_problem_object(each) for each in refused]
    if error.code == ErrorCode.ROWS_BAD:
        from zhiqiao.cli.intake.refusal import RowsRefusedError, row_problem_object

        rows = error.problems if isinstance(error, RowsRefusedError) else ()
        return [row_problem_object(each) for each in rows]
    return []


def _row_lines(error: ZhiqiaoError) -> list[str]:
    """What is wrong with each row, where a file's rows are why."""
    if error.code != ErrorCode.ROWS_BAD:
        return []
    from zhiqiao.tables import TableError, describe_row_error

    rows = error.row_errors if isinstance(error, TableError) else ()
    return [describe_row_error(row, language()) for row in rows]


def show_usage(error: typer.TyperException, *, is_json: bool) -> None:
    """Prints why the call itself cannot be understood."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        return
    message = translate_usage(error.format_message(), language())
    _print(tr("用法不对", "Wrong call"), message)
    path = context.command_path if context else "zhiqiao"
    stderr().print(Text(tr(f"看说明：{path} --help", f"For help: {path} --help"), style="dim"))
    if is_json:
        emit_error("wrong_call", message)


def show_unprintable(error: OSError) -> None:
    """Prints that a result could not be put where it should go, such as a full disk."""
    why = error.strerror or str(error)
    message = tr(
        f"结果写不出去（{why}）。请检查磁盘空间。",
        f"The result cannot be written ({why}). Check the free space.",
    )
    _print(tr("错误", "Error"), message)


def is_of_full_disk(error: BaseException) -> bool:
    """Whether a database could not write because there is no room, in its own words."""
    return any(words in str(error) for words in OF_FULL_DISK)


def show_full_disk(*, is_json: bool) -> None:
    """Prints that there is no room, and that what was under way is not half done."""
    message = tr(
        "磁盘满了：这一步没有做成，也没有只做一半。请腾出空间，再运行一次同样的命令。",
        "The disk is full: this step was not done, nor half of it. Free some space and run the "
        "same command again.",
    )
    _print(tr("错误", "Error"), message)
    if is_json:
        emit_error("disk_full", message)


def show_fault(error: Exception, *, is_json: bool) -> None:
    """Prints that something is wrong with the program, and how to learn more."""
    kind = type(error).__name__
    detail = " ".join(str(error).split())[:200]
    message = f"{kind}: {detail}" if detail else kind
    _print(tr("程序出错", "Program fault"), message)
    hint = tr(
        "这不是您的问题。设置 ZHIQIAO_DEBUG=1 再运行一次可看到完整信息，请附上它反馈。",
        "This is not your mistake. Run again with ZHIQIAO_DEBUG=1 for the trace, and report it.",
    )
    stderr().print(Text(hint, style="dim"), soft_wrap=True)
    if is_json:
        emit_error("fault", message)


def _print(label: str, message: str) -> None:
    """One message under a red label."""
    separator = tr("：", ": ")
    stderr().print(Text.assemble((label + separator, "bold red"), message), soft_wrap=True)
