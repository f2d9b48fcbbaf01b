"""What people enter about lists and about the account that is paid from."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.payouts.account_actions import NewAccount
from zhiqiao.web.payouts.models import NAME_CHARS_MAX, REASON_CHARS_MAX

NUMBER = re.compile(r"[0-9]{8,32}")
CODE = re.compile(r"[0-9]{12}")
BETWEEN = re.compile(r"[\s-]+")
NUMBER_TYPED_MAX = 60


def _line(label: Any, *, most: int = NAME_CHARS_MAX, help_text: Any = "", **attrs: str) -> Any:
    return forms.CharField(
        label=label,
        max_length=most,
        help_text=help_text,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"} | attrs),
    )


class ReasonForm(forms.Form):
    """Why a list is sent back."""

    reason = forms.CharField(
        label=_("退回的原因"),
        max_length=REASON_CHARS_MAX,
        help_text=_("写清哪家、哪里不对、怎么改；经办人会看到。"),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
    )


class AccountForm(forms.Form):
    """The account that a department pays from."""

    name = _line(_("户名"), help_text=_("和银行预留的一字不差。"))
    number = _line(
        _("账号"),
        most=NUMBER_TYPED_MAX,
        help_text=_("可以带空格，会自动去掉。"),
        inputmode="numeric",
    )
    bank_name = _line(_("开户银行"), help_text=_("写到支行。"))
    bank_code = _line(
        _("联行号"), most=20, help_text=_("12 位数字，开户许可证或网银里有。"), inputmode="numeric"
    )

    def clean_number(self) -> str:
        """Digits alone."""
        number = BETWEEN.sub("", self.cleaned_data["number"])
        if not NUMBER.fullmatch(number):
            raise forms.ValidationError(_("账号是 8 到 32 位数字，请核对。"))
        return number

    def clean_bank_code(self) -> str:
        """Twelve digits."""
        code = BETWEEN.sub("", self.cleaned_data["bank_code"])
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_("联行号是 12 位数字，请核对。"))
        return code

    def account(self) -> NewAccount:
        """What a valid form says."""
        return NewAccount(**self.cleaned_data)
