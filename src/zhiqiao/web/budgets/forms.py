"""What is asked when a budget is set or changed."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.common.money import FEN_PER_YUAN
from zhiqiao.policy.programme import Programme
from zhiqiao.web.budgets.models import REASON_CHARS_MAX, RevisionKind

YUAN_DIGITS_MAX = 15


def _reason(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("依据"),
        max_length=REASON_CHARS_MAX,
        help_text=help_text,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )


def _yuan(*, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(
        label=gettext_lazy("金额（元）"),
        required=required,
        max_digits=YUAN_DIGITS_MAX,
        decimal_places=2,
        min_value=Decimal("0.01"),
        widget=forms.NumberInput(
            attrs={"class": "form-control", "inputmode": "decimal", "step": "0.01"}
        ),
    )


class LineForm(forms.Form):
    """A new line and what it gets."""

    programme = forms.ChoiceField(
        label=gettext_lazy("政策"), widget=forms.Select(attrs={"class": "form-select"})
    )
    year = forms.TypedChoiceField(
        label=gettext_lazy("年度"), coerce=int, widget=forms.Select(attrs={"class": "form-select"})
    )
    yuan = _yuan()
    reason = _reason(gettext_lazy("如：云财预〔2026〕12 号。复核的同事会看到。"))

    def __init__(
        self, *args: Any, programmes: tuple[Programme, ...], year: int, **kwargs: Any
    ) -> None:
        """`programmes`: those that the department leads; `year`: this one."""
        super().__init__(*args, **{"initial": {"year": year}, **kwargs})
        chosen: Any = self.fields["programme"]
        chosen.choices = [(each.id, each.name) for each in programmes]
        years: Any = self.fields["year"]
        years.choices = [(each, str(each)) for each in (year - 1, year, year + 1)]

    @property
    def amount_fen(self) -> int:
        """The amount of a valid form, in fen."""
        return int(self.cleaned_data["yuan"] * FEN_PER_YUAN)


class ChangeForm(forms.Form):
    """One change of a line."""

    kind = forms.ChoiceField(label=gettext_lazy("怎样调整"), widget=forms.RadioSelect)
    yuan = _yuan(required=False)
    reason = _reason(gettext_lazy("如：预算调整批复的文号。复核的同事会看到。"))

    def __init__(self, *args: Any, kinds: list[RevisionKind], **kwargs: Any) -> None:
        """`kinds`: those that make sense as the line stands."""
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["kind"]
        chosen.choices = [(each.value, each.label) for each in kinds]
        if len(kinds) == 1:
            self.initial.setdefault("kind", kinds[0].value)
        self.fields["yuan"].help_text = _("年终结转不用填：结转的是剩下的全部。")

    def clean(self) -> dict[str, Any]:
        """Asks for an amount unless everything that is left goes."""
        cleaned: dict[str, Any] = super().clean() or {}
        is_close = cleaned.get("kind") == RevisionKind.CLOSE
        if not is_close and "yuan" in cleaned and cleaned["yuan"] is None:
            self.add_error("yuan", _("请填金额。"))
        return cleaned

    @property
    def amount_fen(self) -> int | None:
        """The amount of a valid form, in fen; None for a close."""
        if self.cleaned_data["kind"] == RevisionKind.CLOSE:
            return None
        return int(self.cleaned_data["yuan"] * FEN_PER_YUAN)


class ClosingForm(forms.Form):
    """Why a year is closed."""

    reason = _reason(gettext_lazy("如：年终结转通知的文号。复核的同事会看到。"))


class RemarkForm(forms.Form):
    """Why a change is not agreed to."""

    remark = forms.CharField(
        label=gettext_lazy("不同意的理由"),
        max_length=REASON_CHARS_MAX,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )
