"""What entries are searched by."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


class EntrySearch(forms.Form):
    """All of it is optional; an empty form finds everything."""

    key = forms.CharField(label=_("唯一键（开头）"), max_length=80, required=False)
    start_on = forms.DateField(label=_("从"), required=False, validators=DAYS)
    end_on = forms.DateField(label=_("到"), required=False, validators=DAYS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"
        for name in ("start_on", "end_on"):
            self.fields[name].widget.input_type = "date"

    def clean(self) -> dict[str, Any]:
        """The first day is not after the last."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("start_on"), cleaned.get("end_on")
        if start and end and end < start:
            raise ValidationError({"end_on": _("结束日期早于开始日期，请改一个。")})
        return cleaned
