"""A run's candidates as a table, with reasons and grades."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiqiao.common.money import FEN_PER_WAN_YUAN
from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.catalogue.models import Need, Offer, Side
from zhiqiao.web.catalogue.views import visible_to
from zhiqiao.web.matches.access import sees_matches_of
from zhiqiao.web.matches.cards import GRADES, Card
from zhiqiao.web.matches.models import Suggestion
from zhiqiao.web.matches.queue import pairs_to_grade
from zhiqiao.web.matches.workbench import workbench_of
from zhiqiao.web.site.downloads import download, rows_max

HUNDRED = 100


@requires(Permission.MATCH_READ)
def export_offers_for_need(request: HttpRequest, need_id: int, kind: str) -> HttpResponseBase:
    """The offers suggested for a need, as the page shows them."""
    return _exported(request, Side.NEED, need_id, kind)


@requires(Permission.MATCH_READ)
def export_needs_for_offer(request: HttpRequest, offer_id: int, kind: str) -> HttpResponseBase:
    """The needs suggested for an offer, as the page shows them."""
    return _exported(request, Side.OFFER, offer_id, kind)


@requires(Permission.REVIEW_WRITE)
def export_queue(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The pairs that wait for a grade, in the order of the queue."""
    header = [
        _("需求编号"), _("需求"), _("截止"), _("成果编号"), _("成果"), _("推荐"), _("概率（%）"),
        _("系统判断"),
    ]  # fmt: skip
    pairs = pairs_to_grade(signed_in(request), order=request.GET.get("order", ""))
    rows = (_waiting_cells(s) for s in pairs[: rows_max(kind) + 1])
    return download(header, rows, stem=_("待评"), kind=kind)


def _waiting_cells(s: Suggestion) -> list[Cell]:
    return [
        s.need.code, s.need.title, s.need.deadline_on, s.offer.code, s.offer.title,
        _("推荐") if s.recommended else "", _hundredths(s.probability), str(GRADES[s.relevance]),
    ]  # fmt: skip


def _exported(request: HttpRequest, side: Side, listing_id: int, kind: str) -> HttpResponseBase:
    listing: Need | Offer = get_object_or_404(visible_to(request, side), pk=listing_id)
    if not sees_matches_of(request.user, listing):
        raise Http404
    header = [
        _("名次"), _("编号"), _("标题"), _("机构"), _("推荐"), _("系统判断"), _("概率（%）"),
        _("技术（%）"), _("场景（%）"), _("成熟度（%）"), _("条件（%）"), _("推荐理由"),
        _("风险"), _("还不知道"), _("评分"), _("理由"), _("价格或预算（万元）"),
    ]  # fmt: skip
    cards = workbench_of(request, listing).cards
    rows = (_cells(card, other_than=side) for card in cards)
    return download(header, rows, stem=f"{listing.code}-{_('候选')}", kind=kind)


def _cells(card: Card, *, other_than: Side) -> list[Cell]:
    s = card.suggestion
    other: Need | Offer = s.offer if other_than == Side.NEED else s.need
    grade, review = card.newest_grade, card.own_review or next(iter(card.reviews), None)
    against = [*(str(risk.word) for risk in card.risks), *_told(card, favours=False)]
    return [
        card.place, other.code, other.title, other.organisation.name,
        _("推荐") if s.recommended else "", str(card.grade_label), _hundredths(s.probability),
        _hundredths(s.technology), _hundredths(s.scene), _hundredths(s.maturity),
        _hundredths(s.constraints), "；".join(_told(card, favours=True)), "；".join(against),
        "；".join(str(risk.word) for risk in card.unknowns),
        "" if grade is None else str(GRADES[grade]), review.note if review else "", _wan(other),
    ]  # fmt: skip


def _told(card: Card, *, favours: bool) -> list[str]:
    language = "english" if get_language() == "en" else "chinese"
    return [row[language] for row in card.suggestion.reasons if row["favours"] == favours]


def _hundredths(share: float | None) -> Cell:
    return None if share is None else round(share * HUNDRED, 1)


def _wan(listing: Need | Offer) -> Cell:
    fen = listing.budget_fen if isinstance(listing, Need) else listing.price_fen
    return None if fen is None else fen / FEN_PER_WAN_YUAN
