"""Stages of a project, which moves between them are allowed, how it may end and what that says."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from zhiqiao.matching.values import Relevance


class Stage(TextChoices):
    """How far a project has come. A closed one keeps the stage that it reached."""

    INTRODUCED = "introduced", _("已对接")
    NEGOTIATING = "negotiating", _("洽谈中")
    SIGNED = "signed", _("已签约")
    PAID = "paid", _("已付款")


class ContractKind(TextChoices):
    """The kinds in which technology contracts are registered."""

    DEVELOPMENT = "development", _("技术开发")
    ASSIGNMENT = "assignment", _("技术转让")
    LICENCE = "licence", _("技术许可")
    CONSULTING = "consulting", _("技术咨询")
    SERVICE = "service", _("技术服务")


class Asks(StrEnum):
    """What has to be told along with a move."""

    NOTHING = "nothing"
    CONTRACT = "contract"
    REASON = "reason"


MOVES: Mapping[tuple[str, str], Asks] = {
    (Stage.INTRODUCED, Stage.NEGOTIATING): Asks.NOTHING,
    (Stage.INTRODUCED, Stage.SIGNED): Asks.CONTRACT,
    (Stage.NEGOTIATING, Stage.SIGNED): Asks.CONTRACT,
    (Stage.SIGNED, Stage.PAID): Asks.NOTHING,
    (Stage.NEGOTIATING, Stage.INTRODUCED): Asks.REASON,
    (Stage.SIGNED, Stage.NEGOTIATING): Asks.REASON,
    (Stage.PAID, Stage.SIGNED): Asks.REASON,
}
"""Every allowed move. Money before a contract is none of them."""
ORDER: tuple[str, ...] = tuple(Stage.values)


class End(TextChoices):
    """Why a project was closed: few, and honest ones among them."""

    SUCCEEDED = "succeeded", _("成交")
    HELPED = "helped", _("没有签约，但问题解决了")
    UNRELATED = "unrelated", _("技术不相关")
    IMMATURE = "immature", _("成熟度不够")
    FALLS_SHORT = "falls_short", _("指标达不到要求")
    PRICE = "price", _("价格谈不拢")
    NEED_CHANGED = "need_changed", _("需求已变化")
    OTHER_WAY = "other_way", _("已用别的办法解决")
    NOT_HELPED = "not_helped", _("联系上但未帮助")
    UNREACHABLE = "unreachable", _("联系不上")
    NOT_OURS = "not_ours", _("不归我管")
    TERMINATED = "terminated", _("合同终止")
    OTHER = "other", _("其他")


@dataclass(frozen=True, slots=True)
class EndRule:
    """Where a project may end so, and what that says of the pair.

    Attributes:
        stages: the stages in which it may be chosen.
        relevance: the grade of the pair that follows; None where the reason says nothing of how
            well offer and need fit, as the price does not.
    """

    stages: frozenset[str]
    relevance: Relevance | None = None


_BEFORE_SIGNING = frozenset({Stage.INTRODUCED, Stage.NEGOTIATING})
_SINCE_SIGNING = frozenset({Stage.SIGNED, Stage.PAID})
_UNTIL_PAYMENT = _BEFORE_SIGNING | {Stage.SIGNED}

ENDS: Mapping[str, EndRule] = {
    End.SUCCEEDED: EndRule(_SINCE_SIGNING, Relevance.STRONG),
    End.HELPED: EndRule(_BEFORE_SIGNING, Relevance.FAIR),
    End.UNRELATED: EndRule(_BEFORE_SIGNING, Relevance.UNRELATED),
    End.IMMATURE: EndRule(_BEFORE_SIGNING, Relevance.WEAK),
    End.FALLS_SHORT: EndRule(_UNTIL_PAYMENT, Relevance.WEAK),
    End.PRICE: EndRule(_BEFORE_SIGNING),
    End.NEED_CHANGED: EndRule(_UNTIL_PAYMENT),
    End.OTHER_WAY: EndRule(_BEFORE_SIGNING),
    End.NOT_HELPED: EndRule(_BEFORE_SIGNING),
    End.UNREACHABLE: EndRule(_BEFORE_SIGNING),
    End.NOT_OURS: EndRule(_BEFORE_SIGNING),
    End.TERMINATED: EndRule(_SINCE_SIGNING),
    End.OTHER: EndRule(frozenset(ORDER)),
}
SAY_MORE = frozenset({End.OTHER})
"""Ends that mean nothing without a note."""


def moves_from(stage: str) -> dict[str, Asks]:
    """The stages that a project may be moved to from this one, nearest first, forward first."""
    place = ORDER.index(stage)
    ahead = sorted(ORDER, key=lambda to: (ORDER.index(to) < place, abs(ORDER.index(to) - place)))
    return {to: MOVES[(stage, to)] for to in ahead if (stage, to) in MOVES}


def ends_from(stage: str) -> list[End]:
    """The ends that may be chosen in a stage."""
    return [end for end in End if stage in ENDS[end].stages]


def is_back(stage: str, to: str) -> bool:
    """Whether a move leads to an earlier stage."""
    return ORDER.index(to) < ORDER.index(stage)
