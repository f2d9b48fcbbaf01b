"""Needs and offers on a desk: one's own, those to improve, pairs to grade."""

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.home import queries
from zhiqiao.web.home.desk import SHOWN, Desk, Row, Section, Tile, first_of
from zhiqiao.web.home.entitled import Entitled
from zhiqiao.web.matches.queue import pairs_to_grade
from zhiqiao.web.programmes.basket_words import BASKET_WORDS

COUNTED_TO = 100
"""More pairs than that are not counted: nobody grades them in a day."""


def add_pairs(desk: Desk, person: Person) -> None:
    """Suggested pairs that nobody has graded; two queries."""
    if not person.may(Permission.REVIEW_WRITE):
        return
    pairs = pairs_to_grade(person)
    count = pairs.order_by()[:COUNTED_TO].count()
    shown = f"{COUNTED_TO}+" if count == COUNTED_TO else count
    rows = tuple(
        Row(
            each.need.title,
            reverse("need", args=[each.need_id]),
            notes=(each.offer.title, each.offer.organisation.name),
            tag=_("推荐") if each.recommended else "",
            due_on=each.need.deadline_on,
        )
        for each in (pairs[:SHOWN] if count else ())
    )
    empty = _("前十名候选都评过了。有新的匹配时会出现在这里。")
    page = reverse("queue")
    desk.add(
        [Tile(shown, _("对候选待评分"), page, wants=bool(count))],
        [Section("pairs", _("候选待评分"), rows, empty, page, (_("一对一对评"), page))],
    )


def add_needs_to_improve(desk: Desk, person: Person) -> None:
    """The centre's: needs whose text leaves too much open, and whose deadline is near."""
    poor, poor_count = first_of(queries.poor_needs(person))
    due, due_count = first_of(queries.due_needs(person))
    everything = reverse("needs")
    near_empty, poor_empty = _("60 天内没有要截止的需求。"), _("没有太含糊的需求。")
    desk.add(
        [
            Tile(poor_count, _("条需求描述待补充"), "#poor"),
            Tile(due_count, _("条需求 60 天内截止"), "#due"),
        ],
        [
            Section("due", _("快到截止日期"), _need_rows(due), near_empty, everything),
            Section("poor", _("描述待补充"), _need_rows(poor), poor_empty, everything),
        ],
    )


def _need_rows(needs: list[Need]) -> tuple[Row, ...]:
    return tuple(
        Row(
            each.title,
            reverse("need", args=[each.pk]),
            notes=(each.organisation.name,),
            due_on=each.deadline_on,
        )
        for each in needs
    )


def add_closing(desk: Desk, found: Entitled) -> None:
    """Programmes worth a look whose window closes soon."""
    rows = tuple(
        Row(
            each.card.title,
            reverse("programme", args=[each.card.id]),
            notes=(str(BASKET_WORDS[each.basket].title), each.card.amount),
            due_on=each.card.opening.span.closes_on if each.card.opening.span else None,
        )
        for each in found.closing[:SHOWN]
    )
    empty = _("60 天内没有要截止的、您可能符合的政策。")
    calendar = reverse("programme-calendar")
    desk.add([], [Section("closing", _("快到截止的政策"), rows, empty, calendar)])


def add_own_needs(desk: Desk, person: Person) -> None:
    """The organisation's needs with how many offers were recommended for each; one query."""
    if not person.may(Permission.NEED_WRITE):
        return
    rows = tuple(_own_need(each) for each in queries.own_needs(person)[:SHOWN])
    empty = _("写下要解决的技术问题，系统会诊断描述是否完整，并从成果库里找候选。")
    step = (_("写第一条需求"), reverse("need-new"))
    desk.add([], [Section("needs", _("我们的需求"), rows, empty, reverse("needs"), step)])


def _own_need(need: Need) -> Row:
    recommended = getattr(need, "recommended", 0)
    notes = [_("%(n)d 个推荐") % {"n": recommended}] if recommended else []
    if need.quality_level == "poor":
        notes.append(_("描述待补充"))
    page = reverse("need", args=[need.pk])
    return Row(need.title, page, tuple(notes), need.get_status_display(), due_on=need.deadline_on)


def add_own_offers(desk: Desk, person: Person) -> None:
    """The organisation's offers with how many needs were suggested for each; one query."""
    if not person.may(Permission.OFFER_WRITE):
        return
    rows = tuple(_own_offer(each) for each in queries.own_offers(person)[:SHOWN])
    empty = _("发布后，系统会在企业需求里找可能用得上它的。")
    step = (_("发布第一项成果"), reverse("offer-new"))
    desk.add([], [Section("offers", _("我们的成果"), rows, empty, reverse("offers"), step)])


def _own_offer(offer: Offer) -> Row:
    note = _("出现在 %(n)d 条需求的候选里") % {"n": getattr(offer, "suggested", 0)}
    page = reverse("offer", args=[offer.pk])
    return Row(offer.title, page, (note,), offer.get_status_display())
