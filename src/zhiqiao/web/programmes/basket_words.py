"""What the baskets of a page of entitlements are called."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.programmes.entitlements import Basket

Text = str | Promise


@dataclass(frozen=True, slots=True)
class BasketWords:
    """A basket's title, and what being in it means."""

    title: Text
    note: Text


BASKET_WORDS: dict[Basket, BasketWords] = {
    Basket.MET: BasketWords(_("符合"), _("现有的事实已满足全部条件。")),
    Basket.MANUAL: BasketWords(_("待人工核验"), _("数据没有发现不符合之处，还有条件要由人来看。")),
    Basket.UNKNOWN: BasketWords(_("待补充"), _("补上缺的事实就能知道。")),
    Basket.NEAR: BasketWords(_("只差一条"), _("别的都满足，只差一条可以努力的。")),
    Basket.UNMET: BasketWords(_("不符合"), _("至少有一项条件不满足。")),
    Basket.OUT: BasketWords(_("不适用"), _("不在适用范围内。")),
}
