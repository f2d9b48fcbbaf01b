"""The fixed words of an introduction: why one declines, what speaks for a pair, how strongly."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.introductions.moves import Refusal


class DeclineReason(TextChoices):
    """Why a party does not want to be introduced. Only its own people and the centre see it."""

    IRRELEVANT = "irrelevant", _("内容不对口")
    MATURITY = "maturity", _("成熟度或阶段不合适")
    TERMS = "terms", _("价格、预算或条件差得多")
    TIMING = "timing", _("现在不是时候")
    CAPACITY = "capacity", _("暂时没有人手")
    HAS_PARTNER = "has_partner", _("已经有合作方")
    OTHER = "other", _("其他原因")


class Band(IntegerChoices):
    """How well a pair fits, in three steps and no more."""

    LOW = 1, _("一般")
    MIDDLE = 2, _("较合适")
    HIGH = 3, _("很合适")


BAND_STARTS = ((0.5, Band.HIGH), (0.25, Band.MIDDLE), (0.0, Band.LOW))
"""From which probability on."""

REASONS = {
    "technology-for": _("技术内容相近"),
    "technology-against": _("技术内容有出入"),
    "scene-for": _("应用场景相近"),
    "scene-against": _("应用场景有出入"),
    "maturity-for": _("成熟度合适"),
    "maturity-against": _("成熟度有差距"),
    "constraint-for": _("条件符合"),
    "constraint-against": _("有条件未符合或未写明"),
}
"""All that is ever said of why a confidential need and an offer were brought together."""
OTHER_FIELD = _("其他领域")

REFUSED = {
    Refusal.IS_OVER: _("这条引荐已经有了结果，不能再改。请刷新页面查看。"),
    Refusal.HAS_CONSENTED: _("您这边已经同意了，不用再点一次；现在等对方答复。"),
    Refusal.NOTHING_TO_VOID: _("这一方还没有同意，谈不上失效。"),
}
"""Why a move is not made, for the person who asked."""
