"""The options of every `zhiqiao match` command. The work is imported when it is asked for."""

from pathlib import Path
from typing import Annotated

import typer

from zhiqiao.cli import options
from zhiqiao.cli.help import Command, Group
from zhiqiao.cli.language import tr
from zhiqiao.cli.match.requests import DiagnoseRequest, EvaluateRequest, FitRequest, RunRequest

app = typer.Typer(
    cls=Group,
    help=tr("供需匹配：匹配、诊断、评测、拟合", "Matching: rank, diagnose, measure, fit"),
    no_args_is_help=True,
)


@app.command(
    cls=Command,
    help=tr("为文件里的每条需求找出最合适的成果", "Find the best offers for every need"),
)
def run(
    *,
    needs: options.NeedsFile,
    offers: options.OffersFile,
    top: Annotated[
        int, typer.Option("--top", min=1, max=200, help=tr("每条需求取几条", "offers per need"))
    ] = 10,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            metavar="FILE",
            help=tr("写到 .xlsx、.csv 或 .jsonl 文件", "write to an .xlsx, .csv or .jsonl file"),
        ),
    ] = None,
    index: Annotated[
        Path | None,
        typer.Option(
            "--index",
            metavar="FOLDER",
            help=tr(
                "保留成果索引的文件夹，再次运行只处理有变化的成果",
                "keeps the offers' index; a later run then handles only what changed",
            ),
        ),
    ] = None,
    encoder: options.EncoderName = "auto",
    model: options.ModelFile = None,
    as_json: options.AsJson = False,
) -> None:
    """Ranks, then prints or writes."""
    from zhiqiao.cli.match.run import perform

    perform(
        RunRequest(
            needs=needs,
            offers=offers,
            top=top,
            output=output,
            index=index,
            encoder=encoder,
            model=model,
            as_json=as_json,
        )
    )


@app.command(
    cls=Command,
    help=tr("诊断需求是否写清楚、该追问什么", "Tell how answerable needs are, what to ask"),
)
def diagnose(
    *,
    needs: Annotated[
        Path | None, typer.Option("--needs", metavar="FILE", help=tr("需求文件", "needs"))
    ] = None,
    title: Annotated[str, typer.Option("--title", help=tr("需求标题", "a need's title"))] = "",
    text: Annotated[str, typer.Option("--text", help=tr("需求内容", "a need's text"))] = "",
    as_json: options.AsJson = False,
) -> None:
    """Diagnoses and prints."""
    if (needs is None) == (not title.strip()) or (needs and text.strip()):
        raise typer.BadParameter(
            tr("给需求文件，或给标题（和内容），二者选一。", "give a file, or a title (and text)."),
            param_hint="'--needs'",
        )
    from zhiqiao.cli.match.diagnose import perform

    perform(DiagnoseRequest(needs=needs, title=title, text=text, as_json=as_json))


@app.command(
    cls=Command, help=tr("用人工评分评测匹配模型", "Measure a model against people's judgements")
)
def evaluate(
    *,
    needs: options.NeedsFile,
    offers: options.OffersFile,
    judgements: options.JudgementsFile,
    model: options.ModelFile = None,
    folds: Annotated[
        int | None,
        typer.Option(
            "--cross-validate",
            metavar="K",
            min=2,
            max=50,
            help=tr("按需求分 K 折，逐折重新拟合再评测", "refit in K folds by need"),
        ),
    ] = None,
    encoder: options.EncoderName = "auto",
    as_json: options.AsJson = False,
) -> None:
    """Measures and prints."""
    if folds and model:
        raise typer.BadParameter(
            tr(
                "交叉验证会逐折重新拟合，不能同时给 --model。",
                "cross-validation fits its own models; leave --model out.",
            ),
            param_hint="'--cross-validate'",
        )
    from zhiqiao.cli.match.evaluate import perform

    perform(
        EvaluateRequest(
            needs=needs,
            offers=offers,
            judgements=judgements,
            model=model,
            folds=folds,
            encoder=encoder,
            as_json=as_json,
        )
    )


@app.command(
    cls=Command, help=tr("用人工评分拟合自己的匹配模型", "Fit a model of your own to judgements")
)
def fit(
    *,
    needs: options.NeedsFile,
    offers: options.OffersFile,
    judgements: options.JudgementsFile,
    output: Annotated[
        Path,
        typer.Option("--output", metavar="FILE", help=tr("模型写到这个 .json 文件", "the model")),
    ],
    name: Annotated[
        str | None, typer.Option("--name", help=tr("模型名，默认含日期", "the model's name"))
    ] = None,
    encoder: options.EncoderName = "auto",
    as_json: options.AsJson = False,
) -> None:
    """Fits and writes."""
    from zhiqiao.cli.match.fit import perform

    perform(
        FitRequest(
            needs=needs,
            offers=offers,
            judgements=judgements,
            output=output,
            name=name,
            encoder=encoder,
            as_json=as_json,
        )
    )


@app.command(
    cls=Command,
    help=tr(
        "用网站上的人工评分重新拟合，更好才换上", "Refit on the site's grades; serve if better"
    ),
)
def refit(*, as_json: options.AsJson = False) -> None:
    """Refits the site's model."""
    from zhiqiao.cli.match.upkeep import refit

    refit(as_json=as_json)


@app.command(cls=Command, help=tr("重建网站的需求和成果索引", "Build the site's indexes again"))
def reindex(*, as_json: options.AsJson = False) -> None:
    """Rebuilds the site's indexes."""
    from zhiqiao.cli.match.upkeep import reindex

    reindex(as_json=as_json)
