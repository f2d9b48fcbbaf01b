"""The form under the next best question: one value, the rest filled in."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from zhiqiao.policy.values import Fact as Entry
from zhiqiao.web.profiles.dictionary import has_periods
from zhiqiao.web.profiles.forms import FactForm


class AnswerForm(FactForm):
    """A value as of today; of last year, where the fact is of years."""

    def __init__(self, data: Any = None, *, entry: Entry) -> None:
        super().__init__(data, entry=entry)
        for name in ("as_of", "source_note"):
            self.fields[name].widget = forms.HiddenInput()
        self.fields["value"].label = entry.question or entry.name
        today = timezone.localdate()
        self.initial.update({"as_of": today.isoformat(), "source_note": ""})
        if "period" in self.fields:
            self.initial["period"] = usual_period(entry, today)


def usual_period(entry: Entry, on: date) -> str:
    """The period that a fact is asked for now: mostly the year before."""
    if not has_periods(entry):
        return ""
    is_current = entry.period.startswith(("申报所属", "本次申报", "本年", "当前"))
    return str(on.year if is_current else on.year - 1)
