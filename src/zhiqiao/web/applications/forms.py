"""The forms of applicants and of reviewers."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiqiao.common.money import FEN_PER_YUAN
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.applications.models import TEXT_CHARS_MAX
from zhiqiao.web.attachments.kinds import accepted_suffixes, kind_words

ROWS = 3


def _area(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=TEXT_CHARS_MAX,
        help_text=help_text,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": ROWS}),
    )


class NoteForm(forms.Form):
    """What the applicants want to tell the department."""

    note = _area(_("给审核部门的话"), required=False, help_text=_("没有要说明的可以不填。"))


class AnswerForm(forms.Form):
    """What goes with an answer."""

    text = _area(_("补正说明"), required=False, help_text=_("说一说补了什么、改了什么。"))


class FileForm(forms.Form):
    """One file for one of the documents."""

    material = forms.CharField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(label=_("选择文件"), max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.help_text = str(kind_words())
        field.widget.attrs |= {"class": "form-control", "accept": accepted_suffixes()}


class AssignForm(forms.Form):
    """Which colleague handles it."""

    to = forms.ChoiceField(label=_("承办人"), widget=forms.Select(attrs={"class": "form-select"}))

    def __init__(self, *args: Any, colleagues: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_assign_%s", **kwargs})
        self.colleagues = {str(each.pk): each for each in colleagues}
        field: Any = self.fields["to"]
        field.choices = [(key, each.name) for key, each in self.colleagues.items()]

    @property
    def chosen(self) -> Person:
        """The colleague of a valid form."""
        return self.colleagues[self.cleaned_data["to"]]


class AskForm(forms.Form):
    """What is asked for: for each item that is ticked, in words; and until when."""

    text = _area(_("总的说明"), required=False)
    days = forms.IntegerField(
        label=_("请企业在几个工作日内补正"),
        min_value=1,
        max_value=60,
        initial=5,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )

    def __init__(self, *args: Any, names: list[tuple[str, str]], **kwargs: Any) -> None:
        """`names`: kind and name of everything that may be asked for."""
        super().__init__(*args, **{"auto_id": "id_ask_%s", **kwargs})
        self.names = names
        for number, (_kind, name) in enumerate(names):
            self.fields[f"words_{number}"] = forms.CharField(
                label=name,
                required=False,
                max_length=300,
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )

    def items_by_kind(self) -> list[tuple[str, list[Any]]]:
        """The boxes under their kinds, for the page."""
        found: dict[str, list[Any]] = {}
        for number, (kind, _name) in enumerate(self.names):
            found.setdefault(kind, []).append(self[f"words_{number}"])
        return list(found.items())

    def items(self) -> list[dict[str, str]]:
        """What a valid form asks for."""
        said = (
            (self.cleaned_data[f"words_{n}"].strip(), each) for n, each in enumerate(self.names)
        )
        return [
            {"kind": kind, "name": name, "words": words} for words, (kind, name) in said if words
        ]


class ApproveForm(forms.Form):
    """How much is granted, and why where the rule leaves it open."""

    yuan = forms.DecimalField(
        label=_("核定金额（元）"),
        required=False,
        max_digits=16,
        decimal_places=2,
        min_value=Decimal(0),
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "decimal"}),
        help_text=_("不给资金的政策留空。"),
    )
    text = _area(
        _("理由或说明"), required=False, help_text=_("金额由人核定、或和规则算出的不同时必填。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_approve_%s", **kwargs})

    @property
    def amount_fen(self) -> int | None:
        """The amount of a valid form, in fen."""
        yuan = self.cleaned_data["yuan"]
        return None if yuan is None else int(yuan * FEN_PER_YUAN)


class RejectForm(forms.Form):
    """Which clauses are not met, and what the applicants may do."""

    clauses = forms.MultipleChoiceField(
        label=_("没有满足的条款"), widget=forms.CheckboxSelectMultiple
    )
    text = _area(_("写给企业的话"), help_text=_("说清差在哪里、下一步可以怎么办。"))

    def __init__(self, *args: Any, clauses: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_reject_%s", **kwargs})
        field: Any = self.fields["clauses"]
        field.choices = clauses


class RemarkForm(forms.Form):
    """A remark for colleagues."""

    text = _area(_("内部记录"), help_text=_("只有本部门能看到。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_note_%s", **kwargs})


class ClockForm(forms.Form):
    """The department's working days."""

    acceptance_days = forms.IntegerField(
        label=_("受理（工作日）"),
        min_value=1,
        max_value=60,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )
    review_days = forms.IntegerField(
        label=_("审核（工作日）"),
        min_value=1,
        max_value=120,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )
