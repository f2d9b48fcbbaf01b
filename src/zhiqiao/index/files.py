"""The files of an index's folder: which belong to a state, copying and removing them."""

import os
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from zhiqiao.index.manifest import NAME, Manifest, seal
from zhiqiao.index.parts import Ints, part_files

KEPT = {NAME, "lock"}
OURS = re.compile(
    r"lexical-\d+|part-\d+(-merged)?\.(rows|ids|vectors)|dead-\d+|ivf-\d+"
    rf"|{re.escape(NAME)}(\.new)?|lock"
)
"""The names that an index gives. Whatever else lies in its folder belongs to somebody."""

COPIED = {"meta.json", ".managed.json"}
"""The word index's files that change; all its others are written once, so a link will do."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A state on its way to being committed: `dead` are its removed rows, rising."""

    folder: Path
    manifest: Manifest
    dead: Ints


def sealed(draft: Draft, before: Manifest) -> Manifest:
    """The draft's manifest, its dead rows written and every file on disk with its checksum."""
    folder, manifest = draft.folder, draft.manifest
    dead = f"dead-{manifest.generation}" if len(draft.dead) else ""
    if dead:
        draft.dead.astype("<i8").tofile(folder / dead)
    documents = sum(part.rows for part in manifest.parts) - len(draft.dead)
    whole = replace(manifest, dead=dead, documents=documents)
    known = {path.replace(before.lexical, manifest.lexical): path for path in before.files}
    seals = {}
    for path in paths(folder, whole):
        old = known.get(path, "")
        same = old and (folder / old).samefile(folder / path)
        seals[path] = before.files[old] if same else seal(folder, path)
    return replace(whole, files=seals)


def paths(folder: Path, manifest: Manifest) -> list[str]:
    """The files of a state, as paths in the folder."""
    lexical = (path.name for path in (folder / manifest.lexical).iterdir())
    words = [f"{manifest.lexical}/{name}" for name in lexical if not name.endswith(".lock")]
    parts = [name for part in manifest.parts for name in part_files(part)]
    return [*words, *parts, *filter(None, [manifest.dead, manifest.ivf])]


def clone(folder: Path, source: str, target: str) -> None:
    """A new folder with the word index of the old one; files that never change are shared."""
    (folder / target).mkdir()
    for path in (folder / source).iterdir() if source else ():
        if not path.name.endswith(".lock"):
            _copy(path, folder / target / path.name)


def _copy(source: Path, target: Path) -> None:
    if source.name not in COPIED:
        try:
            os.link(source, target)
        except OSError:  # a file system without links
            shutil.copyfile(source, target)
    else:
        shutil.copyfile(source, target)


def clean(folder: Path, manifest: Manifest | None) -> None:
    """Removes leftovers of an older state or a broken change, and nothing that is not ours."""
    named = {path.partition("/")[0] for path in manifest.files} if manifest else set()
    for path in folder.iterdir():
        if path.name in named | KEPT or not OURS.fullmatch(path.name):
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def strangers(folder: Path) -> list[str]:
    """What lies in the folder and is no index's, by name; hidden files are passed over."""
    names = sorted(path.name for path in folder.iterdir())
    return [name for name in names if not (name.startswith(".") or OURS.fullmatch(name))]


def next_generation(folder: Path) -> int:
    """A number above every one in the folder's file names."""
    numbers = (re.search(r"-(\d+)", path.name) for path in folder.iterdir())
    return 1 + max((int(number[1]) for number in numbers if number), default=0)
