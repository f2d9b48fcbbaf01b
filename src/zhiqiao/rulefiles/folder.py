"""A folder of rules: the facts dictionary, and one file for each programme."""

from pathlib import Path

from zhiqiao.common import ErrorCode
from zhiqiao.policy import Rulebook
from zhiqiao.policy.dictionary import CHARACTERS_MAX as DICTIONARY_CHARACTERS_MAX
from zhiqiao.policy.document import CHARACTERS_MAX
from zhiqiao.rulefiles.errors import RuleFileError
from zhiqiao.rulefiles.text_files import read_yaml_text

FACTS_FILE = "facts.yaml"
PROGRAMME_FILE = "programme.yaml"
FOLDER_NAME = "policies"
REPOSITORY = Path(__file__).parents[3]


def load_rulebook(folder: Path) -> Rulebook:
    """The rulebook of a folder.

    Programmes are `*/programme.yaml`, and any other `*.yaml` directly below the folder.

    Args:
        folder: where `facts.yaml` stands.

    Raises:
        RuleFileError: it is no folder of rules.
        PolicyError: with every problem of every file.
        TableError: a file cannot be read, or is not UTF-8.
    """
    facts = folder / FACTS_FILE
    _check(folder, facts)
    texts = {
        _name(path, folder): read_yaml_text(
            path, _name(path, folder), characters_max=CHARACTERS_MAX
        )
        for path in programme_files(folder)
    }
    name = _name(facts, folder)
    facts_text = read_yaml_text(facts, name, characters_max=DICTIONARY_CHARACTERS_MAX)
    return Rulebook.of(texts, facts_text, facts_file=name)


def programme_files(folder: Path) -> list[Path]:
    """The programme files of a folder, in order of their paths."""
    direct = (path for path in folder.glob("*.yaml") if path.name != FACTS_FILE)
    return sorted([*direct, *folder.glob(f"*/{PROGRAMME_FILE}")])


def default_folder() -> Path:
    """./policies where that holds rules, else the one that comes with the source."""
    own, shipped = Path(FOLDER_NAME), REPOSITORY / FOLDER_NAME
    return shipped if not (own / FACTS_FILE).is_file() and shipped.is_dir() else own


def _check(folder: Path, facts: Path) -> None:
    """Nothing, if the folder holds rules."""
    missing = next((each for each in (folder, facts) if not each.exists()), None)
    if missing is not None or not folder.is_dir():
        missing = missing or facts
        raise RuleFileError(ErrorCode.RULES_FOLDER_BAD, path=str(folder), missing=str(missing))


def _name(path: Path, folder: Path) -> str:
    """The file as messages name it: with the folder's own name, wherever that stands."""
    return path.relative_to(folder.parent).as_posix()
