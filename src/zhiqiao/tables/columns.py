"""Which headers are understood, in Chinese and English. The only list of them."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from zhiqiao.tables import cells
from zhiqiao.tables.values import Cell


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, the headers it is known by and how a cell becomes a value.

    The first alias is the Chinese header that is written.
    """

    name: str
    aliases: tuple[str, ...]
    parse: Callable[[Cell], object] = cells.text
    required: bool = False


ID = ("编号", "序号编号", "ID号")
FIELD = ("领域", "技术领域", "所属领域", "行业领域", "sector")
MODE = ("合作方式", "拟合作方式", "转化方式", "cooperation_mode")
ORGANISATION = (
    "机构",
    "单位",
    "机构名称",
    "单位名称",
    "企业名称",
    "所属单位",
    "organization",
    "org",
)
AREA = ("地区", "所在地区", "所属地区", "区域", "region")

NEEDS = (
    Column("id", (*ID, "需求编号", "need_id"), cells.identifier, required=True),
    Column("title", ("标题", "需求名称", "需求标题", "技术需求名称", "名称"), required=True),
    Column("text", ("内容", "需求描述", "需求内容", "需求简介", "描述", "description")),
    Column("field", FIELD),
    Column("stage", ("阶段", "所处阶段", "研发阶段")),
    Column("mode", MODE),
    Column(
        "budget_wan_yuan",
        ("预算（万元）", "预算万元", "投入预算（万元）", "经费预算（万元）", "拟投入资金（万元）"),
        cells.money_fen,
    ),
    Column("deadline_on", ("截止日期", "需求截止日期", "有效期至", "deadline"), cells.day),
    Column("organisation", (*ORGANISATION, "需求单位", "需求方", "seeker")),
    Column("area", AREA),
)

OFFERS = (
    Column("id", (*ID, "成果编号", "offer_id"), cells.identifier, required=True),
    Column("title", ("标题", "成果名称", "成果标题", "技术名称", "名称"), required=True),
    Column(
        "text",
        (
            "内容",
            "成果简介",
            "成果描述",
            "成果内容",
            "技术简介",
            "描述",
            "摘要",
            "description",
            "abstract",
        ),
    ),
    Column("field", FIELD),
    Column("trl", ("技术成熟度", "成熟度", "技术成熟度（TRL）", "成熟度等级"), cells.trl),
    Column("mode", MODE),
    Column(
        "price_wan_yuan",
        ("价格（万元）", "价格万元", "意向价格（万元）", "转让价格（万元）", "报价（万元）"),
        cells.money_fen,
    ),
    Column("kind", ("成果类型", "类型")),
    Column("problem", ("解决的问题", "解决问题", "应用场景")),
    Column("advantage", ("与同类的差异", "技术优势", "优势", "创新点")),
    Column("economics", ("经济性比较", "经济性", "经济效益")),
    Column("organisation", (*ORGANISATION, "成果单位", "供给方", "完成单位", "provider")),
    Column("area", AREA),
)

JUDGEMENTS = (
    Column("need_id", ("需求编号", "需求ID", "need"), cells.identifier, required=True),
    Column("offer_id", ("成果编号", "成果ID", "offer"), cells.identifier, required=True),
    Column(
        "relevance", ("评分", "相关性", "评级", "人工评分", "grade"), cells.relevance, required=True
    ),
)

PATENTS = (
    Column("id", (*ID, "专利号", "公开号", "申请号", "patent_id"), cells.identifier, required=True),
    Column("title", ("标题", "名称", "专利名称", "发明名称"), required=True),
    Column(
        "assignee",
        ("专利权人", "申请人", "权利人", "applicant", "owner", *ORGANISATION),
        required=True,
    ),
    Column("abstract", ("摘要", "内容", "text", "description")),
    Column("industry", ("行业代码", "行业分类代码")),
)


def normalise_header(header: str) -> str:
    """The header as it is compared: NFKC, lower case, without spaces and a required mark.

    >>> normalise_header(" 预算 （万元）* "), normalise_header("Offer-ID")
    ('预算(万元)', 'offer_id')
    """
    folded = unicodedata.normalize("NFKC", header).casefold().strip(" \t\r\n*:\ufeff")
    joined = re.sub(r"[\s_-]+", "_", folded)
    return joined if joined.isascii() else joined.replace("_", "")


def names_by_header(columns: Iterable[Column]) -> dict[str, str]:
    """Column names by normalised header: the name itself and every alias."""
    return {
        normalise_header(header): column.name
        for column in columns
        for header in (column.name, *column.aliases)
    }


KNOWN_HEADERS = frozenset(names_by_header((*NEEDS, *OFFERS, *JUDGEMENTS, *PATENTS)))
