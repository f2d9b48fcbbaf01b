"""Forms about people."""

import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Organisation, OrganisationState, Person
from zhiqiao.web.accounts.signing_in.passwords import ProfileClasses, ProfileLength, in_a_row
from zhiqiao.web.accounts.values import NewPerson

PASSWORD_PROBLEMS = {
    "password_too_common": _("这个密码太常见，容易被猜到，请换一个。"),
    "password_too_similar": _("密码和登录名太像，请换一个。"),
}
PASSWORD_LENGTH_MAX = 1024
PHONE = re.compile(r"[0-9+][0-9 -]{4,28}", re.ASCII)


def styled(form: forms.BaseForm) -> None:
    """Gives the fields the look of the site."""
    for field in form.fields.values():
        is_select = isinstance(field.widget, forms.Select) and not isinstance(
            field.widget, forms.RadioSelect
        )
        if not isinstance(field.widget, forms.RadioSelect | forms.CheckboxInput):
            field.widget.attrs["class"] = "form-select" if is_select else "form-control"


def password_rules() -> str:
    """What a password must be, in a sentence or two."""
    validators: list[ProfileLength | ProfileClasses] = [ProfileLength(), ProfileClasses()]
    return in_a_row(*(each.get_help_text() for each in validators))


class ContactForm(forms.Form):
    """What a person is called and how they are reached."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    email = forms.EmailField(label=_("邮箱"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)

    def clean_phone(self) -> str:
        """A number that can be dialled, or nothing."""
        phone: str = self.cleaned_data["phone"]
        if phone and not PHONE.fullmatch(phone):
            raise ValidationError(_("电话只能有数字、空格、- 和开头的 +。"))
        return phone


class AccountForm(ContactForm):
    """Someone who is to get an account."""

    username = forms.SlugField(label=_("登录名"), max_length=60, help_text=_("字母、数字、- 和 _"))
    password = forms.CharField(
        label=_("密码"),
        max_length=PASSWORD_LENGTH_MAX,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order: tuple[str, ...] = ("name", "username", "password", "phone", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = password_rules()

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
            raise ValidationError(
                [PASSWORD_PROBLEMS.get(each.code or "", each.message) for each in error.error_list]
            ) from error
        return password

    def new_person(self) -> NewPerson:
        """What a valid form says of the person."""
        names = ("username", "name", "password", "email", "phone")
        return NewPerson(**{name: self.cleaned_data[name] for name in names})


class OrganisationField(forms.CharField):
    """An active organisation, by its name, number or credit code; names are suggested."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("机构"), max_length=120, **kwargs)
        self.widget.attrs |= {
            "list": "organisation-names",
            "autocomplete": "off",
            "hx-get": reverse_lazy("organisation-names"),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": "#organisation-names",
        }

    def clean(self, value: Any) -> Organisation | None:
        """The organisation. Raises ValidationError where none is called that."""
        words = super().clean(value)
        if not words:
            return None
        by_name = Q(name=words) | Q(code=words) | Q(uscc=words.upper())
        found = Organisation.objects.filter(by_name, state=OrganisationState.ACTIVE).first()
        if found is None:
            raise ValidationError(_("没有这家机构。请写它的全称、编号或统一社会信用代码。"))
        return found


class PersonForm(AccountForm):
    """A new person, entered by the centre."""

    role = forms.ChoiceField(label=_("角色"), choices=Role.choices)
    organisation = OrganisationField(help_text=_("全称、编号或统一社会信用代码"))
    field_order = ("name", "username", "role", "organisation", "password", "phone", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("初始密码")
        self.fields["password"].help_text = in_a_row(password_rules(), _("请当面告知本人。"))


class MembershipForm(forms.Form):
    """A further role for someone."""

    organisation = OrganisationField()
    role = forms.ChoiceField(label=_("角色"))

    def __init__(self, *args: Any, roles: tuple[Role, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(role), role.label) for role in roles]
        self.fields["role"] = forms.ChoiceField(label=_("角色"), choices=choices)
        styled(self)
