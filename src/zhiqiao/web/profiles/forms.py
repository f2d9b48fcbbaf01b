"""The forms of a fact: another value, an objection, who sees it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.policy.facts import NUMERIC
from zhiqiao.policy.values import Fact as Entry
from zhiqiao.policy.values import FactType
from zhiqiao.web.profiles.actions import Statement, checked
from zhiqiao.web.profiles.dictionary import has_periods
from zhiqiao.web.profiles.language import page_language
from zhiqiao.web.profiles.models import (
    NOTE_CHARS_MAX,
    REASON_CHARS_MAX,
    VALUE_CHARS_MAX,
    Fact,
    Visibility,
)
from zhiqiao.web.profiles.reading import ValueRefusedError, written

YES_OR_NO = ("是", "否")


def _value_field(entry: Entry) -> forms.Field:
    """A box, a list or a calendar, as the fact's type wants."""
    options = YES_OR_NO if entry.type is FactType.TRUTH else entry.options
    if options and entry.type is FactType.SET:
        return forms.MultipleChoiceField(
            choices=[(each, each) for each in options],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=_("可多选。一项也没有就都不选。"),
        )
    if options:
        choices = [("", _("请选择")), *((each, each) for each in options)]
        return forms.ChoiceField(
            choices=choices, widget=forms.Select(attrs={"class": "form-select"})
        )
    widget = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})
    if entry.type is FactType.DATE:
        widget = forms.DateInput(attrs={"class": "form-control", "type": "date"})
    return forms.CharField(max_length=VALUE_CHARS_MAX, widget=widget, help_text=_hint(entry))


def _hint(entry: Entry) -> Any:
    if entry.type in NUMERIC and entry.unit:
        return _("单位：%(unit)s。写别的单位也行，如带上“万元”；只知范围写 5~10。") % {
            "unit": entry.unit
        }
    return {
        FactType.INTEGER: _("整数。"),
        FactType.DECIMAL: _("一个数；比例可写 3% 或 0.03。"),
        FactType.INDUSTRY: _("国民经济行业代码或名称，如 C3511。"),
        FactType.REGION: _("区划代码或名称，如 330110。"),
        FactType.SET: _("几项之间用分号隔开；一项也没有写“无”。"),
    }.get(entry.type, "")


class FactForm(forms.Form):
    """A value for one fact, with its period and the day for which it is true."""

    period = forms.CharField(
        label=_("期间"),
        required=False,
        max_length=20,
        help_text=_("如 2025、2025Q3、2025-06。"),
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    as_of = forms.DateField(
        label=_("数据日期"),
        help_text=_("这个值在哪一天是对的。"),
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )
    source_note = forms.CharField(
        label=_("依据"),
        required=False,
        max_length=NOTE_CHARS_MAX,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, entry: Entry, fact: Fact | None = None) -> None:
        super().__init__(data, auto_id=f"id_{entry.code or 'fact'}_%s")
        self.entry = entry
        self.fields["value"] = _value_field(entry)
        self.fields["value"].label = entry.name
        self.order_fields(["value", "period", "as_of", "source_note"])
        self.fields["source_note"].help_text = entry.evidence
        if not has_periods(entry):
            del self.fields["period"]
        self.initial = self._initial(fact)

    def _initial(self, fact: Fact | None) -> dict[str, Any]:
        today = timezone.localdate()
        if fact is None:
            return {"as_of": today}
        value: Any = written(self.entry, fact.value)
        if isinstance(self.fields["value"], forms.MultipleChoiceField):
            value = value.split("；")
        replaces = fact.pk if fact.is_current else None
        return {"value": value, "period": fact.period, "as_of": today, "replaces": replaces}

    def clean(self) -> dict[str, Any]:
        """Asks the dictionary, and keeps what is stated."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        statement = Statement(
            name=self.entry.name,
            value=cleaned["value"],
            period=cleaned.get("period", ""),
            as_of=cleaned["as_of"],
            source_note=cleaned["source_note"],
        )
        try:
            _, cleaned["kept_period"] = checked(statement)
        except ValueRefusedError as error:
            self.add_error(
                error.column if error.column in self.fields else None,
                error.words[page_language()],
            )
        cleaned["statement"] = statement
        return cleaned


class DisputeForm(forms.Form):
    """Why a fact is not so."""

    reason = forms.CharField(
        label=_("哪里不对"),
        max_length=REASON_CHARS_MAX,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )


class VisibilityForm(forms.Form):
    """Who sees a fact."""

    visibility = forms.ChoiceField(
        label=_("谁能看到"),
        choices=Visibility.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
