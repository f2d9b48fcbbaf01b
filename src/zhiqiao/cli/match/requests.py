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
    """`match evaluate`: which files, and either a model or a number of folds."""

    needs: Path
    offers: Path
    judgements: Path
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
class DiagnoseRequest:
    """`match diagnose`: a file of needs, or one need given on the command line."""

    needs: Path | None
    title: str
    text: str
    as_json: bool
