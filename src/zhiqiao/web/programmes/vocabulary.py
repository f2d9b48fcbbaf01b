"""The fixed words of rules (levels, kinds, modes, whom for) in the language of the page."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WORDS: dict[str, str | Promise] = {
    "国家": _("国家"), "省": _("省"), "市": _("市"), "区县": _("区县"), "园区": _("园区"),
    "认定": _("认定"), "资金": _("资金"), "税收": _("税收"), "贴息": _("贴息"),
    "担保": _("担保"), "券": _("券"), "场地": _("场地"), "个人": _("个人"), "服务": _("服务"),
    "机制": _("机制"), "框架": _("框架"), "人才": _("人才"), "其他": _("其他"),
    "免申即享": _("免申即享"), "即申即享": _("即申即享"),
    "申报审核": pgettext_lazy("route", "申报审核"),
    "自行享受": _("自行享受"), "不涉及兑付": _("不涉及兑付"),
    "企业": _("企业"), "孵化器": _("孵化器"), "研发平台": _("研发平台"),
    "技术转移机构": _("技术转移机构"), "初创企业": _("初创企业"), "中小企业": _("中小企业"),
    "高新技术企业": _("高新技术企业"),
    "每年": _("每年"), "一次性": _("一次性"),
}  # fmt: skip


def word_of(text: str) -> str:
    """A word of the rules as the page says it; any other text as it is."""
    return str(WORDS.get(text, text))


def listed(texts: Iterable[str]) -> str:
    """Several of them, as a list."""
    return now("、").join(map(word_of, texts))
