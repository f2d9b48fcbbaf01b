"""The fixed words of needs and offers (fields, stages, modes, kinds) in the page's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TERMS: dict[str, str | Promise] = {
    "新材料": _("新材料"), "高端装备与智能制造": _("高端装备与智能制造"),
    "电子信息与人工智能": _("电子信息与人工智能"), "生物医药": _("生物医药"),
    "医疗器械与健康": _("医疗器械与健康"), "新能源与储能": _("新能源与储能"),
    "节能环保": _("节能环保"), "现代农业与食品": _("现代农业与食品"),
    "研发": _("研发"), "小试": _("小试"), "中试": _("中试"), "产业化": _("产业化"),
    "量产": _("量产"),
    "技术开发": _("技术开发"), "技术转让": _("技术转让"), "技术许可": _("技术许可"),
    "技术咨询": _("技术咨询"), "技术服务": _("技术服务"), "先用后转": _("先用后转"),
    "成果": _("技术成果"), "专利": _("专利"), "软著": _("软著"), "工艺": _("工艺"),
}  # fmt: skip


def term_of(text: str) -> str:
    """One of these words in the language of the page; what people wrote themselves as it is."""
    return str(TERMS.get(text, text))
