"""The four conditions of an automatic grant (免申即享), each with why it holds or does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.codes import credit_code_problem
from zhiqiao.policy import Assessment, Verdict
from zhiqiao.policy.language.nodes import Manual
from zhiqiao.policy.programme import Version
from zhiqiao.policy.reasons import HELD, Reason
from zhiqiao.web.accounts.models import (
    Organisation,
    OrganisationKind,
    OrganisationState,
    Registration,
)

AUTOMATIC = "免申即享"


class ConditionCode(StrEnum):
    """The four conditions."""

    CLEAR = "clear"
    CERTIFIED = "certified"
    FIXED = "fixed"
    IN_FORCE = "in_force"


CONDITION_WORDS: Mapping[str, Promise] = {
    ConditionCode.CLEAR: _("受益对象明确"),
    ConditionCode.CERTIFIED: _("数据能够证明"),
    ConditionCode.FIXED: _("金额由规则定死"),
    ConditionCode.IN_FORCE: _("文件在有效期内"),
}


class Why(StrEnum):
    """Why a condition holds (the first of each line) or does not."""

    ONE_ENTERPRISE = "one_enterprise"
    NOT_ACTIVE = "not_active"
    NO_CODE = "no_code"
    ALL_CERTIFIED = "all_certified"
    NOT_MET = "not_met"
    BY_PEOPLE = "by_people"
    SELF_DECLARED = "self_declared"
    BY_RULE = "by_rule"
    NO_RULE = "no_rule"
    NOT_KNOWN = "not_known"
    UNCERTAIN = "uncertain"
    NOTHING_DUE = "nothing_due"
    BEFORE = "before"
    RIVAL = "rival"
    HOLDS = "holds"
    EXPIRED = "expired"
    REPEALED = "repealed"
    NOT_AUTOMATIC = "not_automatic"
    TO_VERIFY = "to_verify"


WHY_WORDS: Mapping[str, Promise] = {
    Why.ONE_ENTERPRISE: _("一家正常存续的企业，统一社会信用代码有效"),
    Why.NOT_ACTIVE: _("不是已注册、正常存续的企业"),
    Why.NO_CODE: _("没有有效的统一社会信用代码"),
    Why.ALL_CERTIFIED: _("决定结论和金额的事实都来自部门或导入的名单"),
    Why.NOT_MET: _("条件没有全部满足"),
    Why.BY_PEOPLE: _("有一条要由人核验"),
    Why.SELF_DECLARED: _("只有企业自报才满足，部门数据还证明不了"),
    Why.BY_RULE: _("规则算出了确定的金额"),
    Why.NO_RULE: _("规则没有写死金额，由人核定"),
    Why.NOT_KNOWN: _("算金额的数据还缺"),
    Why.UNCERTAIN: _("与之互斥或共用上限的一项还没有定"),
    Why.NOTHING_DUE: _("按互斥、上限或预算顺序，这一项应得为零"),
    Why.BEFORE: _("同一项以前给过，这一期不能重复享受"),
    Why.RIVAL: _("已得到不能同时享受的另一项"),
    Why.HOLDS: _("这一天有有效的规定，并且写明免申即享"),
    Why.EXPIRED: _("这一天没有有效的规定"),
    Why.REPEALED: _("规定已废止"),
    Why.NOT_AUTOMATIC: _("规定的兑现方式不是免申即享"),
    Why.TO_VERIFY: _("规则还有没核实的地方，或起止日期不详"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the four, and whether it holds."""

    code: ConditionCode
    is_kept: bool
    why: Why


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the four conditions are decided on.

    Attributes:
        version: in force on the day; None where there is none.
        assessed: on every fact that the department may see.
        certified: on the same facts without those that the enterprise states itself.
        settled_fen: what is due beside everything else; None where that is not settled.
        reason: why that is not all that the rule comes to.
        before: why an earlier grant leaves no room for this one; None where it does.
        is_repealed: whether the rule was repealed by now.
    """

    organisation: Organisation
    version: Version | None
    assessed: Assessment
    certified: Assessment
    settled_fen: int | None
    reason: Reason = Reason.GRANTED
    before: Why | None = None
    is_repealed: bool = False


def automatic_conditions(candidate: Candidate) -> tuple[Condition, ...]:
    """The four conditions under which something is granted without an application.

    All four have to hold, for this one enterprise on this one day:

    1. CLEAR, the beneficiary is clear: an enterprise that is registered and active, under a
       credit code whose check digit is right (codes are unique on the site).
    2. CERTIFIED, the result is certified by data: the rule is met, no item of it is a person's
       decision, and it is still met with the same amount when everything that the enterprise
       states itself counts as unknown, confirmed or not. A fact that decides nothing does no harm.
    3. FIXED, the amount is fixed by rule: a calculation, not only an upper bound; and something
       is left once exclusions, caps, the order of the budget and earlier grants are settled.
    4. IN_FORCE, the document is in force: a version on that day that says 免申即享, verified, with
       known dates, and not repealed since.
    """
    return (
        _condition(ConditionCode.CLEAR, Why.ONE_ENTERPRISE, _unclear(candidate.organisation)),
        _condition(ConditionCode.CERTIFIED, Why.ALL_CERTIFIED, _uncertified(candidate)),
        _condition(ConditionCode.FIXED, Why.BY_RULE, _unfixed(candidate)),
        _condition(ConditionCode.IN_FORCE, Why.HOLDS, _not_in_force(candidate)),
    )


def _condition(code: ConditionCode, kept: Why, broken: Why | None) -> Condition:
    return Condition(code, broken is None, broken or kept)


def _unclear(organisation: Organisation) -> Why | None:
    is_one = (
        organisation.kind == OrganisationKind.ENTERPRISE
        and organisation.state == OrganisationState.ACTIVE
        and organisation.registration == Registration.REGISTERED
    )
    if not is_one:
        return Why.NOT_ACTIVE
    return Why.NO_CODE if credit_code_problem(organisation.uscc) else None


def _uncertified(candidate: Candidate) -> Why | None:
    version, assessed, certified = candidate.version, candidate.assessed, candidate.certified
    if version is not None and any(isinstance(leaf, Manual) for leaf in version.leaves):
        return Why.BY_PEOPLE
    if assessed.verdict is not Verdict.MET:
        return Why.NOT_MET
    is_same = certified.verdict is Verdict.MET and certified.amount_fen == assessed.amount_fen
    return None if is_same else Why.SELF_DECLARED


def _unfixed(candidate: Candidate) -> Why | None:
    amount = candidate.version.amount if candidate.version else None
    if amount is None or amount.node is None:
        return Why.NO_RULE
    if candidate.assessed.amount_fen is None:
        return Why.NOT_KNOWN
    if candidate.settled_fen is None or candidate.reason in HELD:
        return Why.UNCERTAIN
    if candidate.settled_fen <= 0:
        return Why.NOTHING_DUE
    return candidate.before


def _not_in_force(candidate: Candidate) -> Why | None:
    if candidate.version is None:
        return Why.EXPIRED
    if candidate.is_repealed:
        return Why.REPEALED
    if candidate.version.mode != AUTOMATIC:
        return Why.NOT_AUTOMATIC
    return None if candidate.version.is_automatic else Why.TO_VERIFY
