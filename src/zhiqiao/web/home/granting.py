"""What waits for reviewers on the way to a payout: objections, and the next step of programmes."""

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiqiao.common.money import yuan_text
from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.grants.models import EntitlementState, Objection, ObjectionState
from zhiqiao.web.grants.queries import granted_by
from zhiqiao.web.home.desk import SHOWN, Desk, Row, Section, Tile, first_of

NEXT = (EntitlementState.FOUND, EntitlementState.CHECKED)


def add_grants(desk: Desk, person: Person) -> None:
    """Objections to answer, and who waits for the credit check or for a notice; two queries."""
    if not person.may(Permission.GRANT_WRITE):
        return
    _add_objections(desk, person)
    _add_steps(desk, person)


def _add_objections(desk: Desk, person: Person) -> None:
    rows = Objection.objects.visible_to(person).filter(
        notice__department=person.organisation_id, state=ObjectionState.OPEN
    )
    found, count = first_of(rows.select_related("entitlement__organisation", "notice"))
    everything = reverse("grant-objections")
    listed = tuple(
        Row(
            each.entitlement.organisation.name,
            everything,
            notes=(each.notice.programme_name,),
            tag=_("异议"),
            due_on=each.notice.until_on,
        )
        for each in found
    )
    empty = _("没有等答复的公示异议。")
    desk.add(
        [Tile(count, _("条公示异议等答复"), everything, wants=bool(count))],
        [Section("objections", _("公示异议"), listed, empty, everything, is_to_do=True)],
    )


def _add_steps(desk: Desk, person: Person) -> None:
    rows = granted_by(person).filter(state__in=NEXT).order_by()
    keys = ("programme_id", "programme_name", "period", "state")
    counted = rows.values(*keys).annotate(n=Count("pk"), fen=Sum("amount_fen"))
    found = list(counted.order_by("programme_id", "period", "state"))
    everything = reverse("grants")
    listed = tuple(
        Row(
            f"{each['programme_name']} {each['period']}",
            reverse("grants-of", args=[each["programme_id"], each["period"]]),
            notes=(ngettext("%(n)d 家", "%(n)d 家", each["n"]) % {"n": each["n"]},),
            tag=str(EntitlementState(each["state"]).label),
            side=yuan_text(each["fen"]),
        )
        for each in found[:SHOWN]
    )
    count = sum(each["n"] for each in found)
    empty = _("没有等核查或公示的企业。")
    desk.add(
        [Tile(count, _("家等核查或公示"), everything, wants=bool(count))],
        [Section("grants", _("应享兑现"), listed, empty, everything)],
    )
