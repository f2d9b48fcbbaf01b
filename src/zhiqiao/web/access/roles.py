"""The roles and what each may do."""

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access.permissions import Permission

P = Permission
STRICT_PROFILE = "mlps3"


class Role(TextChoices):
    """What a person does for an organisation. A person may hold several."""

    BROKER = "broker", _("技术经理人")
    SEEKER = "seeker", _("需求方")
    PROVIDER = "provider", _("供给方")
    AFFAIRS = "affairs", _("政务专员")
    ORGANISATION_ADMIN = "organisation_admin", _("机构管理员")
    LIAISON = "liaison", _("企业联络员")
    REVIEWER = "reviewer", _("部门审核员")
    FINANCE_MAKER = "finance_maker", _("财务经办")
    FINANCE_CHECKER = "finance_checker", _("财务复核")
    ANALYST = "analyst", _("统计人员")
    OPERATOR = "operator", _("平台管理员")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDITOR = "auditor", _("审计管理员")


SEPARATE_ADMINISTRATIONS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
"""Under the strict profile nobody holds two of these."""
ROLES_OF_MEMBERS = (Role.SEEKER, Role.PROVIDER, Role.AFFAIRS, Role.ORGANISATION_ADMIN)
"""What the administrator of an organisation may grant; every other role is the centre's to give."""

_MEMBER = {P.EXPORT, P.ORGANISATION_READ, P.JOB_READ, P.TOKEN_WRITE}
_PROFILE = {P.PROFILE_READ, P.PROFILE_WRITE, P.ASSESS}
_PARTNER = {P.MATCH_READ, P.MATCH_RUN, P.INTRODUCE, P.TRANSFER_READ, P.TRANSFER_WRITE}
_STAFF = _MEMBER | {
    P.NEED_WRITE, P.OFFER_WRITE, P.LISTING_ALL, P.CONFIDENTIAL_READ, P.IMPORT, P.MATCH_READ,
    P.MATCH_RUN, P.REVIEW_WRITE, P.STATISTICS_READ, P.PROFILE_ALL, P.PROFILE_IMPORT, P.ASSESS_ALL,
    P.WEBHOOK_WRITE, P.INTRODUCE, P.INTRODUCE_ALL, P.TRANSFER_READ, P.TRANSFER_WRITE,
    P.TRANSFER_ALL, P.CASE_HANDLE,
}  # fmt: skip
_DEPARTMENT = {
    P.PROFILE_ALL, P.ASSESS_ALL, P.APPLICATION_REVIEW, P.CASE_HANDLE, P.RULE_DRAFT, P.RULE_PUBLISH,
    P.TAKE_UP_READ, P.GRANT_WRITE, P.PAYOUT_READ, P.BUDGET_READ,
}  # fmt: skip
_FINANCE = {P.BUDGET_READ, P.BUDGET_WRITE, P.PAYOUT_READ, P.LEDGER_READ}
_SYSTEM = {P.ORGANISATION_READ, P.JOB_READ, P.JOB_ALL, P.METRICS_READ, P.SYSTEM_READ}
_SECURITY = {P.ORGANISATION_READ, P.PERSON_WRITE, P.PERSON_ERASE, P.ORGANISATION_ALL}
_AUDIT = {P.ORGANISATION_READ, P.AUDIT_READ, P.AUDIT_EXPORT}
_GRANTED: dict[str, frozenset[P]] = {
    Role.BROKER: frozenset(_STAFF),
    Role.SEEKER: frozenset(_MEMBER | _PROFILE | _PARTNER | {P.NEED_WRITE, P.CONFIDENTIAL_READ}),
    Role.PROVIDER: frozenset(_MEMBER | _PARTNER | {P.OFFER_WRITE}),
    Role.AFFAIRS: frozenset(_MEMBER | _PROFILE | {P.APPLY, P.PAYOUT_RECEIVE}),
    Role.ORGANISATION_ADMIN: frozenset(
        _MEMBER | {P.MEMBER_WRITE, P.WEBHOOK_WRITE, P.PROFILE_READ, P.CONFIDENTIAL_READ}
    ),
    Role.LIAISON: frozenset(_MEMBER),
    Role.REVIEWER: frozenset(_MEMBER | _DEPARTMENT),
    Role.FINANCE_MAKER: frozenset(_MEMBER | _FINANCE | {P.PAYOUT_MAKE}),
    Role.FINANCE_CHECKER: frozenset(_MEMBER | _FINANCE | {P.PAYOUT_CHECK}),
    Role.ANALYST: frozenset(_MEMBER | {P.STATISTICS_READ, P.TRANSFER_READ}),
    Role.OPERATOR: frozenset(_STAFF | _SYSTEM | _SECURITY | _AUDIT),
    Role.SYSTEM_ADMIN: frozenset(_SYSTEM),
    Role.SECURITY_ADMIN: frozenset(_SECURITY),
    Role.AUDITOR: frozenset(_AUDIT),
}


def is_strict() -> bool:
    """Whether the site runs under the strict profile."""
    return bool(settings.ZHIQIAO_PROFILE == STRICT_PROFILE)


def granted(role: str) -> frozenset[P]:
    """What a role may do; nothing for an unknown one.

    Under the strict profile the three administrations are separate, and the operator, who holds
    all three elsewhere, may do nothing.
    """
    if role == Role.OPERATOR and is_strict():
        return frozenset()
    return _GRANTED.get(role, frozenset())
