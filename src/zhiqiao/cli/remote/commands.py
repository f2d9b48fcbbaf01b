"""The options of the commands that work on a server. The work is imported when it is asked for."""

from typing import Annotated, Any, Literal

import typer

from zhiqiao.cli.help import Group, RemoteCommand
from zhiqiao.cli.language import tr
from zhiqiao.cli.options import AsJson

need = typer.Typer(
    cls=Group,
    help=tr("服务器上的需求：列出、查看、新建、发布、撤回", "Needs on a server"),
    no_args_is_help=True,
)
offer = typer.Typer(
    cls=Group, help=tr("服务器上的成果：列出、查看", "Offers on a server"), no_args_is_help=True
)
profile = typer.Typer(
    cls=Group,
    help=tr("服务器上的企业画像：查看、填写、测算", "Profiles on a server"),
    no_args_is_help=True,
)
Name = Annotated[str, typer.Argument(metavar="ID", help=tr("序号或编号", "its number or code"))]
Sought = Annotated[
    str, typer.Option("--query", metavar="TEXT", help=tr("要含有的词", "words it must hold"))
]
StatusName = Annotated[
    Literal["published", "draft", "withdrawn"],
    typer.Option("--status", help=tr("状态", "the status")),
]
Mine = Annotated[bool, typer.Option("--mine", help=tr("只看本机构的", "of one's own only"))]
Top = Annotated[int, typer.Option("--top", min=1, max=1000, help=tr("最多几条", "at most"))]
OrganisationNumber = Annotated[
    int | None,
    typer.Option(
        "--organisation", metavar="N", help=tr("机构序号；不写是本机构", "else one's own")
    ),
]
Day = Annotated[
    str, typer.Option("--on", metavar="DATE", help=tr("日期，默认今天", "the day; else today"))
]


def _text(option: str, chinese: str, english: str) -> Any:  # noqa: ANN401 -- as typer says
    return typer.Option(option, metavar="TEXT", help=tr(chinese, english))


@need.command("list", cls=RemoteCommand, help=tr("列出需求", "List needs"))
def list_needs(
    *,
    query: Sought = "",
    status: StatusName = "published",
    mine: Mine = False,
    top: Top = 20,
    as_json: AsJson = False,
) -> None:
    """Lists."""
    from zhiqiao.cli.remote.listings import ListRequest, list_them

    list_them("need", ListRequest(query, status, mine, top, as_json))


@need.command("show", cls=RemoteCommand, help=tr("查看一条需求", "Show a need"))
def show_need(name: Name, *, as_json: AsJson = False) -> None:
    """Shows."""
    from zhiqiao.cli.remote.listings import show

    show("need", name, as_json=as_json)


@need.command("create", cls=RemoteCommand, help=tr("新建需求", "Make a need"))
def create_need(  # noqa: PLR0913 -- the options of a command
    *,
    title: Annotated[str, _text("--title", "标题", "the title")],
    text: Annotated[str, _text("--text", "内容", "the text")] = "",
    field: Annotated[str, _text("--field", "领域", "the field")] = "",
    stage: Annotated[str, _text("--stage", "所处阶段", "the stage")] = "",
    mode: Annotated[str, _text("--mode", "合作方式", "how to work together")] = "",
    area: Annotated[str, _text("--area", "地区", "the area")] = "",
    budget: Annotated[str, _text("--budget", "预算，万元", "the budget in 10,000 yuan")] = "",
    deadline: Annotated[str, _text("--deadline", "截止日期", "the deadline")] = "",
    organisation: Annotated[
        str, _text("--organisation", "机构全称（转移中心用）", "whose it is (for the centre)")
    ] = "",
    publish: Annotated[
        bool, typer.Option("--publish", help=tr("同时发布", "publish it at once"))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Makes one."""
    from zhiqiao.cli.remote.listings import create_need as perform

    fields: dict[str, object] = {
        "title": title,
        "text": text,
        "field": field,
        "stage": stage,
        "mode": mode,
        "area": area,
        "deadline_on": deadline,
        "organisation_name": organisation,
        "publish": publish,
    }
    perform(fields, budget=budget, as_json=as_json)


@need.command("publish", cls=RemoteCommand, help=tr("发布需求", "Publish a need"))
def publish_need(name: Name, *, as_json: AsJson = False) -> None:
    """Publishes."""
    from zhiqiao.cli.remote.listings import change_status

    change_status(name, publish=True, as_json=as_json)


@need.command("withdraw", cls=RemoteCommand, help=tr("撤回需求", "Withdraw a need"))
def withdraw_need(name: Name, *, as_json: AsJson = False) -> None:
    """Withdraws."""
    from zhiqiao.cli.remote.listings import change_status

    change_status(name, publish=False, as_json=as_json)


@offer.command("list", cls=RemoteCommand, help=tr("列出成果", "List offers"))
def list_offers(
    *,
    query: Sought = "",
    status: StatusName = "published",
    mine: Mine = False,
    top: Top = 20,
    as_json: AsJson = False,
) -> None:
    """Lists."""
    from zhiqiao.cli.remote.listings import ListRequest, list_them

    list_them("offer", ListRequest(query, status, mine, top, as_json))


@offer.command("show", cls=RemoteCommand, help=tr("查看一条成果", "Show an offer"))
def show_offer(name: Name, *, as_json: AsJson = False) -> None:
    """Shows."""
    from zhiqiao.cli.remote.listings import show

    show("offer", name, as_json=as_json)


@profile.command("show", cls=RemoteCommand, help=tr("查看画像", "Show a profile"))
def show_profile(*, organisation: OrganisationNumber = None, as_json: AsJson = False) -> None:
    """Shows."""
    from zhiqiao.cli.remote.others import show_profile as perform

    perform(organisation=organisation, as_json=as_json)


@profile.command("set", cls=RemoteCommand, help=tr("填写或更正一项", "State or correct a fact"))
def set_fact(
    fact: Annotated[
        str, typer.Argument(metavar="FACT", help=tr("事实的编号或名称", "its code or name"))
    ],
    value: Annotated[str, typer.Argument(metavar="VALUE", help=tr("值，可带单位", "its value"))],
    *,
    period: Annotated[str, _text("--period", "期间，如 2025", "its period, such as 2025")] = "",
    as_of: Annotated[str, _text("--as-of", "数据日期", "the day for which it is true")] = "",
    as_json: AsJson = False,
) -> None:
    """States it."""
    from zhiqiao.cli.remote.others import set_fact as perform

    perform(fact, value, period=period, as_of=as_of, as_json=as_json)


@profile.command(
    "assess", cls=RemoteCommand, help=tr("测算可申报的事项", "Assess by every programme")
)
def assess_profile(
    *, organisation: OrganisationNumber = None, on: Day = "", as_json: AsJson = False
) -> None:
    """Assesses."""
    from zhiqiao.cli.remote.others import assess_profile as perform

    perform(organisation=organisation, on=on, as_json=as_json)


def show_matches(
    name: Name,
    *,
    ask: Annotated[bool, typer.Option("--ask", help=tr("先匹配一次", "match it first"))] = False,
    top: Top = 10,
    as_json: AsJson = False,
) -> None:
    """Shows what a server suggested for a need."""
    from zhiqiao.cli.remote.others import show_matches as perform

    perform(name, ask=ask, top=top, as_json=as_json)


def list_programmes(*, on: Day = "", as_json: AsJson = False) -> None:
    """Lists the programmes of a server."""
    from zhiqiao.cli.remote.others import list_programmes as perform

    perform(on=on, as_json=as_json)


def login(*, as_json: AsJson = False) -> None:
    """Keeps a token."""
    from zhiqiao.cli.remote.login import login as perform

    perform(as_json=as_json)


def logout(*, as_json: AsJson = False) -> None:
    """Forgets it."""
    from zhiqiao.cli.remote.login import logout as perform

    perform(as_json=as_json)


def add_to(root: typer.Typer, match: typer.Typer, policy: typer.Typer) -> None:
    """Puts the commands that work on a server into the tree."""
    root.add_typer(need, name="need")
    root.add_typer(offer, name="offer")
    root.add_typer(profile, name="profile")
    shown = tr("查看服务器给一条需求的推荐", "Show what a server suggests for a need")
    match.command("show", cls=RemoteCommand, help=shown)(show_matches)
    listed = tr("列出服务器上的政策事项", "List the programmes of a server")
    policy.command("programmes", cls=RemoteCommand, help=listed)(list_programmes)
    kept = tr("存一个服务器的令牌", "Keep a server's token")
    root.command("login", cls=RemoteCommand, help=kept)(login)
    forgotten = tr("删除本机存的令牌", "Forget the token")
    root.command("logout", cls=RemoteCommand, help=forgotten)(logout)
