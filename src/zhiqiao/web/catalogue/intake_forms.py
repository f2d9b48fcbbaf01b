"""The forms of the three steps in which a need is taken in."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhiqiao.matching import Diagnosis
from zhiqiao.web.accounts.models import OrganisationKind
from zhiqiao.web.catalogue.answers import ASKED, KINDS, answers_in
from zhiqiao.web.catalogue.forms import (
    FIELDS,
    MODES,
    STAGES,
    Choices,
    ListingForm,
    NeedForm,
    not_past,
    to_fen,
    to_wan_yuan,
    wan_yuan,
)
from zhiqiao.web.catalogue.models import Need

ANSWER_MAX = 1_000
EXAMPLES: dict[str, Promise] = {
    "problem": _("例如：冬季板温 5 ℃ 时漆膜 48 小时不干，每月返工约 300 件"),
    "targets": _("例如：5 ℃ 下实干 ≤ 24 h，中性盐雾 ≥ 800 h（GB/T 1771）"),
    "conditions": _("例如：用于工程机械结构件，喷涂线节拍 4 分钟，不采暖车间"),
    "tried": _("例如：试过两种进口固化剂，适用期太短；现有喷涂线和检测室可配合"),
}


class ProblemForm(ListingForm):
    """Step 1: what is to be solved. Whether it is confidential is asked before it is stored."""

    kind_of_new_organisation = OrganisationKind.ENTERPRISE

    class Meta:
        model = Need
        fields = ["title", "text", "is_confidential"]
        widgets = {
            "title": NeedForm.Meta.widgets["title"],
            "text": forms.Textarea(attrs={"rows": 10}),
            "is_confidential": forms.CheckboxInput(attrs={"class": "form-check-input"}),
        }
        labels = {"is_confidential": _("这条需求要保密")}
        help_texts = {
            "text": _("想到什么写什么，右边会说明还缺哪些。下一步可以逐项补充。"),
            "is_confidential": _("从现在起加密存放，草稿也是。最后一步可以改。"),
        }

    def choose_fields(self) -> None:
        """A need that lies sealed stays so here: it is revealed in the last step."""
        if self.instance.sealed_id is not None:
            del self.fields["is_confidential"]


class AnswersForm(forms.Form):
    """Step 2: the questions that the diagnosis asks, each with a box of its own."""

    def __init__(self, data: QueryDict | None, *, diagnosis: Diagnosis, text: str) -> None:
        super().__init__(data)
        given = answers_in(text)
        scores = {facet.name: facet.score for facet in diagnosis.facets}
        asked = [question.facet for question in diagnosis.questions if question.facet in KINDS]
        names = [*asked, *(name for name in given if name not in asked)]
        posted = [kind.name for kind in ASKED if data is not None and kind.name in data]
        for name in dict.fromkeys([*names, *posted]):
            self.fields[name] = _question(name, given.get(name, ""))
            self.fields[name].gain = KINDS[name].weight * (1.0 - scores[name])  # type: ignore[attr-defined]

    def answers(self) -> dict[str, str]:
        """What was answered, by name; what was not on the page is not among them."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.data}


def _question(name: str, given: str) -> forms.CharField:
    kind = KINDS[name]
    is_english = get_language() == "en"
    box = forms.Textarea(attrs={"rows": 2, "class": "form-control", "placeholder": EXAMPLES[name]})
    return forms.CharField(
        label=kind.english if is_english else kind.label,
        help_text=kind.ask_english if is_english else kind.ask,
        max_length=ANSWER_MAX,
        required=False,
        initial=given,
        widget=box,
    )


class ConditionsForm(ListingForm):
    """Step 3: the terms, and who may read it."""

    PUBLIC, CONFIDENTIAL = "public", "confidential"

    budget_wan_yuan = wan_yuan(_("预算"))
    secrecy = forms.ChoiceField(
        choices=[(PUBLIC, _("公开")), (CONFIDENTIAL, _("保密"))], widget=forms.RadioSelect
    )

    class Meta:
        model = Need
        fields = ["field", "stage", "mode", "area", "deadline_on"]
        widgets = {
            "field": Choices(FIELDS),
            "stage": Choices(STAGES),
            "mode": Choices(MODES),
            "deadline_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "field": _("供给方按领域找需求。"),
            "stage": _("您现在做到哪一步。"),
            "mode": _("没想好可留空。"),
            "deadline_on": _("希望什么时候拿到结果。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["budget_wan_yuan"] = to_wan_yuan(self.instance.budget_fen)
        is_confidential = self.instance.is_confidential
        self.initial["secrecy"] = self.CONFIDENTIAL if is_confidential else self.PUBLIC
        self.fields["secrecy"].widget.attrs.pop("class", None)

    def choose_fields(self) -> None:
        """Whose it is was said in the first step."""
        del self.fields["organisation_name"]

    def clean_deadline_on(self) -> date | None:
        """A new deadline is still to come."""
        return not_past(self.cleaned_data["deadline_on"], unless=self.initial.get("deadline_on"))

    def clean(self) -> dict[str, Any]:
        """Adds the budget in fen, and whether it is confidential."""
        cleaned = super().clean() or {}
        self.instance.budget_fen = to_fen(cleaned.get("budget_wan_yuan"))
        if "secrecy" in cleaned:
            self.instance.is_confidential = cleaned["secrecy"] == self.CONFIDENTIAL
        return cleaned
