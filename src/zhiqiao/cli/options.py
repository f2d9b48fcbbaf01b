"""Options that several commands share.

Their help is in the language chosen: `main` settles it before this file is imported.
"""

from pathlib import Path
from typing import Annotated, Literal

import typer

from zhiqiao.cli.language import tr

KINDS = tr("CSV、XLSX 或 JSONL", "CSV, XLSX or JSONL")

NeedsFile = Annotated[
    Path,
    typer.Option("--needs", metavar="FILE", help=tr(f"需求文件（{KINDS}）", f"needs ({KINDS})")),
]
OffersFile = Annotated[
    Path,
    typer.Option("--offers", metavar="FILE", help=tr(f"成果文件（{KINDS}）", f"offers ({KINDS})")),
]
JudgementsFile = Annotated[
    Path,
    typer.Option(
        "--judgements",
        metavar="FILE",
        help=tr(f"人工评分文件（{KINDS}）", f"people's judgements ({KINDS})"),
    ),
]
NeedsFileOrNone = Annotated[
    Path | None,
    typer.Option("--needs", metavar="FILE", help=tr(f"需求文件（{KINDS}）", f"needs ({KINDS})")),
]
OffersFileOrNone = Annotated[
    Path | None,
    typer.Option("--offers", metavar="FILE", help=tr(f"成果文件（{KINDS}）", f"offers ({KINDS})")),
]
JudgementsFileOrNone = Annotated[
    Path | None,
    typer.Option(
        "--judgements",
        metavar="FILE",
        help=tr(f"人工评分文件（{KINDS}）", f"people's judgements ({KINDS})"),
    ),
]
TaskName = Annotated[
    Literal["matching", "latent", "association"],
    typer.Option(
        "--task",
        help=tr(
            "评测什么：matching 匹配，latent 潜在需求，association 关联路径", "what to measure"
        ),
    ),
]
PATENTS_HELP = tr(f"专利文件（{KINDS}）", f"patents ({KINDS})")
PatentsFile = Annotated[Path, typer.Option("--patents", metavar="FILE", help=PATENTS_HELP)]
PatentsFileOrNone = Annotated[
    Path | None, typer.Option("--patents", metavar="FILE", help=PATENTS_HELP)
]
DocumentFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--documents",
        metavar="FILE",
        help=tr(
            f"建概念图的语料（{KINDS}，列同成果），可给多个；不给就用成果文件",
            f"texts to build the concept graph from ({KINDS}, columns as of offers), may be "
            "repeated; else the offers",
        ),
    ),
]
EncoderName = Annotated[
    Literal["auto", "e5", "static"],
    typer.Option(
        "--encoder",
        help=tr(
            "编码器：e5 更准，static 更快，auto 自动选",
            "encoder: e5 is more exact, static is faster, auto chooses",
        ),
    ),
]
ModelFile = Annotated[
    Path | None,
    typer.Option(
        "--model",
        metavar="FILE",
        help=tr("match fit 生成的模型；不写则用自带的", "made by match fit; else the shipped one"),
    ),
]
AsJson = Annotated[
    bool,
    typer.Option("--json", help=tr("标准输出只打印 JSON", "print JSON and nothing else to stdout")),
]
