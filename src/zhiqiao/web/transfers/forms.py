"""Forms of a project: its plan, a move, its end, a note."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.forms import not_past, to_fen, to_wan_yuan
from zhiqiao.web.transfers.errors import MoveRefusedError
from zhiqiao.web.transfers.models import Transfer, Visibility
from zhiqiao.web.transfers.queries import Candidate, candidates_for
from zhiqiao.web.transfers.stages import Asks, ContractKind, End, ends_from
from zhiqiao.web.transfers.values import Closing, Contract, Note, Plan

CHANGED = _("刚有人改过这个项目。请看看现在的情况，再保存一次。")
REFUSED = {
    "closed": _("项目已关闭。先重新打开，再修改。"),
    "open": _("项目还没有关闭。"),
    "move": _("不能直接移到这个阶段：先签约，再付款；退回时一步一步来。"),
    "contract": _("签了约的项目要写明合同金额和类型。"),
    "reason": _("请写明为什么退回，双方都看得到。"),
    "end": _("现在这个阶段不能选这个结果。成交和合同终止在签约以后选。"),
    "note": _("选“其他”时请写一句说明。"),
    "owner": _("负责人要是双方或转移中心办理项目的人。"),
}
YUAN_DIGITS_MAX, FEN_DIGITS = 13, 6


def refusal_words(refused: MoveRefusedError) -> Any:
    """Why it was refused, and what to do."""
    return REFUSED[refused.code]


def _amount(*, required: bool) -> forms.DecimalField:
    return forms.DecimalField(
        label=_("合同金额（万元）"),
        required=required,
        min_value=0,
        max_digits=YUAN_DIGITS_MAX,
        decimal_places=FEN_DIGITS,
        widget=forms.NumberInput(attrs={"class": "form-control", "step": "any", "min": "0"}),
    )


def _kind(*, required: bool) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("合同类型"),
        required=required,
        choices=[("", _("请选择")), *ContractKind.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )


def _note_field(label: Any, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
    )


def _visibility() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("谁能看到"),
        choices=Visibility.choices,
        initial=Visibility.BOTH,
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class PlanForm(forms.Form):
    """Who does what by when. Shown on the project's page and in the drawer."""

    owner = forms.TypedChoiceField(
        label=_("负责人"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    next_action = forms.CharField(
        label=_("下一步"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={"class": "form-control", "placeholder": _("例如：寄样品并约第二次会")}
        ),
    )
    due_on = forms.DateField(
        label=_("期限"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "form-control", "type": "date"}),
    )
    amount_wan = _amount(required=False)
    contract_kind = _kind(required=False)

    def __init__(self, *args: Any, actor: Person, transfer: Transfer, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _plan_of(transfer))
        kwargs.setdefault("auto_id", f"plan-{transfer.pk}-%s")
        super().__init__(*args, **kwargs)
        found = _offered(actor, transfer, candidates_for(transfer).values())
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("还没有人")), *found]

    def clean_due_on(self) -> date | None:
        """A new day by when is still to come."""
        return not_past(self.cleaned_data["due_on"], unless=self.initial.get("due_on"))

    def plan(self) -> Plan:
        """What was filled in."""
        told = self.cleaned_data
        return Plan(
            owner_id=told["owner"],
            next_action=told["next_action"],
            due_on=told["due_on"],
            amount_fen=to_fen(told["amount_wan"]),
            contract_kind=told["contract_kind"],
        )


def _plan_of(transfer: Transfer) -> dict[str, Any]:
    return {
        "owner": transfer.owner_id,
        "next_action": transfer.next_action,
        "due_on": transfer.due_on,
        "amount_wan": to_wan_yuan(transfer.amount_fen),
        "contract_kind": transfer.contract_kind,
    }


def _offered(
    actor: Person, transfer: Transfer, candidates: Iterable[Candidate]
) -> list[tuple[int, str]]:
    """Whom the actor may choose: own colleagues, the centre's people, and who has it now."""
    return [
        (each.person.pk, f"{each.person.name} · {each.organisation_name}")
        for each in candidates
        if each.is_of_centre
        or actor.is_staff_of_centre
        or each.organisation_id == actor.organisation_id
        or each.person.pk == transfer.owner_id
    ]


class ContractForm(forms.Form):
    """What was signed."""

    amount_wan = _amount(required=True)
    contract_kind = _kind(required=True)

    def told(self) -> Contract:
        """What was filled in."""
        return Contract(
            to_fen(self.cleaned_data["amount_wan"]) or 0, self.cleaned_data["contract_kind"]
        )


class ReasonForm(forms.Form):
    """Why it goes back."""

    reason = _note_field(_("为什么退回"), required=True)

    def told(self) -> str:
        """What was filled in."""
        return str(self.cleaned_data["reason"])


class NothingForm(forms.Form):
    """Nothing more is asked."""

    def told(self) -> None:
        """Nothing."""


MOVE_FORMS: dict[Asks, type[ContractForm | ReasonForm | NothingForm]] = {
    Asks.CONTRACT: ContractForm,
    Asks.REASON: ReasonForm,
    Asks.NOTHING: NothingForm,
}


class CloseForm(forms.Form):
    """How it ends."""

    end = forms.ChoiceField(label=_("结果"), widget=forms.RadioSelect)
    text = _note_field(_("说明"), required=False)
    visibility = _visibility()

    def __init__(self, *args: Any, transfer: Transfer, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"close-{transfer.pk}-%s")
        super().__init__(*args, **kwargs)
        end: Any = self.fields["end"]
        end.choices = [(each.value, each.label) for each in ends_from(transfer.stage)]

    def closing(self) -> Closing:
        """What was filled in."""
        told = self.cleaned_data
        return Closing(End(told["end"]), Note(told["text"], told["visibility"]))


class NoteForm(forms.Form):
    """One note."""

    text = _note_field(_("写一条备注"), required=True)
    visibility = _visibility()

    def note(self) -> Note:
        """What was filled in."""
        return Note(self.cleaned_data["text"], self.cleaned_data["visibility"])
