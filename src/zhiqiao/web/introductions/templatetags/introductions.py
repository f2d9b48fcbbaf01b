"""The facts of a dossier, with their names."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.catalogue.terms import term_of
from zhiqiao.web.introductions.dossiers import Dossier, Value
from zhiqiao.web.site.templatetags.zhiqiao import money

register = template.Library()

TERMED = ("field", "kind", "stage", "mode")
LABELS: dict[str, Promise] = {
    "field": _("领域"),
    "kind": _("成果类型"),
    "trl": _("技术成熟度"),
    "stage": _("所处阶段"),
    "mode": _("合作方式"),
    "area": _("地区"),
    "budget_fen": _("预算"),
    "price_fen": _("价格"),
    "deadline_on": _("截止日期"),
    "problem": _("解决的问题"),
    "advantage": _("与同类的差异"),
    "economics": _("经济性比较"),
}


@register.filter
def fact_rows(dossier: Dossier) -> list[tuple[Promise, Value]]:
    """The facts that are given, in a fixed order, money as money."""
    rows = ((name, dossier.facts.get(name)) for name in LABELS)
    return [(LABELS[name], _shown(name, value)) for name, value in rows if value not in (None, "")]


def _shown(name: str, value: Value) -> Value:
    if name.endswith("_fen") and isinstance(value, int):
        return money(value)
    return term_of(value) if name in TERMED and isinstance(value, str) else value
