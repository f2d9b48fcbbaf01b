"""The credit check before a public notice: who is on a list of dishonesty is not paid for now."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.grants.models import Entitlement, EntitlementState, StepKind
from zhiqiao.web.grants.rights import check_grants, of_programme
from zhiqiao.web.grants.step_actions import move_all, write_all
from zhiqiao.web.profiles.access import seen_of_others
from zhiqiao.web.profiles.models import Fact, Source
from zhiqiao.web.profiles.queries import counting_on

DISHONEST, ABNORMAL = "是否列入严重失信名单", "是否列入经营异常名录"
YES = "是"
DAYS_MAX = 366
"""Data of the departments that is older says nothing of an enterprise's credit now."""


class Held(StrEnum):
    """Why the credit check holds an entitlement."""

    DISHONEST = "dishonest"
    ABNORMAL = "abnormal"
    UNKNOWN = "credit_unknown"


HELD_WORDS: Mapping[str, Promise] = {
    Held.DISHONEST: gettext_lazy("列入严重失信主体名单"),
    Held.ABNORMAL: gettext_lazy("列入经营异常名录"),
    Held.UNKNOWN: gettext_lazy("没有一年以内的部门信用数据"),
}
HELD_LISTS: Mapping[str, Promise] = {
    Held.DISHONEST: gettext_lazy("严重失信主体名单"),
    Held.ABNORMAL: gettext_lazy("经营异常名录"),
}
LISTED = {DISHONEST: Held.DISHONEST, ABNORMAL: Held.ABNORMAL}


@dataclass(frozen=True, slots=True)
class CreditChecked:
    """How many passed the check, and how many it holds."""

    passed: int
    held: int


@action
def check_credit(*, actor: Person, programme_id: str, period: str) -> CreditChecked:
    """Checks the credit of all that wait for it or are held by it, set by set.

    Whoever is on a list is held, whoever says so. Where the departments say nothing, or said it
    long ago, it is held as unknown: a reviewer may pass that with a written reason.

    Raises:
        RefusedError: nobody waits for the check.
    """
    rows = of_programme(actor, programme_id, period)
    waiting = rows.filter(state__in=(EntitlementState.FOUND, EntitlementState.HELD))
    found = list(waiting.values_list("pk", "organisation_id", "state", "held"))
    if not found:
        raise RefusedError(_("没有等待信用核查的企业。先做数据比对，或看看别的分类。"))
    codes = credit_of(actor, [organisation for _pk, organisation, _state, _held in found])
    passed = [pk for pk, organisation, _state, _held in found if organisation not in codes]
    both = (EntitlementState.FOUND, EntitlementState.HELD)
    move_all(passed, both, to=EntitlementState.CHECKED, kind=StepKind.CHECKED, actor=actor)
    write_all(passed, column="held", value="")
    for code in Held:
        of_code = [each for each in found if codes.get(each[1]) == code]
        _hold(actor, [pk for pk, _organisation, _state, held in of_code if held != code], code)
    data = {"passed": len(passed), "held": len(found) - len(passed)}
    audit(actor=actor, action="check_credit", what=Entitlement, data=data)
    return CreditChecked(**data)


def _hold(actor: Person, rows: Collection[int], code: Held) -> None:
    both = (EntitlementState.FOUND, EntitlementState.HELD)
    move_all(
        rows,
        both,
        to=EntitlementState.HELD,
        kind=StepKind.HELD,
        actor=actor,
        text=str(HELD_WORDS[code]),
    )
    write_all(rows, column="held", value=str(code))


def credit_of(actor: Person, organisations: Collection[int]) -> dict[int, Held]:
    """By enterprise why its credit is not in order; those that pass are left out. One query."""
    today = timezone.localdate()
    facts: dict[int, list[Fact]] = {}
    for fact in _facts(actor):
        facts.setdefault(fact.organisation_id, []).append(fact)
    found = {each: _credit(facts.get(each, ()), today) for each in organisations}
    return {each: code for each, code in found.items() if code is not None}


def missing_lists(actor: Person, organisation: int) -> list[str]:
    """Of which lists the departments say nothing now about the enterprise. One query."""
    today = timezone.localdate()
    counting = counting_on(list(_facts(actor).filter(organisation=organisation)), today)
    return [
        str(HELD_LISTS[code])
        for name, code in LISTED.items()
        if name not in counting or not _says_now(counting[name], today)
    ]


def _facts(actor: Person) -> QuerySet[Fact]:
    rows = Fact.objects.unscoped().current().filter(name__in=[*LISTED])
    return rows.filter(visibility__in=sorted(seen_of_others(actor)))


def _credit(facts: Iterable[Fact], today: date) -> Held | None:
    counting = counting_on(facts, today)
    for name, code in LISTED.items():
        if name in counting and counting[name].value == YES:
            return code
    is_known = all(name in counting and _says_now(counting[name], today) for name in LISTED)
    return None if is_known else Held.UNKNOWN


def _says_now(fact: Fact, today: date) -> bool:
    """Whether somebody else than the enterprise says so, not too long ago."""
    return fact.source != Source.SELF and fact.as_of >= today - timedelta(days=DAYS_MAX)


@action
def pass_credit(*, actor: Person, entitlement: Entitlement, text: str) -> None:
    """Passes one whose credit is not known from data, with a written reason.

    Raises:
        RefusedError: it is held for another reason, or no reason is given.
    """
    check_grants(actor, entitlement)
    if entitlement.held != Held.UNKNOWN:
        raise RefusedError(
            _("只有“没有部门信用数据”的可以写明理由放行。列入名单的，要等移出名单。")
        )
    if not text.strip():
        raise RefusedError(_("请写明怎么核查的、结果是什么，例如在哪个网站查的、哪一天查的。"))
    one, held = [entitlement.pk], [EntitlementState.HELD]
    kind, words = StepKind.CHECKED, text.strip()
    move_all(one, held, to=EntitlementState.CHECKED, kind=kind, actor=actor, text=words)
    write_all(one, column="held", value="")
    audit(actor=actor, action="pass_credit", what=entitlement)
