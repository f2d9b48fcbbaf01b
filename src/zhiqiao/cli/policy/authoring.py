"""Rules from elsewhere, new rules, and the schema that editors check them by."""

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Literal

import typer

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note, working
from zhiqiao.common import ErrorCode
from zhiqiao.policy.dictionary import CHARACTERS_MAX, read_dictionary
from zhiqiao.policy.values import FactType
from zhiqiao.rulefiles.errors import RuleFileError
from zhiqiao.rulefiles.folder import FACTS_FILE, FOLDER_NAME, PROGRAMME_FILE
from zhiqiao.rulefiles.importing.folders import FolderNames
from zhiqiao.rulefiles.text_files import read_yaml_text
from zhiqiao.tables.writing import replacing

ID_CHARS_MAX = 100
PLAIN_ID = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+")
ID_MARK, TRUTH_MARK, MONEY_MARK = "示例编号", "是否事实", "金额事实"
PREFERRED = {FactType.TRUTH: "是否居民企业", FactType.MONEY: "上年度研发费用"}


def import_folder(source: Path, target: Path, *, as_json: bool) -> None:
    """Writes the folder and says how much was imported."""
    from zhiqiao.rulefiles.importing import import_rules

    with working(tr("导入", "Importing")):
        found = import_rules(source, target)
    for each in found.notes:
        note(each)
    note(
        tr(
            f"已写入 {target}：{found.programmes:,} 个事项，{found.facts:,} 个事实，都待核实。",
            f"Wrote {found.programmes:,} programmes and {found.facts:,} facts to {target},"
            " all to be verified.",
        )
    )
    if as_json:
        counts = {"programmes": found.programmes, "facts": found.facts}
        emit({"folder": str(target)} | counts | {"notes": list(found.notes)})


def print_schema(what: Literal["programme", "facts"]) -> None:
    """Prints a JSON Schema."""
    from zhiqiao.policy.schema import facts_schema, programme_schema

    emit(programme_schema() if what == "programme" else facts_schema())


def write_template(id_: str, folder: Path | None, *, as_json: bool) -> None:
    """Writes a programme that is right in shape and says what every key is for."""
    id_ = _checked(id_)
    folder = folder if folder is not None else Path(FOLDER_NAME)
    facts = folder / FACTS_FILE
    target = folder / FolderNames().name(id_) / PROGRAMME_FILE
    if target.exists():
        raise RuleFileError(ErrorCode.RULES_FILE_TAKEN, path=str(target))
    written = [target]
    if not facts.exists():
        _write(facts, _shipped("facts_template.yaml"))
        written.append(facts)
    _write(target, _template(id_, facts))
    for path in written:
        note(tr(f"已写入 {path}", f"Wrote {path}"))
    note(tr(f"填好后运行 zhiqiao policy check {folder}", f"Then run zhiqiao policy check {folder}"))
    if as_json:
        emit({"id": id_, "files": [str(path) for path in written]})


def _checked(id_: str) -> str:
    """The id, if it can be one.

    Raises:
        BadParameter: it is empty, too long, or holds what no file can.
    """
    id_ = id_.strip()
    if not id_ or len(id_) > ID_CHARS_MAX or not id_.isprintable():
        message = tr(
            f"编号要有 1 到 {ID_CHARS_MAX} 个看得见的字。",
            f"an id has 1 to {ID_CHARS_MAX} visible characters.",
        )
        raise typer.BadParameter(message, param_hint="'ID'")
    return id_


def _template(id_: str, facts: Path) -> str:
    """The template with the id, about two facts of the dictionary."""
    text = read_yaml_text(facts, str(facts), characters_max=CHARACTERS_MAX)
    known = read_dictionary(text, str(facts))
    names = {}
    for kind, preferred in PREFERRED.items():
        found = [name for name, fact in known.items() if fact.type is kind and name.isidentifier()]
        names[kind] = preferred if preferred in found or not found else found[0]
        if not found:
            message = tr(
                f"{facts} 里没有“{kind.value}”类型的事实，请先加上「{preferred}」，或改模板。",
                f"{facts} has no fact of type {kind.value}; add {preferred}, or edit the template.",
            )
            note(message)
    made = _shipped("programme_template.yaml")
    made = made.replace(TRUTH_MARK, names[FactType.TRUTH])
    made = made.replace(MONEY_MARK, names[FactType.MONEY])
    is_plain = bool(PLAIN_ID.fullmatch(id_))
    for line in (f"{ID_MARK}-v1", ID_MARK):
        wanted = line.replace(ID_MARK, id_)
        made = made.replace(line, wanted if is_plain else json.dumps(wanted, ensure_ascii=False))
    return made


def _shipped(name: str) -> str:
    """A template that comes along."""
    return files("zhiqiao.cli.policy").joinpath(name).read_text("utf-8")


def _write(path: Path, text: str) -> None:
    """Writes the file, whole or not at all, and its folder where it is missing.

    Raises:
        RuleFileError: the folder cannot be made.
        TableError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise RuleFileError(ErrorCode.OUTPUT_UNWRITABLE, path=str(path), why=why) from error
    with replacing(path) as stream:
        stream.write(text.encode())
