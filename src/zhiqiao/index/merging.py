"""Keeping the number of parts small and the search fast as documents come and go."""

from dataclasses import replace

from zhiqiao.index import ivf
from zhiqiao.index.files import Draft
from zhiqiao.index.manifest import Manifest, Part
from zhiqiao.index.parts import PartReader, PartWriter

GROWTH = 2
"""A part is merged with those after it unless it has more than so many times their rows."""
DEAD_SHARE_MAX = 0.25
TAIL_SHARE_MAX = 0.25
"""Of `exact_max`: so many rows may wait outside the IVF before they are added to it."""


def merge(draft: Draft, exact_max: int) -> Draft:
    """The draft with parts merged and the IVF trained, extended or dropped where that is due."""
    total = sum(part.rows for part in draft.manifest.parts)
    if total and len(draft.dead) > DEAD_SHARE_MAX * total:
        draft = _rewrite(_without_ivf(draft), 0)
    else:
        first = _first_to_merge(draft.manifest)
        draft = _rewrite(draft, first) if total and first < len(draft.manifest.parts) - 1 else draft
    return _with_ivf(draft, exact_max)


def _first_to_merge(manifest: Manifest) -> int:
    """From which part on the parts become one; the number of parts when none do."""
    parts, first = manifest.parts, len(manifest.parts)
    while first > 0 and parts[first - 1].first >= manifest.ivf_until:
        after = sum(part.rows for part in parts[first:])
        if first < len(parts) and parts[first - 1].rows > GROWTH * after:
            break
        first -= 1
    return first


def _rewrite(draft: Draft, first: int) -> Draft:
    """The draft with its parts from `first` on as one, their dead rows left out."""
    manifest = draft.manifest
    old = manifest.parts[first:]
    writer = PartWriter(draft.folder, f"part-{manifest.generation}-merged")
    for part in old:
        writer.copy(PartReader(draft.folder, part, manifest.dim), draft.dead)
    new = writer.close()
    parts = (*manifest.parts[:first], *([new] if new.rows else []))
    dead = draft.dead[draft.dead < old[0].first]
    return Draft(draft.folder, replace(manifest, parts=parts), dead)


def _with_ivf(draft: Draft, exact_max: int) -> Draft:
    manifest = draft.manifest
    living = _living(draft)
    if living <= exact_max:
        return _without_ivf(draft) if living < exact_max // 2 else draft
    waiting = [part for part in manifest.parts if part.first >= manifest.ivf_until]
    if not manifest.ivf or living > GROWTH * manifest.ivf_trained_on:
        return _trained(draft)
    if sum(part.rows for part in waiting) > TAIL_SHARE_MAX * exact_max:
        return _extended(draft, waiting)
    return draft


def _trained(draft: Draft) -> Draft:
    name = f"ivf-{draft.manifest.generation}"
    nprobe = ivf.train(_readers(draft, draft.manifest.parts), draft.dead, draft.folder / name)
    return _covered(draft, ivf=name, nprobe=nprobe, ivf_trained_on=_living(draft))


def _extended(draft: Draft, waiting: list[Part]) -> Draft:
    name = f"ivf-{draft.manifest.generation}"
    index = ivf.load(draft.folder / draft.manifest.ivf)
    ivf.extend(index, _readers(draft, waiting), draft.dead, draft.folder / name)
    return _covered(draft, ivf=name)


def _covered(draft: Draft, **changes: str | int) -> Draft:
    manifest = replace(draft.manifest, ivf_until=draft.manifest.rows, **changes)  # type: ignore[arg-type]
    return replace(draft, manifest=manifest)


def _without_ivf(draft: Draft) -> Draft:
    bare = replace(draft.manifest, ivf="", ivf_until=0, ivf_trained_on=0, nprobe=0)
    return replace(draft, manifest=bare)


def _readers(draft: Draft, parts: tuple[Part, ...] | list[Part]) -> list[PartReader]:
    return [PartReader(draft.folder, part, draft.manifest.dim) for part in parts]


def _living(draft: Draft) -> int:
    return sum(part.rows for part in draft.manifest.parts) - len(draft.dead)
