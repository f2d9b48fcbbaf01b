"""Forms about people."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Organisation, Person

PASSWORD_PROBLEMS = {
    "password_too_short": _("密码太短，至少要 10 个字符。"),
    "password_too_common": _("这个密码太常见，容易被猜到，请换一个。"),
    "password_too_similar": _("密码和登录名太像，请换一个。"),
}


class PersonForm(forms.Form):
    """A new person, entered by an operator."""

    username = forms.SlugField(label=_("登录名"), max_length=60, help_text=_("字母、数字、- 和 _"))
    name = forms.CharField(label=_("姓名"), max_length=60)
    role = forms.ChoiceField(label=_("角色"), choices=Role.choices)
    organisation = forms.ModelChoiceField(
        label=_("机构"), queryset=Organisation.objects.all(), required=False, empty_label=_("无")
    )
    password = forms.CharField(
        label=_("初始密码"),
        widget=forms.PasswordInput,
        help_text=_("至少 10 个字符，请当面告知本人"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"

    def clean_username(self) -> str:
        """A name that is not taken."""
        username: str = self.cleaned_data["username"]
        if Person.objects.filter(username=username).exists():
            raise ValidationError(_("这个登录名已被使用，请换一个。"))
        return username

    def clean_password(self) -> str:
        """A password that passes the house's rules."""
        password: str = self.cleaned_data["password"]
        known = {name: self.cleaned_data.get(name, "") for name in ("username", "name")}
        try:
            validate_password(password, Person(**known))
        except ValidationError as error:
            codes = [each.code for each in error.error_list]
            raise ValidationError([PASSWORD_PROBLEMS[code] for code in codes if code]) from error
        return password

    def clean(self) -> dict[str, Any]:
        """Those who publish in an organisation's name have one."""
        cleaned = super().clean() or {}
        if cleaned.get("role") in {Role.SEEKER, Role.PROVIDER} and not cleaned.get("organisation"):
            self.add_error("organisation", _("需求方和供给方要选机构：他们以机构的名义发布。"))
        return cleaned
