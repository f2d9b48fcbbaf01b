"""Forms of cases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.cases.models import QUESTION_MAX, Ending, PauseReason
from zhiqiao.web.cases.queries import departments
from zhiqiao.web.rulebook.current import rulebook

TEXT_MAX = 4_000
CENTRE = "centre"


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "form-control", "rows": rows})


def _line() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control"})


def _choices() -> list[tuple[str, Any]]:
    known = [(str(each.pk), each.name) for each in departments()]
    return [*known, (CENTRE, _("技术转移中心（不确定归哪里）"))]


class DepartmentChoice(forms.ChoiceField):
    """A department or the centre; its value is the organisation, None for the centre."""

    def __init__(self, **more: Any) -> None:
        widget = forms.Select(attrs={"class": "form-select"})
        super().__init__(choices=_choices, widget=widget, **more)

    def clean(self, value: Any) -> Organisation | None:
        """The organisation."""
        chosen = super().clean(value)
        return None if chosen in {CENTRE, ""} else Organisation.objects.get(pk=chosen)


class CaseForm(forms.Form):
    """A question for people."""

    question = forms.CharField(
        label=_("问题"),
        max_length=QUESTION_MAX,
        widget=_area(5),
        help_text=_("写清想办的事和卡在哪里。请不要写身份证号、银行账号。"),
    )
    programme_id = forms.CharField(required=False, widget=forms.HiddenInput)
    department = DepartmentChoice(
        label=_("给谁"), required=False, help_text=_("选错也没关系，对方会转到该管的部门。")
    )
    contact = forms.CharField(
        label=_("怎么联系您"),
        max_length=120,
        required=False,
        widget=_line(),
        help_text=_("手机或邮箱，只给处理的人看；办结 90 天后删除。不留也可以用追踪链接看答复。"),
    )

    def __init__(self, *args: Any, is_signed_in: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if is_signed_in:
            del self.fields["contact"]

    def clean_programme_id(self) -> str:
        """A programme that there is, else none."""
        wanted = str(self.cleaned_data["programme_id"])
        return wanted if wanted and rulebook().programme(wanted) else ""


class TextForm(forms.Form):
    """One text."""

    text = forms.CharField(label=_("内容"), max_length=TEXT_MAX, widget=_area(4))


class AnswerForm(TextForm):
    """An answer with the numbers of passages."""

    passage = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, passages: dict[str, Any], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["passage"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 -- declared above
        field.choices = [(key, key) for key in passages]


class PauseForm(forms.Form):
    """Why the clock stands."""

    reason = forms.ChoiceField(
        label=_("原因"),
        choices=PauseReason.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    text = forms.CharField(label=_("要对方做什么"), max_length=300, required=False, widget=_line())


class HandOnForm(forms.Form):
    """Where it goes, and why."""

    department = DepartmentChoice(label=_("转到"))
    reason = forms.CharField(label=_("理由"), max_length=300, widget=_line())

    def leave_out(self, department: Organisation | None) -> None:
        """Does not offer the department where it is."""
        here = str(department.pk) if department else CENTRE
        field = self.fields["department"]
        assert isinstance(field, DepartmentChoice)  # noqa: S101 -- declared above
        field.choices = [each for each in _choices() if each[0] != here]


class ResolveForm(forms.Form):
    """How it ended."""

    ending = forms.ChoiceField(
        label=_("结果"),
        choices=Ending.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    text = forms.CharField(label=_("说明"), max_length=300, required=False, widget=_line())


class PublishForm(forms.Form):
    """What everybody may find."""

    question = forms.CharField(
        label=_("问题（改写成人人能懂、看不出是谁问的）"), max_length=300, widget=_area(2)
    )
    text = forms.CharField(label=_("答复"), max_length=TEXT_MAX, widget=_area(5))
