"""Saving what is whole of a damaged index: vectors cost most to make."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from zhiqiao.index.manifest import Manifest, Part, damage, read_manifest
from zhiqiao.index.parts import PartReader, Vectors, part_files
from zhiqiao.matching.protocols import Encoder


class RememberedVectors:
    """Vectors by content digest, from parts that are whole."""

    def __init__(self, parts: Sequence[PartReader]) -> None:
        self._parts = parts
        self._places = {
            digest: (which, place)
            for which, part in enumerate(parts)
            for place, digest in enumerate(part.digests(np.arange(part.part.rows)))
        }

    def __call__(self, digests: Sequence[bytes]) -> Mapping[bytes, Vectors]:
        """The vectors known for these digests."""
        held = {digest: self._places[digest] for digest in digests if digest in self._places}
        return {
            digest: self._parts[which].vectors(np.array([place]))[0]
            for digest, (which, place) in held.items()
        }


def remembered_vectors(folder: Path, encoder: Encoder, digest: str) -> RememberedVectors:
    """What the parts of the folder's state hold, as far as they are whole and of this encoder."""
    try:
        manifest = read_manifest(folder)
    except (OSError, ValueError, TypeError, KeyError):
        return RememberedVectors([])
    if (manifest.encoder, manifest.encoder_digest) != (encoder.name, digest):
        return RememberedVectors([])
    whole = [part for part in manifest.parts if not damage(folder, _seals(manifest, part))]
    return RememberedVectors([PartReader(folder, part, manifest.dim) for part in whole])


def _seals(manifest: Manifest, part: Part) -> dict[str, tuple[int, str]]:
    return {name: manifest.files[name] for name in part_files(part)}
