"""The options of every `zhiqiao policy` command. The work is imported when it is asked for."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from zhiqiao.cli.help import Command, Group
from zhiqiao.cli.language import tr
from zhiqiao.cli.options import AsJson
from zhiqiao.cli.policy import options

app = typer.Typer(
    cls=Group,
    help=tr(
        "政策规则：检查、判定、批量测算、比较、导入", "Policy rules: check, judge, sweep, compare"
    ),
    no_args_is_help=True,
)


@app.command(
    cls=Command,
    help=tr("检查规则：写法、类型、依据、版本、用例", "Check rules: shape, types, versions, cases"),
)
def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help=tr("规则文件夹", "the folder of rules"))
    ] = None,
    *,
    on: options.OnDay = None,
    as_json: AsJson = False,
) -> None:
    """Checks and prints."""
    from zhiqiao.cli.policy.check import perform

    perform(folder, on=on, as_json=as_json)


@app.command(cls=Command, help=tr("逐项判定一家企业", "Judge one enterprise by every programme"))
def assess(
    *,
    facts: options.FactFile,
    on: options.OnDay = None,
    programme: options.ProgrammeIds = None,
    folder: options.RulesFolder = None,
    as_json: AsJson = False,
) -> None:
    """Judges and prints."""
    from zhiqiao.cli.policy.assess import perform

    request = options.OneRequest(facts=facts, on=on, folder=folder, as_json=as_json)
    perform(request, programme or [])


@app.command(
    cls=Command, help=tr("把一家企业的一个事项讲透", "Explain one programme for one enterprise")
)
def explain(
    *,
    facts: options.FactFile,
    programme: options.ProgrammeId,
    on: options.OnDay = None,
    folder: options.RulesFolder = None,
    as_json: AsJson = False,
) -> None:
    """Explains and prints."""
    from zhiqiao.cli.policy.explain import perform

    request = options.OneRequest(facts=facts, on=on, folder=folder, as_json=as_json)
    perform(request, programme)


@app.command(
    cls=Command,
    help=tr("还该问这家企业什么：最少的问题，最多的钱", "What to ask next: fewest questions first"),
)
def ask(
    *,
    facts: options.FactFile,
    on: options.OnDay = None,
    folder: options.RulesFolder = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=100, help=tr("最多问几个", "how many at most"))
    ] = 5,
    as_json: AsJson = False,
) -> None:
    """Asks and prints."""
    from zhiqiao.cli.policy.ask import perform

    request = options.OneRequest(facts=facts, on=on, folder=folder, as_json=as_json)
    perform(request, limit=limit)


@app.command(cls=Command, help=tr("批量测算：许多企业 × 全部事项", "Judge a table of enterprises"))
def sweep(
    *,
    facts: options.FactTable,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            metavar="FILE",
            help=tr("写到 .parquet、.xlsx 或 .csv 文件", "write a .parquet, .xlsx or .csv file"),
        ),
    ],
    on: options.OnDay = None,
    folder: options.RulesFolder = None,
    only: Annotated[
        str | None,
        typer.Option(
            "--only",
            metavar="VERDICTS",
            help=tr(
                "只要这些结论，用逗号隔开，如 met,unknown 或 符合,待补充",
                "these verdicts only, separated by commas, such as met,unknown",
            ),
        ),
    ] = None,
    settle: Annotated[
        bool,
        typer.Option(
            "--settle",
            help=tr("再算互斥、叠加上限和预算", "then apply exclusion, caps and budgets"),
        ),
    ] = False,
    id_column: options.IdColumn = None,
    as_json: AsJson = False,
) -> None:
    """Sweeps, writes and sums up."""
    from zhiqiao.cli.policy.sweep import perform

    perform(
        options.SweepRequest(
            facts=facts,
            on=on,
            folder=folder,
            output=output,
            only=only,
            is_settled=settle,
            id_column=id_column,
            as_json=as_json,
        )
    )


@app.command(
    name="what-if",
    cls=Command,
    help=tr("换一套规则、一些事实或一天，谁得谁失", "Who gains and who loses by a change"),
)
def what_if(
    *,
    facts: Annotated[
        Path,
        typer.Option(
            "--facts",
            metavar="FILE",
            help=tr("一家企业的文件或许多企业的表", "one enterprise's file, or a table of them"),
        ),
    ],
    on: options.OnDay = None,
    folder: options.RulesFolder = None,
    other: Annotated[
        Path | None,
        typer.Option(
            "--with", metavar="FOLDER", help=tr("改后的规则文件夹", "the folder of other rules")
        ),
    ] = None,
    overlay: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FACT=VALUE",
            help=tr("改后的事实，可写几次", "a changed fact; may be repeated"),
        ),
    ] = None,
    on_after: Annotated[
        str | None,
        typer.Option("--on-after", metavar="DATE", help=tr("改后的日期", "the changed day")),
    ] = None,
    output: options.OutputFile = None,
    as_json: AsJson = False,
) -> None:
    """Compares, prints, and writes where asked."""
    from zhiqiao.cli.policy.what_if import perform

    perform(
        options.WhatIfRequest(
            facts=facts,
            on=on,
            folder=folder,
            other=other,
            overlay=overlay or [],
            on_after=on_after,
            output=output,
            as_json=as_json,
        )
    )


@app.command(
    name="import",
    cls=Command,
    help=tr("把别的系统的规则变成规则文件夹", "Turn rules of another system into a folder"),
)
def import_(
    *,
    source: Annotated[
        Path,
        typer.Option(
            "--from",
            metavar="FILE",
            help=tr("决策表（.xlsx）或布尔规则（.json）", ".xlsx tables or .json rules"),
        ),
    ],
    target: Annotated[
        Path,
        typer.Option(
            "--to", metavar="FOLDER", help=tr("新的或空的文件夹", "a new or empty folder")
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Imports and says how much."""
    from zhiqiao.cli.policy.authoring import import_folder

    import_folder(source, target, as_json=as_json)


@app.command(
    cls=Command, help=tr("新建一个带说明的事项模板", "Start a programme: a commented template")
)
def new(
    id_: Annotated[str, typer.Argument(metavar="ID", help=tr("事项编号", "the programme's id"))],
    *,
    folder: options.RulesFolder = None,
    as_json: AsJson = False,
) -> None:
    """Writes the template."""
    from zhiqiao.cli.policy.authoring import write_template

    write_template(id_, folder, as_json=as_json)


@app.command(
    cls=Command,
    help=tr("打印规则文件的 JSON Schema，供编辑器校验", "Print the JSON Schema, for editors"),
)
def schema(
    what: Annotated[
        Literal["programme", "facts"],
        typer.Argument(help=tr("事项文件或事实词典", "programme files or the facts dictionary")),
    ] = "programme",
    *,
    as_json: AsJson = False,
) -> None:
    """Prints the schema; it is JSON either way."""
    from zhiqiao.cli.policy.authoring import print_schema

    del as_json
    print_schema(what)


@app.command(
    cls=Command,
    help=tr(
        "把在网站上发布的规则写成文件，供版本管理", "Write the rules published on the site to files"
    ),
)
def export(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help=tr("写到哪个文件夹", "the folder to write to"))
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Writes and prints."""
    from zhiqiao.cli.policy.export import perform

    perform(folder, as_json=as_json)
