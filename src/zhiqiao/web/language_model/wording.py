"""Why an answer of the model was not used, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OUTCOMES: dict[str, Promise] = {
    "busy": _("同时在问的太多，没有发出"),
    "no-json": _("回答不是 JSON"),
    "shape": _("回答的格式不对"),
    "twice": _("同一项成果评了两次"),
    "offer": _("评了没有问到的成果"),
    "passage": _("引用了没有给它的原文"),
    "quote": _("引文和原文不是一字不差"),
    "markup": _("回答里有链接或标记"),
    "support": _("说了原文没有的话"),
    "number": _("写了事实里没有的数字"),
    "contact": _("写了联系方式或指令"),
    "outbound_timeout": _("接口超时"),
    "outbound_too_large": _("回答太长"),
    "outbound_failed": _("接口连不上"),
}
OTHER = _("接口出错（%s）")


def outcome_words(code: str) -> str:
    """The words for a call's outcome."""
    return str(OUTCOMES[code]) if code in OUTCOMES else str(OTHER) % code
