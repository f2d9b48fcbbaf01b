"""What one call asks for, once its options are understood."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class RunRequest:
    """`match run`: which files, how many offers a need, where to."""

    needs: Path
    offers: Path
    top: int
    output: Path | None
    index: Path | None
    encoder: str
    model: Path | None
    as_json: bool


@dataclass(frozen=True, slots=True)
class EvaluateRequest:
    """`match evaluate`: which task on which files, and either a model or a number of folds."""

    task: str
    needs: Path | None
    offers: Path | None
    judgements: Path | None
    patents: Path | None
    documents: tuple[Path, ...]
    model: Path | None
    folds: int | None
    encoder: str
    as_json: bool


@dataclass(frozen=True, slots=True)
class FitRequest:
    """`match fit`: which files, and what the model is called and written to."""

    needs: Path
    offers: Path
    judgements: Path
    output: Path
    name: str | None
    encoder: str
    as_json: bool


@dataclass(frozen=True, slots=True)
class TrainRequest:
    """`match train`: as `match fit`, and described offers to learn from without grades."""

    needs: Path
    offers: Path
    judgements: Path
    described: tuple[Path, ...]
    output: Path
    name: str | None
    encoder: str
    as_json: bool


@dataclass(frozen=True, slots=True)
class DiagnoseRequest:
    """`match diagnose`: a file of needs, or one need given on the command line."""

    needs: Path | None
    title: str
    text: str
    as_json: bool


@dataclass(frozen=True, slots=True)
class AssociateRequest:
    """`match associate`: needs and offers from files or typed, and what to learn from."""

    needs: Path | None
    title: str
    text: str
    offers: Path | None
    offer_title: str
    offer_text: str
    documents: tuple[Path, ...]
    graph: Path | None
    save: Path | None
    top: int
    encoder: str
    as_json: bool


@dataclass(frozen=True, slots=True)
class LatentRequest:
    """`match latent`: one enterprise of the file, or one of its own file, or all to visit."""

    patents: Path
    assignee: str
    profile: Path | None
    industry: str
    top: int
    encoder: str
    as_json: bool
