"""The options of every `zhiqiao match` command. The work is imported when it is asked for."""

from pathlib import Path
from typing import Annotated

import typer

from zhiqiao.cli import options
from zhiqiao.cli.help import Command, Group
from zhiqiao.cli.language import tr
from zhiqiao.cli.match.model_commands import app as model_app
from zhiqiao.cli.match.requests import (
    AssociateRequest,
    DiagnoseRequest,
    EvaluateRequest,
    FitRequest,
    LatentRequest,
    RunRequest,
    TrainRequest,
)

app = typer.Typer(
    cls=Group,
    help=tr("供需匹配：匹配、诊断、评测、拟合", "Matching: rank, diagnose, measure, fit"),
    no_args_is_help=True,
)
app.add_typer(model_app, name="model")


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
def evaluate(  # noqa: PLR0913 -- the options of a command
    *,
    task: options.TaskName = "matching",
    needs: options.NeedsFileOrNone = None,
    offers: options.OffersFileOrNone = None,
    judgements: options.JudgementsFileOrNone = None,
    patents: options.PatentsFileOrNone = None,
    documents: options.DocumentFiles = None,
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
    from zhiqiao.cli.match.tasks import perform

    perform(
        EvaluateRequest(
            task=task,
            needs=needs,
            offers=offers,
            judgements=judgements,
            patents=patents,
            documents=tuple(documents or ()),
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
    cls=Command, help=tr("从头训练匹配模型，附交叉验证", "Train a model, with its figures")
)
def train(
    *,
    needs: options.NeedsFile,
    offers: options.OffersFile,
    judgements: options.JudgementsFile,
    output: Annotated[
        Path,
        typer.Option("--output", metavar="FILE", help=tr("模型写到这个 .json 文件", "the model")),
    ],
    described: Annotated[
        list[Path] | None,
        typer.Option(
            "--described",
            metavar="FILE",
            help=tr(
                "有正文的成果，不需要评分，可给多个：学有正文与无正文怎样比较",
                "offers with texts, no grades needed, may be repeated: to compare with bare titles",
            ),
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help=tr("模型名，默认含日期", "the model's name"))
    ] = None,
    encoder: options.EncoderName = "auto",
    as_json: options.AsJson = False,
) -> None:
    """Trains, compares and writes."""
    from zhiqiao.cli.match.train import perform

    perform(
        TrainRequest(
            needs=needs,
            offers=offers,
            judgements=judgements,
            described=tuple(described or ()),
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
def refit(
    *,
    as_shadow: Annotated[
        bool,
        typer.Option("--shadow", help=tr("只当影子，由人换上", "only as a shadow, to promote")),
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Refits the site's model."""
    from zhiqiao.cli.match.upkeep import refit

    refit(as_shadow=as_shadow, as_json=as_json)


@app.command(cls=Command, help=tr("重建网站的需求和成果索引", "Build the site's indexes again"))
def reindex(*, as_json: options.AsJson = False) -> None:
    """Rebuilds the site's indexes."""
    from zhiqiao.cli.match.upkeep import reindex

    reindex(as_json=as_json)


@app.command(
    cls=Command,
    help=tr("从需求经概念走到成果的关联路径", "Paths from needs to offers through concepts"),
)
def associate(  # noqa: PLR0913 -- the options of a command
    *,
    needs: options.NeedsFileOrNone = None,
    title: Annotated[str, typer.Option("--title", help=tr("需求标题", "a need's title"))] = "",
    text: Annotated[str, typer.Option("--text", help=tr("需求内容", "a need's text"))] = "",
    offers: options.OffersFileOrNone = None,
    offer_title: Annotated[
        str, typer.Option("--offer-title", help=tr("成果标题", "an offer's title"))
    ] = "",
    offer_text: Annotated[
        str, typer.Option("--offer-text", help=tr("成果内容", "an offer's text"))
    ] = "",
    documents: options.DocumentFiles = None,
    graph: Annotated[
        Path | None,
        typer.Option("--graph", metavar="FILE", help=tr("用存好的概念图", "a graph saved before")),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option("--save", metavar="FILE", help=tr("把概念图存到文件", "keep the graph")),
    ] = None,
    top: Annotated[
        int, typer.Option("--top", min=1, max=200, help=tr("每条需求取几条", "offers per need"))
    ] = 5,
    encoder: options.EncoderName = "static",
    as_json: options.AsJson = False,
) -> None:
    """Finds paths and prints them."""
    _refuse_unclear_sides(needs, title, offers, offer_title)
    if graph and documents:
        raise typer.BadParameter(
            tr("--graph 和 --documents 二者选一。", "give --graph or --documents, not both."),
            param_hint="'--graph'",
        )
    from zhiqiao.cli.match.associate import perform

    perform(
        AssociateRequest(
            needs=needs,
            title=title,
            text=text,
            offers=offers,
            offer_title=offer_title,
            offer_text=offer_text,
            documents=tuple(documents or ()),
            graph=graph,
            save=save,
            top=top,
            encoder=encoder,
            as_json=as_json,
        )
    )


def _refuse_unclear_sides(
    needs: Path | None, title: str, offers: Path | None, offer_title: str
) -> None:
    """Each side comes from a file or is typed, not both and not neither."""
    for file, typed, hint in ((needs, title, "'--needs'"), (offers, offer_title, "'--offers'")):
        if (file is None) == (not typed.strip()):
            raise typer.BadParameter(
                tr("给文件，或给标题（和内容），二者选一。", "give a file, or a title (and text)."),
                param_hint=hint,
            )


@app.command(
    cls=Command,
    help=tr("推断企业没写出来的需求，或先走访谁", "Infer needs nobody wrote down, whom to visit"),
)
def latent(
    *,
    patents: options.PatentsFile,
    assignee: Annotated[
        str, typer.Option("--assignee", metavar="NAME", help=tr("企业全称", "whose needs"))
    ] = "",
    profile: Annotated[
        Path | None,
        typer.Option(
            "--profile",
            metavar="FILE",
            help=tr("一家企业自己的专利，列同 --patents", "one enterprise's own patents"),
        ),
    ] = None,
    visits: Annotated[
        bool, typer.Option("--visits", help=tr("先走访哪些企业，为什么", "whom to visit, and why"))
    ] = False,
    industry: Annotated[
        str, typer.Option("--industry", metavar="CODE", help=tr("行业代码", "industry code"))
    ] = "",
    top: Annotated[int, typer.Option("--top", min=1, max=10, help=tr("取几条", "how many"))] = 5,
    encoder: options.EncoderName = "static",
    as_json: options.AsJson = False,
) -> None:
    """Infers and prints."""
    if sum((bool(assignee.strip()), profile is not None, visits)) != 1:
        raise typer.BadParameter(
            tr(
                "--assignee、--profile、--visits 三选一。",
                "give --assignee, --profile or --visits.",
            ),
            param_hint="'--assignee'",
        )
    from zhiqiao.cli.match.latent import perform

    perform(
        LatentRequest(
            patents=patents,
            assignee=assignee.strip(),
            profile=profile,
            industry=industry,
            top=top,
            encoder=encoder,
            as_json=as_json,
        )
    )
