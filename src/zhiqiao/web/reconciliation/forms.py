"""Forms of reconciliation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.payouts.changes import ChangeKind
from zhiqiao.web.reconciliation.models import NOTE_CHARS_MAX, Difference, Remedy
from zhiqiao.web.reconciliation.remedies import (
    ABOUT_A_PAYMENT,
    CANDIDATES_SHOWN,
    correction_of,
    others_of,
    remedies_of,
    targets_of,
)

ROWS = {"rows": 3, "class": "form-control"}
WIDE = {"class": "form-control"}


def yuan(fen: int) -> str:
    """The amount as a choice shows it."""
    return f"{fen / 100:,.2f}"


class NoteForm(forms.Form):
    """A few words."""

    note = forms.CharField(
        label=_("问了谁、怎么说的"),
        max_length=NOTE_CHARS_MAX,
        required=False,
        widget=forms.Textarea(attrs=ROWS),
    )


class AsideForm(forms.Form):
    """Why a file that cannot be used need not be looked at any more."""

    reason = forms.CharField(
        label=_("为什么不用它"), max_length=NOTE_CHARS_MAX, widget=forms.Textarea(attrs=ROWS)
    )


class RemedyForm(forms.Form):
    """What is done about a difference, with which payment or other line, and why."""

    remedy = forms.ChoiceField(label=_("怎么处理"), widget=forms.RadioSelect)
    target = forms.ChoiceField(
        label=_("是哪一笔兑付"), required=False, widget=forms.Select(attrs=WIDE)
    )
    other = forms.ChoiceField(
        label=_("和哪一笔收付冲抵"), required=False, widget=forms.Select(attrs=WIDE)
    )
    note = forms.CharField(
        label=_("依据"), max_length=NOTE_CHARS_MAX, widget=forms.Textarea(attrs=ROWS)
    )

    def __init__(self, *args: Any, difference: Difference, **kwargs: Any) -> None:
        """Offers what fits the difference, and no more."""
        super().__init__(*args, **kwargs)
        remedies = remedies_of(difference)
        payments = [
            (str(each.pk), f"{each.organisation.name} · {each.end_to_end_id}")
            for remedy in remedies
            if remedy in ABOUT_A_PAYMENT
            for each in targets_of(difference, remedy)[:CANDIDATES_SHOWN]
        ]
        lines = [
            (str(each.pk), f"{each.booked_on} · {each.counterparty} · {each.reference}")
            for each in others_of(difference)[:CANDIDATES_SHOWN]
        ]
        gone = frozenset() if payments else ABOUT_A_PAYMENT
        gone |= frozenset() if lines else {Remedy.OFFSET}
        self._choose("remedy", [(str(each), each.label) for each in remedies if each not in gone])
        for name, found in (("target", payments), ("other", lines)):
            if len(found) == 1:
                self._choose(name, found)
            elif found:
                self._choose(name, [("", _("请选择")), *dict(found).items()])
            else:
                del self.fields[name]

        correction = correction_of(difference)
        if correction is not None:
            self.initial["remedy"], self.initial["other"] = Remedy.OFFSET, str(correction.pk)

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- as declared above
        field.choices = choices


class UploadForm(forms.Form):
    """A file of the bank."""

    file = forms.FileField(
        label=_("银行文件（pain.002、camt.053、camt.054）"), widget=forms.FileInput(attrs=WIDE)
    )
    signature = forms.FileField(
        label=_("银行的签名文件（.sig）"), required=False, widget=forms.FileInput(attrs=WIDE)
    )


class RadiosWithout(forms.RadioSelect):
    """Radio buttons, one of which cannot be pressed."""

    def __init__(self, blocked: str, **kwargs: Any) -> None:
        """Takes the value of that one."""
        super().__init__(**kwargs)
        self._blocked = blocked

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As ever, but for the one."""
        option = super().create_option(*args, **kwargs)
        if str(option["value"]) == self._blocked:
            option["attrs"] = {**option["attrs"], "disabled": True}
        return option


class ChangeForm(forms.Form):
    """What is done about a payment that went wrong, and why."""

    kind = forms.ChoiceField(label=_("怎么处理"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("依据"), max_length=500, widget=forms.Textarea(attrs=ROWS))
    evidence = forms.CharField(
        label=_("凭证号"), max_length=120, required=False, widget=forms.TextInput(attrs=WIDE)
    )

    def __init__(
        self, *args: Any, kinds: list[ChangeKind], blocked: ChangeKind | None = None, **kwargs: Any
    ) -> None:
        """Offers what fits the payment; `blocked` is shown, and cannot be chosen yet."""
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- as declared above
        field.choices = [(str(each), each.label) for each in kinds]
        if blocked is not None:
            field.widget = RadiosWithout(str(blocked), choices=field.choices)
        if ChangeKind.REPAID not in kinds:
            del self.fields["evidence"]
