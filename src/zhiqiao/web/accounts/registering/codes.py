"""What a credit code itself tells, and how it is written down."""

import unicodedata

from django.utils.translation import gettext_lazy as _

from zhiqiao.codes import credit_code_problem, region_name
from zhiqiao.web.accounts.models import Organisation, OrganisationKind

CODE_LENGTH = 18
PROBLEMS = {
    "应为 18 位": _("统一社会信用代码应为 18 位，请数一数有没有漏掉或多写。"),
    "校验位不对": _("最后一位校验位对不上，通常是有一位写错了。请对照营业执照逐位核对。"),
}
OTHER_PROBLEM = _("前 8 位应为数字，其余为数字或除 I、O、S、V、Z 外的大写字母。")
KIND_BY_START = {
    "11": OrganisationKind.DEPARTMENT,
    "91": OrganisationKind.ENTERPRISE,
    "92": OrganisationKind.ENTERPRISE,
    "93": OrganisationKind.ENTERPRISE,
}


def normal_code(text: str) -> str:
    """The code in half-width capitals without blanks or dashes."""
    written = unicodedata.normalize("NFKC", text).upper()
    return "".join(each for each in written if each.isalnum())


def problem_of(code: str) -> str | None:
    """What is wrong with the code, in the visitor's language, or None."""
    problem = credit_code_problem(code)
    return None if problem is None else str(PROBLEMS.get(problem, OTHER_PROBLEM))


def kind_of(code: str) -> str:
    """The kind of organisation that the code's beginning stands for; "" where it is open."""
    return str(KIND_BY_START.get(code[:2], ""))


def area_of(code: str) -> str:
    """The name of the region where the code was given; "" where it is not known."""
    return region_name(code[2:8]) or ""


def organisation_with(code: str) -> Organisation | None:
    """The organisation with that code; one that was merged stands for what it became."""
    found = Organisation.objects.select_related("merged_into").filter(uscc=code).first()
    return (found.merged_into or found) if found else None
