"""How often pairs may be brought up: enough for work, too seldom to feel out what is hidden.

Each limit counts only what the one who is refused may know of: the proposals of its own
organisation, and those for a need that everyone may read or that is its own.
"""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.introductions.models import Introduction, Step, StepKind
from zhiqiao.web.introductions.moves import State

PER_DAY_MAX = 10
PER_DAY_OF_CENTRE_MAX = 200
WAITING_PER_NEED_MAX = 8
AGAIN_AFTER_DAYS = 90


def check_limits(*, actor: Person, need: Need, offer: Offer) -> None:
    """Refuses one proposal too many.

    Raises:
        RefusedError: the organisation's day is used up, the need has enough waiting, or the pair
            (for a confidential need: the same provider, whatever its offer) was brought up lately.
    """
    _check_pair(need, offer)
    _check_need(need)
    _check_day(actor)


def _check_pair(need: Need, offer: Offer) -> None:
    since = timezone.now() - timedelta(days=AGAIN_AFTER_DAYS)
    # A provider with many offers would otherwise be shown the band of each.
    alike = Q(offer__organisation_id=offer.organisation_id)
    same = alike if need.is_confidential else Q(offer=offer)
    rows = Introduction.objects.unscoped().filter(same, need=need)
    if rows.filter(Q(proposed_at__gt=since) | Q(state__in=[State.PROPOSED, State.OPENED])).exists():
        raise RefusedError(
            _("这一对在 %(days)d 天内已经引荐过，或正在引荐。请打开原来的那条引荐查看结果。")
            % {"days": AGAIN_AFTER_DAYS}
        )


def _check_need(need: Need) -> None:
    waiting = Introduction.objects.unscoped().filter(need=need, state=State.PROPOSED).count()
    if waiting >= WAITING_PER_NEED_MAX:
        raise RefusedError(
            _("这条需求已有 %(count)d 条引荐在等答复。请等其中一些有了结果再发起。")
            % {"count": WAITING_PER_NEED_MAX}
        )


def _check_day(actor: Person) -> None:
    most = PER_DAY_OF_CENTRE_MAX if actor.may(Permission.INTRODUCE_ALL) else PER_DAY_MAX
    made = Step.objects.unscoped().filter(
        kind=StepKind.PROPOSED,
        organisation_id=actor.organisation_id or 0,
        at__gt=timezone.now() - timedelta(days=1),
    )
    if made.count() >= most:
        raise RefusedError(
            _("您的机构一天之内已发起 %(count)d 条引荐，明天可以继续。") % {"count": most}
        )
