"""What an organisation was granted before, and what leaves no room for another grant."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.policy.programme import Version
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.applications.first_rule import first_rule
from zhiqiao.web.applications.models import OPEN, Application, State

YEARLY = "每年"
PURPOSE = "what an organisation was granted, by whatever department"


def grants_of(organisation_id: int, programme_id: str) -> QuerySet[Application]:
    """What the organisation was granted under the programme, the newest first."""
    rows = Application.objects.unscoped().filter(organisation=organisation_id)
    return rows.filter(programme_id=programme_id, state=State.APPROVED).order_by("-pk")


def earlier_grants(application: Application) -> list[Application]:
    """What its organisation was granted under the same programme, for its reviewer."""
    with every_row_for(PURPOSE):
        rows = grants_of(application.organisation_id, application.programme_id)
        return list(rows.exclude(pk=application.pk).select_related("department"))


def grant_in_the_way(
    grants: Sequence[Application], version: Version, on: date
) -> Application | None:
    """The grant that leaves no room for another; None where the rule pays again.

    Args:
        grants: under the same version of the rule.
        version: the rule.
        on: the day on which the other application is handed in.
    """
    amount = version.amount
    if amount is not None and amount.period == YEARLY:
        is_used_up = amount.years is not None and len(grants) >= amount.years
        if not is_used_up:
            grants = [each for each in grants if _handed_in_on(each).year == on.year]
    return next(iter(grants), None)


def words_of_grant(grant: Application) -> str:
    """When and how much was granted, and whom to ask."""
    said = {
        "day": timezone.localdate(grant.decided_at).isoformat(),
        "department": grant.department.name,
    }
    if grant.amount_fen is None:
        words = _("这一项已在 %(day)s 获批，这一期不能重复享受。有疑问可以问%(department)s。")
        return words % said
    words = _(
        "这一项已在 %(day)s 获批 %(yuan)s 元，这一期不能重复享受。有疑问可以问%(department)s。"
    )
    return words % (said | {"yuan": f"{grant.amount_fen / 100:,.2f}"})


def check_may_be_granted(application: Application) -> None:
    """Checks once more, inside an action, that nothing else of the organisation is in the way.

    Raises:
        RefusedError: the same was granted already, or another programme that excludes it was or
            has to be decided first; the message names it.
    """
    version = _version_of(application)
    if version is None:
        return
    with every_row_for(PURPOSE):
        others = _locked_others(application)
        rules = {each.pk: _version_of(each) for each in others}
    grants = [each for each in others if _is_same_grant(each, application)]
    grant = grant_in_the_way(grants, version, _handed_in_on(application))
    if grant is not None:
        raise RefusedError(words_of_grant(grant))
    for other in others:
        if _excludes(other, application, version, rules[other.pk]):
            raise RefusedError(_words_of_exclusion(other))


def _locked_others(application: Application) -> list[Application]:
    """The organisation's others; two of one group cannot be granted at the same moment."""
    rows = Application.objects.unscoped().filter(organisation=application.organisation_id)
    rows = rows.filter(state__in=[*OPEN, State.APPROVED]).exclude(submitted_at=None)
    locked = rows.order_by("pk").select_for_update(of=("self",)).select_related("department")
    return [each for each in locked if each.pk != application.pk]


def _is_same_grant(other: Application, application: Application) -> bool:
    keys = (other.programme_id, other.version_label)
    return other.state == State.APPROVED and keys == (
        application.programme_id,
        application.version_label,
    )


def _excludes(
    other: Application, application: Application, version: Version, theirs: Version | None
) -> bool:
    """Whether it is granted and excludes the application, or has to be decided before it."""
    if other.programme_id == application.programme_id:
        return False
    is_of_group = _group(theirs) is not None and _group(theirs) == _group(version)
    if other.programme_id in version.gives_way_to:
        return True
    if other.state == State.APPROVED:
        gives_way = theirs is not None and application.programme_id in theirs.gives_way_to
        return is_of_group or gives_way
    # Of a group the higher one is paid: it is decided first.
    return is_of_group and (other.bound_fen or 0) > (application.bound_fen or 0)


def _group(version: Version | None) -> str | None:
    return version.exclusion.group if version and version.exclusion else None


def _words_of_exclusion(other: Application) -> str:
    said = {
        "name": other.programme_name,
        "number": other.pk,
        "department": other.department.name,
    }
    if other.state == State.APPROVED:
        words = _(
            "这家企业已获批“%(name)s”（编号 %(number)s，%(department)s），按规定两项不能都享受。"
        )
        return words % said
    words = _(
        "这家企业正在申报“%(name)s”（编号 %(number)s，%(department)s），按规定要先等那一项有结果。"
    )
    return words % said


def _handed_in_on(application: Application) -> date:
    return timezone.localdate(application.submitted_at)


def _version_of(application: Application) -> Version | None:
    """The rule under which it was first handed in."""
    found = first_rule(application)
    return found.programme.version_on(found.on) if found else None
