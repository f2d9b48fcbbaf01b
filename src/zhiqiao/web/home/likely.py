"""Likely needs on a desk: one's own to look at, and for brokers whom to visit."""

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import OrganisationState, Person
from zhiqiao.web.home.desk import Desk, Row, Section, Tile
from zhiqiao.web.home.listings import COUNTED_TO
from zhiqiao.web.latent.models import Audience, Inference, LikelyNeed
from zhiqiao.web.latent.queries import open_likely
from zhiqiao.web.latent.telling import POSSIBLE, standing


def add_likely_needs(desk: Desk, person: Person) -> None:
    """How many were inferred for one's own organisation and wait for a word; a few queries."""
    if not person.may(Permission.PROFILE_READ):
        return
    page, count = reverse("likely-needs"), len(standing(person, open_likely(person)))
    title = _("推断出 %(n)d 条，请看看对不对") % {"n": count}
    rows = (Row(title, page, tag=_("推断")),) if count else ()
    empty = _("没有等您看的。填上专利或主要产品，就能推断同行接着做了什么。")
    desk.add([], [Section("likely-needs", _("可能的需求"), rows, empty, page)])


def add_visits(desk: Desk, person: Person) -> None:
    """How many enterprises likely have a need that nobody wrote down; a few queries.

    No more than the `COUNTED_TO` most promising ones are looked at.
    """
    promising = Inference.objects.visible_to(person).filter(
        audience=Audience.CENTRE,
        expected__gte=POSSIBLE,
        organisation__state=OrganisationState.ACTIVE,
    )
    first = list(promising.order_by("-expected", "pk").values_list("pk", flat=True)[:COUNTED_TO])
    rows = LikelyNeed.objects.visible_to(person).filter(inference__in=first)
    count = len({each.inference_id for each in standing(person, rows.order_by())})
    shown = f"{COUNTED_TO}+" if count == COUNTED_TO else count
    desk.add([Tile(shown, _("家企业可能有没写出来的需求"), reverse("visits"))], [])
