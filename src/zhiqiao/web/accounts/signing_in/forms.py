"""Forms of signing in and of the account's security."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.forms import PASSWORD_PROBLEMS
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.signing_in.passwords import NotUsedBefore, ProfileClasses, ProfileLength

SECRET_LENGTH_MAX = 1024
CODE_LENGTH_MAX = 20


class SignInForm(forms.Form):
    """Name and password, as typed."""

    username = forms.CharField(label=_("登录名"), max_length=60)
    password = forms.CharField(
        label=_("密码"), max_length=SECRET_LENGTH_MAX, strip=False, widget=forms.PasswordInput
    )


class CodeForm(forms.Form):
    """A code of the second step."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=CODE_LENGTH_MAX,
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
            }
        ),
        error_messages={"required": _("请填写验证码。")},
    )


class PasswordForm(forms.Form):
    """One's own password, to show that it is still oneself."""

    password = forms.CharField(
        label=_("密码"),
        max_length=SECRET_LENGTH_MAX,
        strip=False,
        widget=forms.PasswordInput(
            attrs={
                "class": "form-control",
                "autocomplete": "current-password",
                "autofocus": True,
            }
        ),
        error_messages={"required": _("请填写密码。")},
    )


def _new_password(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=SECRET_LENGTH_MAX,
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "new-password"}),
        error_messages={"required": _("请填写新密码。")},
        **more,
    )


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    new = _new_password(_("新密码"))
    again = _new_password(_("再输一次新密码"))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["new"].help_text = " ".join(password_rules())

    def clean_new(self) -> str:
        """A password that passes the house's rules."""
        password: str = self.cleaned_data["new"]
        try:
            validate_password(password, self.person)
        except ValidationError as error:
            raise ValidationError(
                [PASSWORD_PROBLEMS.get(each.code or "", each.message) for each in error.error_list]
            ) from error
        return password

    def clean(self) -> dict[str, Any]:
        """The same word twice."""
        cleaned = super().clean() or {}
        if cleaned.get("new") and cleaned.get("again") not in (None, cleaned["new"]):
            self.add_error("again", ValidationError(_("两次输入的新密码不一样。")))
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """The old password, and a new one twice."""

    old = PasswordForm.base_fields["password"]
    field_order = ["old", "new", "again"]

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        self.fields["old"].label = _("现在的密码")

    def clean(self) -> dict[str, Any]:
        """Another word than before."""
        cleaned = super().clean()
        if cleaned.get("new") and cleaned["new"] == cleaned.get("old"):
            self.add_error("new", ValidationError(_("新密码和现在的密码一样，请换一个。")))
        return cleaned


def password_rules() -> list[str]:
    """The rules for passwords, in words."""
    ours = [rule.get_help_text() for rule in (ProfileLength(), ProfileClasses(), NotUsedBefore())]
    return [*filter(None, ours), gettext("不能太常见，也不能和登录名太像。")]
