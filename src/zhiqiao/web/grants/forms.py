"""Forms of grants."""

import re
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.grants.account_actions import AccountGiven
from zhiqiao.web.grants.models import NAME_CHARS_MAX, TEXT_CHARS_MAX
from zhiqiao.web.grants.notice_actions import DAYS_MAX

TELEPHONE = re.compile(r"\+?[0-9() -]+")
TELEPHONE_DIGITS = range(7, 16)
"""How many digits a number has, a country's own included (ITU-T E.164)."""


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "form-control", "rows": rows})


def _line(**more: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control", **more})


class FindForm(forms.Form):
    """The day that decides."""

    on = forms.DateField(
        label=_("按哪一天的规则和事实"),
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}),
    )


class NoticeForm(forms.Form):
    """How long."""

    def __init__(self, *args: Any, days_min: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["days"] = forms.IntegerField(
            label=_("公示几个工作日"),
            min_value=days_min,
            max_value=DAYS_MAX,
            initial=days_min,
            widget=forms.NumberInput(attrs={"class": "form-control"}),
            help_text=_("从明天算起，节假日和调休都算进去。"),
        )


class ReasonForm(forms.Form):
    """Why."""

    text = forms.CharField(label=_("理由"), max_length=TEXT_CHARS_MAX, widget=_area(3))


class PassForm(forms.Form):
    """How the credit was checked otherwise."""

    text = forms.CharField(
        label=_("怎么核查的、结果是什么"),
        max_length=TEXT_CHARS_MAX,
        widget=_area(3),
        help_text=_("例如：2026-11-20 在信用中国网站查询，没有失信记录。"),
    )


class PostCheckForm(forms.Form):
    """What a check after payment found."""

    is_sound = forms.ChoiceField(
        label=_("核查结果"),
        choices=[("yes", _("没有问题")), ("no", _("不该付，请财务追回"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("核查情况"), max_length=TEXT_CHARS_MAX, required=False, widget=_area(3)
    )


class ObjectionForm(forms.Form):
    """What speaks against a line, and how to reach whoever says so."""

    text = forms.CharField(
        label=_("哪里不对"),
        max_length=TEXT_CHARS_MAX,
        widget=_area(5),
        help_text=_("写清事实和怎么知道的。部门核实后答复；处理完之前不会付给这家企业。"),
    )
    contact = forms.CharField(
        label=_("怎么联系您"),
        max_length=NAME_CHARS_MAX,
        widget=_line(autocomplete="email"),
        help_text=_("手机或邮箱，只给处理的人看，不公开。"),
    )

    def clean_contact(self) -> str:
        """A telephone number or an address of e-mail: anything else reaches nobody."""
        contact = str(self.cleaned_data["contact"]).strip()
        digits = sum(each.isdecimal() for each in contact)
        if TELEPHONE.fullmatch(contact) and digits in TELEPHONE_DIGITS:
            return contact
        try:
            validate_email(contact)
        except forms.ValidationError:
            words = _("请写手机号或邮箱，例如 13800000000 或 li@example.com，部门好答复您。")
            raise forms.ValidationError(words) from None
        return contact


class DeclineForm(forms.Form):
    """Why not."""

    text = forms.CharField(label=_("为什么不要"), max_length=200, required=False, widget=_area(2))


class AccountForm(forms.Form):
    """An account to be paid to."""

    name = forms.CharField(
        label=_("户名"),
        max_length=NAME_CHARS_MAX,
        widget=_line(autocomplete="organization"),
        help_text=_("和单位名称一致。"),
    )
    number = forms.CharField(
        label=_("账号"),
        max_length=60,
        widget=_line(inputmode="numeric", autocomplete="off"),
        help_text=_("加密保存，页面上只显示末四位。"),
    )
    bank_name = forms.CharField(
        label=_("开户银行"),
        max_length=NAME_CHARS_MAX,
        widget=_line(),
        help_text=_("写到支行，例如：云溪银行城东支行。"),
    )
    bank_code = forms.CharField(
        label=_("联行号"),
        max_length=20,
        widget=_line(inputmode="numeric"),
        help_text=_("12 位数字，银行回单上有，也可以问开户银行。"),
    )

    def given(self) -> AccountGiven:
        """The account as a value."""
        said = self.cleaned_data
        return AccountGiven(
            name=said["name"],
            number=said["number"],
            bank_name=said["bank_name"],
            bank_code=said["bank_code"],
        )
