"""Options that several policy commands share, and the bundles they are handed on in."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from zhiqiao.cli.language import tr

FactFile = Annotated[
    Path,
    typer.Option(
        "--facts",
        metavar="FILE",
        help=tr("一家企业的事实（.yaml 或 .json）", "one enterprise's facts (.yaml or .json)"),
    ),
]
FactTable = Annotated[
    Path,
    typer.Option(
        "--facts",
        metavar="FILE",
        help=tr("许多企业的表（.parquet、.csv 或 .xlsx）", "a table (.parquet, .csv or .xlsx)"),
    ),
]
OnDay = Annotated[
    str | None,
    typer.Option(
        "--on",
        metavar="DATE",
        help=tr("按哪一天判定，如 2026-06-30；不写是今天", "as of which day; else today"),
    ),
]
RulesFolder = Annotated[
    Path | None,
    typer.Option(
        "--dir",
        metavar="FOLDER",
        help=tr(
            "规则文件夹；不写用 ./policies，没有就用自带的",
            "the folder of rules; else ./policies, else those that came along",
        ),
    ),
]
ProgrammeId = Annotated[
    str, typer.Option("--programme", metavar="ID", help=tr("事项编号", "the programme's id"))
]
ProgrammeIds = Annotated[
    list[str] | None,
    typer.Option(
        "--programme",
        metavar="ID",
        help=tr("只判这个事项，可写几次", "judge this programme only; may be repeated"),
    ),
]
IdColumn = Annotated[
    str | None,
    typer.Option(
        "--id-column",
        metavar="COLUMN",
        help=tr(
            "哪一列是企业的编号；不写就自动找", "the column that names the enterprise; else found"
        ),
    ),
]
OutputFile = Annotated[
    Path | None,
    typer.Option(
        "--output",
        metavar="FILE",
        help=tr("写到 .parquet、.xlsx 或 .csv 文件", "write a .parquet, .xlsx or .csv file"),
    ),
]


@dataclass(frozen=True, kw_only=True)
class SweepRequest:
    """The options of `zhiqiao policy sweep`."""

    facts: Path
    on: str | None
    folder: Path | None
    output: Path
    only: str | None
    is_settled: bool
    id_column: str | None
    as_json: bool


@dataclass(frozen=True, kw_only=True)
class WhatIfRequest:
    """The options of `zhiqiao policy what-if`."""

    facts: Path
    on: str | None
    folder: Path | None
    other: Path | None
    overlay: list[str]
    on_after: str | None
    output: Path | None
    as_json: bool


@dataclass(frozen=True, kw_only=True)
class OneRequest:
    """One enterprise on a day, by some rules."""

    facts: Path
    on: str | None
    folder: Path | None
    as_json: bool
