"""The form behind a saved search."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.searches.models import NAME_MAX, Frequency


class SearchForm(forms.Form):
    """What it is called and how often its news are told."""

    name = forms.CharField(
        label=_("名称"),
        max_length=NAME_MAX,
        help_text=_("列表和提醒里用它来认。"),
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    frequency = forms.ChoiceField(
        label=_("有新内容时提醒我"),
        choices=Frequency.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
