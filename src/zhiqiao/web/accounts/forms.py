"""Forms about people."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Organisation, Person


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
        validate_password(password)
        return password
