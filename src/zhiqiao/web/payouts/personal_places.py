"""Where data of persons lie in payouts."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.personal_data import Place, not_personal, register


def _handled(person: Person) -> Q:
    return Q(maker=person) | Q(checker=person) | Q(released_by=person)


def _compared(person: Person) -> Q:
    return Q(maker=person) | Q(checker=person)


register(
    Place("payouts.PayoutList", _handled, {}, title=_("经手的兑付清单")),
    Place("payouts.AccountChange", _compared, {}, title=_("经手的付款账户")),
    Place("payouts.PaymentChange", _compared, {}, title=_("经手的退汇和追回")),
)
not_personal(
    {
        "payouts.PayoutList": ("title", "state", "digest", "returned", "voided"),
        "payouts.Chunk": ("message_id", "state", "sha256", "claimed_by", "problem"),
        "payouts.ChunkContent": ("purpose", "algorithm", "key_id", "wrapped_key", "content"),
        "payouts.Payment": ("end_to_end_id", "state", "reason"),
        "payouts.BankAccount": ("name", "number", "bank_name", "bank_code"),
        "payouts.PaymentChange": ("kind", "state", "reason", "evidence", "remark"),
        "payouts.Clawback": ("reference", "reason", "state"),
        "payouts.AccountChange": ("name", "number", "bank_name", "bank_code", "state"),
    },
    why="what a department pays to enterprises; who made and checked it stays as a number",
)
