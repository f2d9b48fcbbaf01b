"""The forms of answers to likely needs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.latent.models import NOTE_CHARS_MAX, TEXT_CHARS_MAX, TITLE_CHARS_MAX, Reason


class RefusalForm(forms.Form):
    """Why it is none of the enterprise's needs."""

    reason = forms.ChoiceField(
        label=_("为什么不是"),
        choices=Reason.choices,
        widget=forms.Select(attrs={"class": "form-control"}),
    )
    note = forms.CharField(
        label=_("补充说明（可不填）"),
        max_length=NOTE_CHARS_MAX,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )


class DraftForm(forms.Form):
    """The draft in the enterprise's own words."""

    title = forms.CharField(
        label=_("标题"),
        max_length=TITLE_CHARS_MAX,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    text = forms.CharField(
        label=_("内容"),
        max_length=TEXT_CHARS_MAX,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 10}),
        help_text=_("开头是同行的做法，请改成本企业的情况；____ 处填上数，不知道就删去那一项。"),
    )
