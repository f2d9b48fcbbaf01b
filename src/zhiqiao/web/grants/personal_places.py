"""Where data of persons lie in grants."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.personal_data import Place, not_personal, register


def _objections(person: Person) -> Q:
    return Q(by=person)


def _decided(person: Person) -> Q:
    return Q(decided_by=person)


register(
    Place("grants.Objection", _objections, {"contact": ""}, title=_("对公示提的异议")),
    Place("grants.Objection", _decided, {}, title=_("处理过的异议")),
    Place("grants.Entitlement", "confirmed_by", {}, title=_("确认过的兑现")),
    Place("grants.EntitlementStep", "by", {}, title=_("兑现办过的步骤")),
    Place("grants.PayeeAccount", "made_by", {}, title=_("填写过的收款账户")),
    Place("grants.PublicNotice", "made_by", {}, title=_("发布过的公示")),
    Place("grants.Comparison", "by", {}, title=_("做过的数据比对")),
)
not_personal(
    {
        "grants.Entitlement": (
            "programme_id", "programme_name", "version_label", "period", "route", "state",
            "content", "sha256", "held",
        ),
        "grants.EntitlementStep": ("kind", "text"),
        "grants.PayeeAccount": ("tail", "bank_name", "bank_code", "number_mac"),
        "grants.AccountNumber": ("purpose", "algorithm", "key_id", "wrapped_key", "content"),
        "grants.PublicNotice": (
            "programme_id", "programme_name", "period", "state", "content", "sha256",
        ),
        "grants.Objection": ("text", "state", "answer"),
        "grants.Comparison": ("programme_id", "period", "text", "counts"),
        "grants.PassedOver": ("why",),
    },
    why="what organisations are granted and paid; who did it stays as a number",
)  # fmt: skip
