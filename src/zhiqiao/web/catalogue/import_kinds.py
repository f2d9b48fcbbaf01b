"""Needs and offers as kinds of files that may be imported."""

from datetime import date

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiqiao.tables.columns import NEEDS, OFFERS
from zhiqiao.web.access import Permission
from zhiqiao.web.catalogue import import_actions
from zhiqiao.web.catalogue.importing import effects, parser
from zhiqiao.web.catalogue.models import Side
from zhiqiao.web.intake.kinds import ImportKind, register
from zhiqiao.web.intake.models import Import, ImportState
from zhiqiao.web.jobs.kinds import job_kind

NEED_HEADER = (
    "编号", "标题", "内容", "领域", "阶段", "合作方式", "预算（万元）", "截止日期", "机构", "地区",
)  # fmt: skip
OFFER_HEADER = (
    "编号", "标题", "内容", "领域", "技术成熟度", "合作方式", "价格（万元）", "机构", "地区",
)  # fmt: skip
NEED_EXAMPLE = (
    "X-001", "水性底漆冬季低温固化",
    "冬季不采暖，板温 3–8 ℃ 漆膜发黏。要求 5 ℃ 实干 ≤ 24 h，盐雾 ≥ 800 h。",
    "新材料", "中试", "技术开发", 120, date(2027, 6, 30), "（示例，请删除）某涂料有限公司", "",
)  # fmt: skip
OFFER_EXAMPLE = (
    "C-001", "低温快干水性环氧固化剂", "自乳化胺固化剂，5 ℃ 下 20 h 实干，中性盐雾 1000 h。",
    "新材料", 6, "技术许可", 60, "（示例，请删除）某大学", "",
)  # fmt: skip
SHOWN = (
    (_("编号"), "code"),
    (_("标题"), "title"),
    (_("机构"), "organisation"),
    (_("领域"), "field"),
)


class ListingOptions(forms.Form):
    """What is chosen beside a file of needs or offers."""

    organisation = forms.CharField(
        label=_("默认机构"),
        required=False,
        max_length=120,
        help_text=_("表里没写机构的行算作这家机构的。"),
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    publish = forms.BooleanField(label=_("导入后直接发布"), required=False, initial=True)


def done_note(file: Import) -> str:
    """What is matched by itself, and what is not."""
    if not file.options.get("publish"):
        return gettext("写入的是草稿，发布后才会匹配。")
    rows = file.created + file.updated
    if file.state != ImportState.CONFIRMED:
        rows = file.expected.get("created", 0) + file.expected.get("updated", 0)
    if file.kind == Side.NEED and rows > import_actions.MATCHED_MAX:
        words = gettext(
            "条数多：全部进入检索，前 %(n)d 条自动匹配；其余的需要时在需求页点“开始匹配”。"
        )
        return words % {"n": import_actions.MATCHED_MAX}
    if file.kind == Side.OFFER and rows > import_actions.MATCHED_MAX:
        return gettext("条数多：全部进入检索；要用上它们，请在需求页点“重新匹配”。")
    return gettext("发布后在后台匹配。")


def make_known() -> None:
    """Registers both kinds, and the job that diagnoses needs."""
    job_kind(import_actions.DIAGNOSE, label=_("诊断导入的需求"), unit=_("条"))(
        import_actions.diagnose_needs
    )
    register(_needs())
    register(_offers())


def _needs() -> ImportKind:
    return ImportKind(
        name=Side.NEED.value,
        label=Side.NEED.label,
        permission=Permission.IMPORT,
        columns=NEEDS,
        parse_row=parser(Side.NEED),
        write_rows=import_actions.writer(Side.NEED),
        effects=effects(Side.NEED),
        key="code",
        header=NEED_HEADER,
        example=NEED_EXAMPLE,
        shown=SHOWN,
        form=ListingOptions,
        done_note=done_note,
        after_writing=import_actions.after_needs,
        list_page="needs",
    )


def _offers() -> ImportKind:
    return ImportKind(
        name=Side.OFFER.value,
        label=Side.OFFER.label,
        permission=Permission.IMPORT,
        columns=OFFERS,
        parse_row=parser(Side.OFFER),
        write_rows=import_actions.writer(Side.OFFER),
        effects=effects(Side.OFFER),
        key="code",
        header=OFFER_HEADER,
        example=OFFER_EXAMPLE,
        shown=SHOWN,
        form=ListingOptions,
        done_note=done_note,
        list_page="offers",
    )
