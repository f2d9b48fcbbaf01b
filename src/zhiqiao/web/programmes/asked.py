"""What a visitor asks of the list of programmes, read from an address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.programmes.cards import Card
from zhiqiao.web.programmes.openings import Opening
from zhiqiao.web.programmes.scopes import region_word
from zhiqiao.web.programmes.vocabulary import word_of

Label = str | Promise
TEXT_CHARS_MAX = 200
WAN_FEN = 1_000_000
BANDS: dict[str, tuple[Label, int, int | None]] = {
    "10": (_("10 万元以下"), 0, 10 * WAN_FEN),
    "50": (_("10–50 万元"), 10 * WAN_FEN, 50 * WAN_FEN),
    "200": (_("50–200 万元"), 50 * WAN_FEN, 200 * WAN_FEN),
    "more": (_("200 万元以上"), 200 * WAN_FEN, None),
}
NO_BAND = "none"
OPENINGS: dict[str, Label] = {
    Opening.OPEN: _("现在可以申报"),
    Opening.SOON: _("60 天内开始"),
    Opening.LATER: _("以后开始"),
    Opening.UNDATED: _("时间以通知为准"),
    Opening.ENDED: _("已截止或失效"),
}
FACETS: dict[str, Label] = {
    "window": _("申报时间"),
    "kind": _("类型"),
    "mode": _("兑现方式"),
    "band": _("最高金额"),
    "whom": _("面向谁"),
    "region": _("地区"),
    "level": _("层级"),
    "department": _("部门"),
}
SORTS: dict[str, Label] = {
    "best": _("最相关的在前"),
    "deadline": _("截止早的在前"),
    "amount": _("金额高的在前"),
    "name": _("按名称"),
}
OTHERS: dict[str, Label] = {"region": _("不限地区"), "": _("未写明")}


@dataclass(frozen=True, slots=True)
class ProgrammeQuery:
    """What a visitor asked for: words, chosen values by facet, an order."""

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "best"


def read_programme_query(data: QueryDict) -> ProgrammeQuery:
    """The query in an address; what is unknown in it is ignored."""
    sort = data.get("sort", "")
    return ProgrammeQuery(
        text=" ".join(data.get("q", "").split())[:TEXT_CHARS_MAX],
        chosen={name: tuple(data.getlist(name)) for name in FACETS if name in data},
        sort=sort if sort in SORTS else "best",
    )


def band_of(most_fen: int | None) -> str:
    """The band of an amount; NO_BAND where there is none."""
    if most_fen is None:
        return NO_BAND
    fits = (key for key, (_label, _low, high) in BANDS.items() if high is None or most_fen < high)
    return next(fits)


VALUES: dict[str, Callable[[Card], tuple[str, ...]]] = {
    "window": lambda card: (str(card.opening.opening),),
    "kind": lambda card: card.kinds,
    "mode": lambda card: (card.mode,),
    "band": lambda card: (band_of(card.most_fen),),
    "whom": lambda card: card.audiences,
    "region": lambda card: card.regions,
    "level": lambda card: (card.level,),
    "department": lambda card: card.departments,
}


def values_of(card: Card, facet: str) -> tuple[str, ...]:
    """The values of a card in a facet."""
    return VALUES[facet](card)


def value_label(facet: str, value: str) -> Label:
    """A facet's value as people read it."""
    if facet == "window":
        return OPENINGS.get(value, value)
    if facet == "band":
        return BANDS[value][0] if value in BANDS else _("没有数额")
    if facet == "region":
        return region_word(value) or OTHERS["region"]
    return word_of(value) or OTHERS[""]
