"""The chain's words for calls of the language model."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MODEL_ACTIONS: Mapping[str, Promise] = {
    "ask_model": _("问大模型"),
    "settle_model": _("大模型答复"),
    "forget_model_answers": _("清除大模型的旧回答"),
    "move_model_calls": _("转入大模型用量"),
    "keep_opinions": _("记下模型意见"),
    "forget_opinions": _("删除模型意见"),
}
MODEL_NOUNS: Mapping[str, Promise] = {
    "call": _("大模型调用"),
    "keptanswer": _("大模型的回答"),
    "opinion": _("模型意见"),
}
MODEL_KEYS: Mapping[str, Promise] = {
    "purpose": _("用途"),
    "tokens": _("令牌数"),
    "outcome": _("结果"),
    "kept": _("已保存"),
    "answers": _("回答"),
    "calls": _("调用"),
    "opinions": _("意见"),
}
