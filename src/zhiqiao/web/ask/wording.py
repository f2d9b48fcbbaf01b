"""The words for how sure an answer is, and why."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.asking import Confidence, Intent
from zhiqiao.asking.offers import Part
from zhiqiao.web.ask.finding import Found

CONFIDENCE = {
    Confidence.SURE: gettext_lazy("有把握"),
    Confidence.LIKELY: gettext_lazy("可能是"),
    Confidence.UNSURE: gettext_lazy("没有把握"),
}
REASONS = {
    "covered": gettext_lazy("问到的内容在原文里都找到了。"),
    "partly": gettext_lazy("只找到一部分相关的内容。"),
    "other-place": gettext_lazy("您问的地方，这里没有它的政策；下面是别处的，仅供对照。"),
    "unknown-words": gettext_lazy("问题里有些词，这里的政策都没有提到。"),
    "close-call": gettext_lazy("有几个事项都像，请看清是哪一个。"),
    "nothing": gettext_lazy("没有找到相关的内容。"),
    "too-short": gettext_lazy("没有看出要问什么，请写完整一点，比如「高企认定奖励多少钱」。"),
}
LACKED = {
    Intent.AMOUNT: gettext_lazy("金额"),
    Intent.WINDOW: gettext_lazy("申报时间"),
    Intent.VALIDITY: gettext_lazy("有效期"),
    Intent.DEPARTMENT: gettext_lazy("主管部门"),
    Intent.CONDITION: gettext_lazy("条件"),
    Intent.MATERIAL: gettext_lazy("材料"),
    Intent.BENEFIT: gettext_lazy("好处"),
    Intent.PROCESS: gettext_lazy("办理方式"),
    Intent.CONTACT: gettext_lazy("联系方式"),
    Intent.DURATION: gettext_lazy("办理要多久"),
    Intent.STATUS: gettext_lazy("您的申请到哪一步"),
}

PARTS = {
    Part.TITLE: gettext_lazy("标题"),
    Part.TEXT: gettext_lazy("内容"),
    Part.PROBLEM: gettext_lazy("解决的问题"),
    Part.ADVANTAGE: gettext_lazy("与同类的差异"),
    Part.ECONOMICS: gettext_lazy("经济性比较"),
    Part.TERMS: gettext_lazy("合作条件"),
}


def confidence_words(confidence: Confidence) -> str:
    """How sure, in a word."""
    return str(CONFIDENCE[confidence])


def reason_words(found: Found) -> list[str]:
    """Why, in sentences."""
    if found.is_about_offers and not found.are_offers_unsure:
        if found.confidence is Confidence.SURE:
            return [_("问到的内容在成果的原文里找到了。")]
        return [_("下面的成果里可能有您问到的内容。")]
    codes = [each for each in found.answer.reasons if found.cards or each != "close-call"]
    sentences = [str(REASONS[code]) for code in codes if code in REASONS]
    lacks = found.cards[0].found.lacks if found.cards else ()
    if lacks:
        names = "、".join(str(LACKED[each]) for each in lacks)
        sentences.append(_("收录的原文没有写：%(what)s。") % {"what": names})
    return sentences or [str(REASONS["nothing"])]
