"""The forms of tokens and webhooks."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhiqiao.common import Language, describe
from zhiqiao.outbound import OutboundError, read_target
from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.api.events import EVENT_WORDS, Event
from zhiqiao.web.api.models import TOKEN_DAYS_MAX
from zhiqiao.web.api.permission_words import PERMISSION_WORDS
from zhiqiao.web.api.sending import rules
from zhiqiao.web.api.tokens import grantable


class TokenForm(forms.Form):
    """A new token."""

    name = forms.CharField(
        label=_("用途"), max_length=60, help_text=_("写明给什么程序用，例如：ERP 同步需求")
    )
    days = forms.TypedChoiceField(
        label=_("有效期"),
        coerce=int,
        choices=[(30, _("30 天")), (90, _("90 天")), (TOKEN_DAYS_MAX, _("一年"))],
        initial=90,
    )
    permissions = forms.TypedMultipleChoiceField(
        label=_("允许做什么"),
        coerce=Permission,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只勾程序用得到的。令牌永远不会超过您本人现有的权限。"),
    )

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held: Any = self.fields["permissions"]
        held.choices = [(str(each), PERMISSION_WORDS[each]) for each in grantable(actor)]
        self.fields["name"].widget.attrs["class"] = "form-control"
        self.fields["days"].widget.attrs["class"] = "form-select"


class WebhookForm(forms.Form):
    """A new webhook."""

    url = forms.CharField(
        label=_("接收地址"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("公网上的 https 地址。"),
    )
    events = forms.TypedMultipleChoiceField(
        label=_("通知哪些事"),
        coerce=Event,
        choices=[(str(event), words) for event, words in EVENT_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只通知您机构的需求和成果；通知里只有编号，内容用接口读取。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["url"].widget.attrs["class"] = "form-control"

    def clean_url(self) -> str:
        """An address that may be sent to."""
        url: str = self.cleaned_data["url"].strip()
        try:
            read_target(url, rules())
        except OutboundError as error:
            language: Language = "en" if get_language() == "en" else "zh"
            raise forms.ValidationError(describe(error, language)) from error
        return url
