"""The one file that says which files make up an index, and their checksums."""

import json
import os
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

NAME = "manifest.json"
VERSION = 1
WHOLE_BYTES_MAX = 256 * 1024 * 1024
"""Files up to this size are checked whole (about 1.5 GB/s); of larger ones the size and SAMPLES
pieces spread evenly, so that opening an index of a million documents takes a moment."""
SAMPLES = 512
SAMPLE_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Part:
    """One run of rows in the vector files: `first` and `last` row, and how many are held."""

    name: str
    first: int
    last: int
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """One committed state of an index.

    `rows` is the next free row number; rows are never used twice. `files` maps each file's
    path in the folder to its size and checksum.
    """

    encoder: str
    encoder_digest: str
    dim: int
    version: int = VERSION
    generation: int = 0
    documents: int = 0
    rows: int = 0
    built_at: str = ""
    lexical: str = ""
    parts: tuple[Part, ...] = ()
    dead: str = ""
    ivf: str = ""
    ivf_until: int = 0
    ivf_trained_on: int = 0
    nprobe: int = 0
    files: dict[str, tuple[int, str]] = field(default_factory=dict)

    def to_json(self) -> str:
        """The text that `from_json` reads, with a checksum of itself."""
        body = asdict(self)
        return json.dumps(body | {"checksum": _checksum(body)}, ensure_ascii=False, indent=1)

    @staticmethod
    def from_json(text: str) -> "Manifest":
        """The state described by the text.

        Raises:
            ValueError: when the text is not a manifest, or not whole.
        """
        body = json.loads(text)
        if not isinstance(body, dict) or body.pop("checksum", None) != _checksum(body):
            message = "manifest checksum differs"
            raise ValueError(message)
        if body.get("version") != VERSION:
            message = f"manifest version {body.get('version')}"
            raise ValueError(message)
        plain = Manifest(**body)
        return replace(
            plain,
            parts=tuple(Part(**part) for part in body["parts"]),
            files={path: (size, digest) for path, (size, digest) in body["files"].items()},
        )


def _checksum(body: dict[str, Any]) -> str:
    return sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """The committed state of the folder.

    Raises:
        OSError: when there is none.
        ValueError: when it is damaged or of another version.
    """
    return Manifest.from_json((folder / NAME).read_text("utf-8"))


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Commits a state: after this call it survives a power cut, before it nothing has changed."""
    for name in {str(Path(path).parent) for path in manifest.files}:
        sync(folder / name)
    temporary = folder / f"{NAME}.new"
    with temporary.open("w", encoding="utf-8") as out:
        out.write(manifest.to_json())
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(folder / NAME)
    sync(folder)


def sync(path: Path) -> None:
    """Writes a file or folder through to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def seal(folder: Path, path: str) -> tuple[int, str]:
    """Writes a file through to the disk and returns its size in bytes and checksum."""
    sync(folder / path)
    return (folder / path).stat().st_size, checksum(folder / path)


def checksum(path: Path) -> str:
    """SHA-256 of a file, or of pieces spread over it when it is large."""
    digest = sha256()
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= WHOLE_BYTES_MAX:
            while piece := file.read(1 << 20):
                digest.update(piece)
        else:
            for at in range(SAMPLES):
                file.seek((size - SAMPLE_BYTES) * at // (SAMPLES - 1))
                digest.update(file.read(SAMPLE_BYTES))
    return digest.hexdigest()


def damage(folder: Path, files: dict[str, tuple[int, str]]) -> str:
    """What is wrong with the first file that is not as the manifest says; "" when all are."""
    for path, (size, digest) in sorted(files.items()):
        try:
            if (folder / path).stat().st_size != size:
                return f"{path}: size differs"
            if checksum(folder / path) != digest:
                return f"{path}: checksum differs"
        except OSError as error:
            return f"{path}: {error.strerror}"
    return ""
