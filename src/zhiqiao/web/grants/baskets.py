"""The baskets in which a department sees its entitlements, in order of the way to a payout."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.grants.models import EntitlementState as S


@dataclass(frozen=True, slots=True)
class GrantBasket:
    """One basket: its code in addresses, its word and the states that lie in it."""

    code: str
    word: Promise
    states: tuple[S, ...]

    @property
    def rows(self) -> Q:
        """Those that lie in it."""
        return Q(state__in=self.states)


BASKETS = (
    GrantBasket("found", _("待信用核查"), (S.FOUND,)),
    GrantBasket("held", _("信用核查未过"), (S.HELD,)),
    GrantBasket("checked", _("待公示"), (S.CHECKED,)),
    GrantBasket("noticed", _("公示中"), (S.NOTICED,)),
    GrantBasket("objected", _("有异议"), (S.OBJECTED,)),
    GrantBasket("cleared", _("待企业确认"), (S.CLEARED,)),
    GrantBasket("confirmed", _("可列入清单"), (S.CONFIRMED,)),
    GrantBasket("listed", _("在清单里"), (S.LISTED, S.APPROVED)),
    GrantBasket("paid", _("付款中或已到账"), (S.PAID,)),
    GrantBasket("ended", _("不领或已取消"), (S.DECLINED, S.WITHDRAWN)),
)
