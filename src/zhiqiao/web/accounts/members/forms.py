"""Forms about the members of an organisation."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.forms import styled
from zhiqiao.web.accounts.members.queries import Member
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.accounts.registering.codes import normal_code, problem_of


def labels_of(roles: tuple[Role, ...]) -> list[tuple[str, str]]:
    """The roles as choices."""
    return [(str(role), str(role.label)) for role in roles]


class InvitationForm(forms.Form):
    """Whom to invite, and as what."""

    role = forms.ChoiceField(label=_("角色"))
    name = forms.CharField(
        label=_("姓名"), max_length=60, required=False, help_text=_("便于您辨认这个邀请")
    )
    email = forms.EmailField(label=_("邮箱"), required=False)

    def __init__(self, *args: Any, roles: tuple[Role, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(label=_("角色"), choices=labels_of(roles))
        styled(self)


class RolesForm(forms.Form):
    """The roles of one person in one organisation."""

    roles = forms.MultipleChoiceField(
        label=_("角色"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("至少要留一个角色；要让这个人离开，请用下面的“移出机构”。")},
    )

    def __init__(self, *args: Any, roles: tuple[Role, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = labels_of(roles)  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """What becomes of a request to join."""

    as_admin = forms.BooleanField(label=_("同时设为机构管理员"), required=False)
    adopt = forms.BooleanField(label=_("采用申请人对机构信息的更正"), required=False)
    reason = forms.CharField(
        label=_("不同意的理由"),
        max_length=200,
        required=False,
        help_text=_("会显示给申请人"),
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    decision = forms.ChoiceField(choices=[("approve", ""), ("refuse", "")])

    def clean(self) -> dict[str, Any]:
        """Whoever is turned away learns why."""
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "refuse" and not cleaned.get("reason"):
            self.add_error("reason", _("请写明理由，申请人才知道怎么办。"))
        return cleaned


class TransferForm(forms.Form):
    """Who is to be administrator instead."""

    taker = forms.TypedChoiceField(label=_("移交给"), coerce=int)

    def __init__(self, *args: Any, members: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(member.person.pk, member.person.name) for member in members]
        self.fields["taker"].choices = choices  # type: ignore[attr-defined]
        styled(self)


class AddCodeForm(forms.Form):
    """The credit code of an organisation that had none."""

    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)

    def clean_uscc(self) -> str:
        """A code in half-width capitals whose check digit is right."""
        code = normal_code(self.cleaned_data["uscc"])
        problem = problem_of(code)
        if problem:
            raise ValidationError(problem)
        return code


class OwnFactsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an organisation's administrator says of it. Name and kind are the centre's to change."""

    class Meta:
        model = Organisation
        fields = ("area", "intro")
        widgets = {"intro": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)


class AllFactsForm(OwnFactsForm):
    """What the centre says of an organisation."""

    class Meta(OwnFactsForm.Meta):
        fields = ("name", "kind", "area", "uscc", "intro")  # type: ignore[assignment]

    def clean_uscc(self) -> str:
        """A right code that no other organisation has; or none."""
        code = normal_code(self.cleaned_data["uscc"])
        problem = problem_of(code) if code else None
        if problem:
            raise ValidationError(problem)
        if code and Organisation.objects.filter(uscc=code).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("另一家机构已有这个代码。如果是同一家，请用“并入其他机构”。"))
        return code
