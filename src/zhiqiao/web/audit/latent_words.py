"""The chain's words for likely needs."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LATENT_ACTIONS: Mapping[str, Promise] = {
    "ask_inference": _("要求推断需求"),
    "infer_needs": _("推断可能的需求"),
    "answer_likely_need": _("回答可能的需求"),
    "take_back_answer": _("撤回回答"),
    "link_needs": _("由推断写成需求"),
    "forget_quotes": _("删除不再公开的引文"),
    "forget_inferences": _("删除旧的推断"),
    "move_answers": _("转入回答"),
}
LATENT_NOUNS: Mapping[str, Promise] = {
    "inference": _("推断"),
    "likelyneed": _("可能的需求"),
    "answer": _("对推断的回答"),
}
LATENT_KEYS: Mapping[str, Promise] = {
    "own": _("本企业看的"),
    "centre": _("中心看的"),
    "said": _("回答"),
    "reason": _("原因"),
    "renamed": _("改了指向"),
}
LATENT_VALUES: Mapping[str, Promise] = {
    "confirmed": _("已确认"),
    "edited": _("改过的"),
    "solved": _("已经解决了"),
    "not_ours": _("不是我们的业务"),
    "not_now": _("现在不打算做"),
    "wrong": _("推断得不对"),
    "other": _("其他"),
}
