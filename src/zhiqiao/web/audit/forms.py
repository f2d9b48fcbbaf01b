"""What an auditor searches by."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.audit.words import ACTIONS, NOUNS

DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


class AuditSearch(forms.Form):
    """All of it is optional; an empty form finds everything."""

    person = forms.CharField(label=_("人"), max_length=60, required=False)
    organisation = forms.CharField(label=_("机构"), max_length=120, required=False)
    action = forms.ChoiceField(label=_("动作"), required=False)
    noun = forms.ChoiceField(label=_("对象"), required=False)
    object_id = forms.CharField(label=_("对象编号"), max_length=40, required=False)
    start_on = forms.DateField(label=_("从"), required=False, validators=DAYS)
    end_on = forms.DateField(label=_("到"), required=False, validators=DAYS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (("action", ACTIONS), ("noun", NOUNS)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
            field.choices = [("", _("全部")), *words.items()]
        for name, field in self.fields.items():
            is_choice = name in ("action", "noun")
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
        for name in ("start_on", "end_on"):
            self.fields[name].widget.input_type = "date"

    def clean(self) -> dict[str, Any]:
        """The first day is not after the last."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("start_on"), cleaned.get("end_on")
        if start and end and end < start:
            raise ValidationError({"end_on": _("结束日期早于开始日期，请改一个。")})
        return cleaned
