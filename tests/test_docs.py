"""The documentation agrees with the code: links, dependencies, commands, figures."""

import json
import os
import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from zhiqiao.cli.app import app
from zhiqiao.tables.columns import JUDGEMENTS, NEEDS, OFFERS
from zhiqiao.tables.values import RowProblem

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(
    [*ROOT.glob("*.md"), *(page for page in DOCS.rglob("*.md") if "_build" not in page.parts)]
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"^(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?(zhiqiao .*)$", re.MULTILINE)
ANCHOR_DROPPED = re.compile(r"[^\w\- ]")
COMMANDS_FILE = DOCS / "reference" / "cli.md"


def read(path):
    return path.read_text("utf-8")


def prose(page):
    return FENCE.sub("", read(page))


def relative(path):
    return path.relative_to(ROOT).as_posix()


def anchors(page):
    """The anchors of a page's headings, as GitHub and MyST make them."""
    headings = re.findall(r"^#{1,3} (.+)$", prose(page), re.MULTILINE)
    return {ANCHOR_DROPPED.sub("", text.lower()).replace(" ", "-") for text in headings}


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_every_relative_link_leads_somewhere(page):
    broken = []
    for target in LINK.findall(prose(page)):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        found = (page.parent / path).resolve() if path else page
        if not found.exists() or (anchor and anchor not in anchors(found)):
            broken.append(target)
    assert broken == []


def required_names():
    """The dependencies by hand-written list: Python's and npm's."""
    for name in ("run", "dev"):
        for line in read(ROOT / "requirements" / f"{name}.in").splitlines():
            found = re.match(r"[A-Za-z0-9][\w.-]*", line)
            if found:
                yield found[0]
    package = json.loads(read(ROOT / "package.json"))
    yield from (*package["dependencies"], *package["devDependencies"])


def test_every_dependency_has_its_line():
    explained = set(
        re.findall(r"^\| `([^`]+)` \|", read(DOCS / "decisions/0002-dependencies.md"), re.MULTILINE)
    )
    assert sorted(set(required_names()) - explained) == []


def command_tree(command, path):
    """Every command with its path, as in `zhiqiao match run`."""
    subcommands = getattr(command, "commands", None)
    if not subcommands:
        yield path, command
        return
    for name, subcommand in subcommands.items():
        yield from command_tree(subcommand, f"{path} {name}")


COMMANDS = dict(command_tree(get_command(app), "zhiqiao"))


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_and_option_is_documented(path):
    _, found, rest = read(COMMANDS_FILE).partition(f"\n## {path}\n")
    assert found, f"docs/reference/cli.md has no section “{path}”"
    section = rest.partition("\n## ")[0]
    names = {name for each in COMMANDS[path].params for name in each.opts}
    options = {name for name in names if name.startswith("-") and name != "--help"}
    missing = {name for name in options if not re.search(rf"`{name}\b", section)}
    assert missing == set()


def test_no_documented_command_is_gone():
    documented = re.findall(r"^## (zhiqiao .+)$", read(COMMANDS_FILE), re.MULTILINE)
    assert sorted(documented) == sorted(COMMANDS)


def calls():
    """Every `zhiqiao …` line of every shell block."""
    for page in PAGES:
        for language, block in FENCE.findall(read(page)):
            if language == "sh":
                for line in CALL.findall(block):
                    yield pytest.param(line, id=f"{relative(page)}: {line[:60]}")


def without_root_options(words):
    """The words of a call from its command on."""
    takes_value = {name: not each.is_flag for each in get_command(app).params for name in each.opts}
    while words and words[0] in takes_value:
        words = words[2 if takes_value[words[0]] else 1 :]
    return words


@pytest.mark.parametrize("line", list(calls()))
def test_every_call_in_the_pages_is_understood(line, monkeypatch):
    monkeypatch.setitem(os.environ, "COLUMNS", "200")
    words = shlex.split(line, comments=True)[1:]
    result = CliRunner().invoke(app, [*words, "--help"])
    assert result.exit_code == 0
    called = without_root_options(words)
    path = next(path for path in COMMANDS if f"zhiqiao {' '.join(called)} ".startswith(f"{path} "))
    known = {name for each in COMMANDS[path].params for name in each.opts}
    assert {word for word in called if word.startswith("--")} <= known


def make_targets():
    return set(re.findall(r"^([a-z]+):", read(ROOT / "Makefile"), re.MULTILINE))


def test_every_make_target_in_the_pages_exists():
    named = {
        (relative(page), target)
        for page in PAGES
        for target in re.findall(r"(?:^|`)make ([a-z]+)", read(page), re.MULTILINE)
    }
    assert {pair for pair in named if pair[1] not in make_targets()} == set()
    assert {target for page, target in named if page == "README.md"} >= {"run", "test"}


def bare_calls(page):
    """The shell lines of a page without their comments."""
    blocks = [block for language, block in FENCE.findall(read(page)) if language == "sh"]
    return [re.sub(r"\s+#.*", "", line) for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize(
    "page", sorted(each for each in PAGES if each.name.endswith(".en.md")), ids=relative
)
def test_english_pages_give_the_same_commands(page):
    chinese = page.with_name(page.name.replace(".en.md", ".md"))
    assert bare_calls(page) == bare_calls(chinese)


def test_every_column_and_alias_is_documented():
    page = read(DOCS / "howto" / "import-needs-and-offers.md")
    chinese = {
        alias
        for column in (*NEEDS, *OFFERS, *JUDGEMENTS)
        for alias in column.aliases
        if not alias.isascii()
    }
    names = {column.name for column in (*NEEDS, *OFFERS, *JUDGEMENTS)}
    assert {name for name in chinese | names if name not in page} == set()


def test_every_row_error_is_documented():
    page = read(DOCS / "reference" / "tables.md")
    assert {str(each) for each in RowProblem if f"| `{each}` |" not in page} == set()


MEASURES = {
    "nDCG@10": "ndcg_at_10",
    "P@5（≥3）": "p_at_5",
    "AUC（≥3）": "auc_3",
    "Spearman": "spearman",
    "1/(1+MAE)": "score_mae",
    "校准误差": "calibration_error",
}


def measured_cells(model):
    """The cells of a shipped model in the model card's table, from its own provenance."""
    figures = model["provenance"]["cross_validated"]
    marked, intervals = figures["recommended"], figures["intervals"]

    def cell(value, name):
        low, high = intervals[name]
        return f"{value:.3f} [{low:.3f}, {high:.3f}]"

    cells = {label: cell(figures[name], name) for label, name in MEASURES.items()}
    cells["推荐的准确率（≥3）"] = cell(marked["precision_3"], "recommended.precision_3")
    cells["有推荐的需求"] = f"{marked['needs_share']:.1%}"
    return cells


def card_cells(column):
    """One column of the model card's table of measures: label to cell."""
    lines = read(DOCS / "reference" / "model-card.md").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]
    header = next(row for row in rows if row[0] == "指标")
    assert column in header, f"the table of measures has no column {column}"
    return {row[0]: row[header.index(column)] for row in rows if len(row) == len(header)}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "src/zhiqiao/index/assets").glob("model-*.json")), ids=lambda p: p.stem
)
def test_the_model_card_gives_the_figures_of_the_shipped_models(path):
    model = json.loads(read(path))
    expected = measured_cells(model)
    found = card_cells(f"`{model['name']}`")
    assert {label: found.get(label) for label in expected} == expected
    figures = read(DOCS / "reference" / "figures.md")
    reported = ("nDCG@10", "推荐的准确率（≥3）", "有推荐的需求", "校准误差")
    assert [expected[label] for label in reported if expected[label] not in figures] == []


CHINESE = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
BREAK = re.compile(rf"[{CHINESE}]\n *[{CHINESE}]")


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_chinese_paragraphs_stay_on_one_line(page):
    # A line break between two Chinese characters is shown as a blank.
    assert [each.replace("\n", "↵") for each in BREAK.findall(prose(page))] == []


def test_the_example_in_the_reference_runs(capsys):
    page = read(DOCS / "reference" / "matching.md")
    example = next(block for language, block in FENCE.findall(page) if language == "python")
    exec(compile(example, "matching.md", "exec"), {})  # noqa: S102 -- our own page
    assert re.fullmatch(r"(?:强|较强|弱|无)相关 \d+% (?:good|fair|poor)\n", capsys.readouterr().out)
