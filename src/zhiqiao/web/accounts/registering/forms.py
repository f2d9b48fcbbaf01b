"""The three steps of registering."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.forms import AccountForm, styled
from zhiqiao.web.accounts.models import Organisation, OrganisationKind, OrganisationState
from zhiqiao.web.accounts.registering.codes import normal_code, organisation_with, problem_of

REGISTERED, FOUNDING = "registered", "founding"
CODE_HELP = _(
    "18 位，在营业执照或事业单位法人证书的右上方；也可在国家企业信用信息公示系统按名称查询。"
)


class CodeForm(forms.Form):
    """The first step: which organisation."""

    situation = forms.ChoiceField(
        label=_("贵单位"),
        choices=[
            (REGISTERED, _("已注册，有统一社会信用代码")),
            (FOUNDING, _("尚未注册（创业团队、筹建中）")),
        ],
        initial=REGISTERED,
        widget=forms.RadioSelect,
    )
    uscc = forms.CharField(
        label=_("统一社会信用代码"), max_length=40, required=False, help_text=CODE_HELP
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)
        self.fields["uscc"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    @property
    def is_founding(self) -> bool:
        """Whether the valid form speaks of founders."""
        return bool(self.cleaned_data["situation"] == FOUNDING)

    def clean_uscc(self) -> str:
        """A code in half-width capitals whose check digit is right."""
        code = normal_code(self.cleaned_data["uscc"])
        if self.cleaned_data.get("situation") != REGISTERED:
            return ""
        if not code:
            raise ValidationError(_("请填写统一社会信用代码；还没有的，请选“尚未注册”。"))
        return checked_code(code)


def checked_code(code: str) -> str:
    """The code. Raises ValidationError where it is wrong, or nobody acts for its owner."""
    problem = problem_of(code)
    if problem:
        raise ValidationError(problem)
    known = organisation_with(code)
    if known and known.state != OrganisationState.ACTIVE:
        raise ValidationError(_("使用这个代码的机构已停用。要恢复，请联系技术转移中心。"))
    return code


class OrganisationForm(forms.Form):
    """The second step: what is known, to be corrected, or a new organisation."""

    name = forms.CharField(label=_("名称"), max_length=120)
    kind = forms.ChoiceField(label=_("类型"), choices=OrganisationKind.choices)
    area = forms.CharField(
        label=_("地区"), max_length=60, required=False, help_text=_("区或县，如 滨江区")
    )
    is_that_one = forms.BooleanField(
        label=_("就是这家机构，我申请加入它"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, organisation: Organisation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        styled(self)
        self.fields["name"].widget.attrs["autocomplete"] = "organization"

    def clean_name(self) -> str:
        """The name without stray blanks."""
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        """A new organisation has a name of its own, or the applicant means its owner."""
        cleaned = super().clean() or {}
        if self.organisation is not None or not cleaned.get("name"):
            return cleaned
        found = Organisation.objects.filter(name=cleaned["name"]).select_related("merged_into")
        namesake = found.first()
        if namesake is None:
            return cleaned
        meant = namesake.merged_into or namesake
        if cleaned.get("is_that_one") and meant.state == OrganisationState.ACTIVE:
            self.organisation = meant
        else:
            self.fields["is_that_one"].widget = forms.CheckboxInput()
            self.add_error("name", NAMESAKE)
        return cleaned


NAMESAKE = _("平台上已有同名的机构。如果就是它，请勾选下面一项；否则请写全称。")
WISHES = [
    (Role.SEEKER, _("发布技术需求、找成果（需求方）")),
    (Role.PROVIDER, _("发布科技成果、找应用（供给方）")),
    (Role.AFFAIRS, _("办理政策申报、维护企业信息（政务专员）")),
]


class WishForm(forms.Form):
    """What someone with an account wants to do for the organisation."""

    role = forms.ChoiceField(
        label=_("我要做的事"), choices=WISHES, initial=Role.SEEKER, widget=forms.RadioSelect
    )


class ApplicantForm(AccountForm, WishForm):
    """The third step: who asks, and what they want to do."""

    field_order = ("role", "name", "username", "password", "phone", "email")
