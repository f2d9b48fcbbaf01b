"""The house rules that no other tool checks. Old offenders stand in lists that only shrink."""

import ast
import re
import string
import subprocess
from pathlib import Path

import pytest

from zhiqiao import associations, codes, index, ledger, matching, policy, tables
from zhiqiao.common import ErrorCode
from zhiqiao.common.wording import WORDING

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "zhiqiao"
FILES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
TREES = {path: ast.parse(path.read_text("utf-8"), str(path)) for path in FILES}
FUNCTIONS = [
    (path, node)
    for path, tree in TREES.items()
    for node in ast.walk(tree)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
]

BODY_LINES_MAX = 60
FILE_LINES_MAX = 400
PARAMETERS_MAX = 6
BANNED_NAMES = {"utils", "util", "helpers", "helper", "core", "services", "service", "manager"}
MONEY = re.compile(r"(^|_)(amount|price|budget)(_|$)")
WRITES = {"save", "create", "delete", "bulk_create", "bulk_update", "get_or_create"}
WRITES |= {"update_or_create", "asave", "acreate", "adelete"}
QUERIES = {"objects", "filter", "exclude", "all", "select_for_update"}
MAY_WRITE = {"actions.py", "models.py", "scoping.py"}

# Old offenders, as "file:name". Take them out as they are mended; nothing may be added.
OLD_LONG_BODIES: set[str] = set()
OLD_LONG_FILES: set[str] = set()
OLD_PARAMETERS: set[str] = set()
OLD_WRITES: set[str] = set()
OLD_UNTESTED_ERRORS: set[str] = set()
OLD_UNDOCUMENTED: set[str] = set()


def relative(path):
    return path.relative_to(SOURCE).as_posix()


def check(offenders, old):
    """Fails for a new offender, and for an old one that has been mended but is still listed."""
    assert sorted(offenders - old) == [], "new offenders"
    assert sorted(old - offenders) == [], "mended: take these out of the list"


def body_lines(function):
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def parameters(function):
    arguments = function.args
    names = [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return [name for name in names if name not in ("self", "cls")]


def is_typer_command(path, function):
    decorators = (ast.unparse(each) for each in function.decorator_list)
    return "cli" in path.parts and any(".command(" in text for text in decorators)


def test_no_function_is_long():
    long = {
        f"{relative(path)}:{node.name}"
        for path, node in FUNCTIONS
        if body_lines(node) > BODY_LINES_MAX
    }
    check(long, OLD_LONG_BODIES)


def test_no_file_is_long():
    long = {
        relative(path)
        for path in FILES
        if len(path.read_text("utf-8").splitlines()) > FILE_LINES_MAX
    }
    check(long, OLD_LONG_FILES)


def test_most_functions_and_files_are_short():
    bodies = sorted(body_lines(node) for _, node in FUNCTIONS)
    lines = sorted(len(path.read_text("utf-8").splitlines()) for path in FILES)
    assert bodies[len(bodies) // 2] <= 7
    assert bodies[len(bodies) * 95 // 100] < 30
    assert lines[len(lines) // 2] < 100


def test_no_function_takes_many_parameters():
    many = {
        f"{relative(path)}:{node.name}"
        for path, node in FUNCTIONS
        if len(parameters(node)) > PARAMETERS_MAX and not is_typer_command(path, node)
    }
    check(many, OLD_PARAMETERS)


def test_every_module_is_named_after_what_it_holds():
    assert [relative(path) for path in FILES if path.stem in BANNED_NAMES] == []
    assert [relative(path) for path in FILES if path.parent.name in BANNED_NAMES] == []


def is_int(annotation):
    return re.search(r"\bint\b", ast.unparse(annotation))


def integer_names(tree):
    """Names that are said to hold an integer: annotated, or an integer field of a model."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and is_int(node.annotation):
            yield ast.unparse(node.target).rpartition(".")[2]
        elif isinstance(node, ast.arg) and node.annotation and is_int(node.annotation):
            yield node.arg
        elif isinstance(node, ast.Assign) and "IntegerField(" in ast.unparse(node.value):
            yield from (ast.unparse(target) for target in node.targets)


def test_integer_amounts_of_money_end_in_fen():
    wrong = {
        f"{relative(path)}:{name}"
        for path, tree in TREES.items()
        for name in integer_names(tree)
        if MONEY.search(name) and not re.search(r"_fen(_(min|max))?$", name)
    }
    assert wrong == set()


def is_write(call):
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr in WRITES:
        return True
    called_on = {node.attr for node in ast.walk(call.func.value) if isinstance(node, ast.Attribute)}
    return call.func.attr == "update" and bool(called_on & QUERIES)


def may_write(name):
    return name in MAY_WRITE or name.endswith("_actions.py")


def test_rows_are_written_in_actions_only():
    wrong = {
        f"{relative(path)}:{ast.unparse(node.func)}"
        for path, tree in TREES.items()
        if "web" in path.parts and not may_write(path.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and is_write(node)
    }
    check(wrong, OLD_WRITES)


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", ErrorCode)
def test_every_error_is_worded_alike_in_both_languages(code):
    chinese, english = WORDING[code]
    assert placeholders(chinese) == placeholders(english)
    assert chinese.strip()
    assert english.strip()


def test_every_error_is_reached_by_a_test():
    texts = [path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    everything = "\n".join(text for text in texts if "OLD_UNTESTED_ERRORS" not in text)
    unreached = {
        code.name
        for code in ErrorCode
        if not re.search(rf"\b({code.name}|{code.value})\b", everything)
    }
    check(unreached, OLD_UNTESTED_ERRORS)


def test_every_error_is_raised_somewhere():
    raised = {
        ast.unparse(node).removeprefix("ErrorCode.")
        for path, tree in TREES.items()
        if "wording" not in {path.stem, path.parent.name}
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node).startswith("ErrorCode.")
    }
    assert {code.name for code in ErrorCode} - raised == set()


def test_every_public_name_is_documented():
    pages = [*(ROOT / "docs" / "reference").rglob("*.md"), ROOT / "docs" / "glossary.md"]
    documented = "\n".join(page.read_text("utf-8") for page in pages)
    undocumented = {
        f"{engine.__name__}.{name}"
        for engine in (associations, matching, policy, ledger, codes, index, tables)
        for name in engine.__all__
        if not re.search(rf"\b{name}\b", documented)
    }
    check(undocumented, OLD_UNDOCUMENTED)


def test_public_names_are_listed_in_order_and_exist():
    for engine in (associations, matching, policy, ledger, codes, index, tables):
        assert list(engine.__all__) == sorted(engine.__all__)
        assert all(hasattr(engine, name) for name in engine.__all__)


MACHINE = re.compile(
    r"(?<![\w.~$])/(?:work|root|home|Users|mnt)/\w"  # somebody's folders
    r"|(?:pypi\.org|pythonhosted\.org|registry\.npmjs|npmmirror|tuna\.tsinghua|aliyun)"
    # hosts, but for those set aside for examples, tests and nobody at all
    r"|(?<![\d.])(?!127\.|0\.0\.0\.0|203\.0\.|192\.0\.2\.|198\.51\.100\.|10\.|169\.254\.)"
    r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.])"
)
SPEAKS_OF_ADDRESSES = {"test_tidy.py", "test_outbound.py"}
BINARY = {".bin", ".png", ".ico", ".npz", ".woff2", ".jpg", ".xlsx", ".mo", ".gz"}


def tracked_files():
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 -- the git of whoever runs the tests
        cwd=ROOT,
        capture_output=True,
        check=False,
    ).stdout.decode()
    names = [name for name in listed.split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()] or FILES


def test_nothing_names_somebodys_machine():
    wrong = {}
    for path in tracked_files():
        if path.suffix in BINARY or path.name in SPEAKS_OF_ADDRESSES:
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if found := MACHINE.search(line):
                wrong[f"{path.relative_to(ROOT).as_posix()}:{number}"] = found[0]
    assert wrong == {}
