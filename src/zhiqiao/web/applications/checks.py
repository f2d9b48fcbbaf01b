"""Whether an organisation may apply, said in words: what stands in the way, what to know before."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from zhiqiao.policy import Verdict
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.applications.grants import grant_in_the_way, grants_of, words_of_grant
from zhiqiao.web.applications.models import OPEN, Application, State
from zhiqiao.web.applications.standing import Standing, version_label
from zhiqiao.web.rulebook.current import rulebook


@dataclass(slots=True)
class Admission:
    """What stands in the way of an application, and what its applicants should know."""

    refusals: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether it may be handed in."""
        return not self.refusals


def admission_of(standing: Standing, organisation: Organisation) -> Admission:
    """What is to be said before this application; three queries."""
    found = Admission()
    _by_rule(found, standing)
    _by_department(found, standing, organisation)
    _by_grant(found, standing, organisation)
    others = Application.objects.unscoped().filter(organisation=organisation)
    others = others.exclude(programme_id=standing.programme.id)
    _by_exclusion(found, standing, list(others.filter(state__in=[*OPEN, State.APPROVED])))
    _by_verdict(found, standing)
    return found


def _by_rule(found: Admission, standing: Standing) -> None:
    if standing.is_automatic:
        found.refusals.append(
            _(
                "这项政策免申即享：符合条件的企业由部门直接兑付，不用申报。请把画像里的事实保持准确。"
            )
        )
    if not standing.is_open:
        found.refusals.append(_closed(standing))


def _closed(standing: Standing) -> str:
    window = standing.window
    if window is not None and window.days.start_on is not None:
        words = _("还没到申报时间：%(day)s 开始受理。可以先把缺的事实补上。")
        return words % {"day": window.days.start_on.isoformat()}
    return _("这一期的申报时间已经过了。下一期公布后，政策日历里会有。")


def _by_department(found: Admission, standing: Standing, organisation: Organisation) -> None:
    department = standing.department
    if department is None:
        words = _("%(department)s还没有在本平台受理申报。请按政策原文里的方式向该部门提交。")
        found.refusals.append(words % {"department": standing.programme.department})
    elif department == organisation:
        found.refusals.append(_("贵单位就是审核部门，不能向自己申报。"))


def _by_grant(found: Admission, standing: Standing, organisation: Organisation) -> None:
    grants = grants_of(organisation.pk, standing.programme.id)
    grants = grants.filter(version_label=version_label(standing)).select_related("department")
    grant = grant_in_the_way(list(grants), standing.version, standing.on)
    if grant is not None:
        found.refusals.append(words_of_grant(grant))


def _by_exclusion(found: Admission, standing: Standing, others: Iterable[Application]) -> None:
    group = standing.version.exclusion.group if standing.version.exclusion else None
    for other in others:
        if other.programme_id in standing.version.gives_way_to and other.state == State.APPROVED:
            words = _("贵单位已获批“%(name)s”，按规定不再享受这一项。")
            found.refusals.append(words % {"name": other.programme_name})
        elif other.programme_id in standing.version.gives_way_to:
            words = _("贵单位正在申报“%(name)s”；那一项获批后，这一项按规定不再给予。")
            found.warnings.append(words % {"name": other.programme_name})
        elif group is not None and _group_of(other, standing) == group:
            words = _("“%(name)s”和这一项同属“%(group)s”，最后只按较高的一项兑付。")
            found.warnings.append(words % {"name": other.programme_name, "group": group})


def _group_of(other: Application, standing: Standing) -> str | None:
    programme = rulebook().programme(other.programme_id)
    version = programme.version_on(standing.on) if programme else None
    return version.exclusion.group if version and version.exclusion else None


def _by_verdict(found: Admission, standing: Standing) -> None:
    if standing.verdict is Verdict.UNMET:
        found.warnings.append(
            _(
                "按现在的事实，有条件还没有满足（见下面标出的各条）。事实有误请先更正；仍可提交，由部门审核。"
            )
        )
    if standing.verdict is Verdict.NOT_APPLICABLE:
        found.warnings.append(_("按现在的事实，贵单位不在这项政策的适用范围内。"))
