"""The forms of needs and offers. Amounts are typed in 万元 and kept in fen."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.common.money import FEN_PER_WAN_YUAN
from zhiqiao.web.accounts.models import Organisation, OrganisationKind, Person
from zhiqiao.web.catalogue.models import Need, Offer

FIELDS = (
    "新材料", "高端装备与智能制造", "电子信息与人工智能", "生物医药", "医疗器械与健康",
    "新能源与储能", "节能环保", "现代农业与食品",
)  # fmt: skip
STAGES = ("研发", "小试", "中试", "产业化")
MODES = ("技术开发", "技术转让", "技术许可", "技术咨询", "技术服务", "先用后转")
KINDS = ("成果", "专利", "软著", "工艺")


class Choices(forms.TextInput):
    """A text box that proposes words but takes any."""

    template_name = "catalogue/choices_input.html"

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__()
        self.words = words

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds the words to the box's template."""
        context = super().get_context(name, value, attrs)
        return context | {"words": self.words, "list_id": f"words-{name}"}


def wan_yuan(label: Any) -> forms.DecimalField:
    """A box for an amount in 万元, to the fen."""
    return forms.DecimalField(
        label=label, required=False, min_value=Decimal(0), max_digits=14, decimal_places=6,
        help_text=_("单位：万元。不确定可留空。"),
    )  # fmt: skip


def to_fen(amount: Decimal | None) -> int | None:
    """万元 as whole fen; None stays None."""
    return None if amount is None else int(amount * FEN_PER_WAN_YUAN)


def to_wan_yuan(fen: int | None) -> Decimal | None:
    """Fen as 万元 without trailing zeros; None stays None."""
    if fen is None:
        return None
    amount = (Decimal(fen) / FEN_PER_WAN_YUAN).normalize()
    return amount.quantize(Decimal(1)) if amount == amount.to_integral() else amount


def not_past(day: date | None, *, unless: date | None) -> date | None:
    """A day still to come, or today; one already kept may stay, whenever it is.

    Raises:
        forms.ValidationError: the day is over.
    """
    if day is not None and day != unless and day < timezone.localdate():
        raise forms.ValidationError(_("这一天已经过了。请选今天或以后的日期，没定可留空。"))
    return day


class ListingForm(forms.ModelForm[Any]):
    """What the forms of needs and offers share: whose it is."""

    kind_of_new_organisation = OrganisationKind.OTHER

    organisation_name = forms.CharField(
        label=_("机构"), max_length=120, help_text=_("可选已有机构；没有的写全称，会自动新建。")
    )

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_fields()
        self.actor = actor
        if actor.is_staff_of_centre and "organisation_name" in self.fields:
            names = Organisation.objects.values_list("name", flat=True)[:2000]
            self.fields["organisation_name"].widget = Choices(tuple(names))
            if self.instance.organisation_id:
                self.initial["organisation_name"] = self.instance.organisation.name
        else:
            self.fields.pop("organisation_name", None)
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("class", "form-control")
            if name in self.errors_before_render():
                field.widget.attrs["aria-invalid"] = "true"

    def choose_fields(self) -> None:
        """Takes out what this listing's form does not ask, before anything is checked."""

    def errors_before_render(self) -> set[str]:
        """Fields already known to be wrong; none for a fresh form."""
        return set(self.errors) if self.is_bound else set()


class NeedForm(ListingForm):
    """A need, written so that a provider can answer it."""

    budget_wan_yuan = wan_yuan(_("预算"))
    reveal = forms.BooleanField(
        label=_("取消保密"),
        required=False,
        help_text=_("标题和内容写回需求本身；发布后所有人可见，进入列表、导出和检索。"),
    )
    kind_of_new_organisation = OrganisationKind.ENTERPRISE

    class Meta:
        model = Need
        fields = [
            "title", "text", "field", "stage", "mode", "area", "deadline_on", "is_confidential",
        ]  # fmt: skip
        widgets = {
            "title": forms.TextInput(
                attrs={"placeholder": _("一句话说清要解决什么，例如：水性底漆冬季低温固化")}
            ),
            "text": forms.Textarea(attrs={"rows": 12}),
            "field": Choices(FIELDS),
            "stage": Choices(STAGES),
            "mode": Choices(MODES),
            "deadline_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "text": _(
                "工艺背景、现在的问题、试过什么、要达到的指标（数字和单位）、使用条件、希望怎样合作。"
            ),
            "is_confidential": _(
                "标题和内容加密存放，只有本机构获准的人和技术经理人能看，他们每次查看都有记录；"
                "不进列表、导出和检索，匹配结果也不引用原文。领域、预算等其他项不加密。"
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["budget_wan_yuan"] = to_wan_yuan(self.instance.budget_fen)

    def choose_fields(self) -> None:
        """Leaves one box: the one that makes the need confidential, or the one that reveals it."""
        is_sealed = self.instance.sealed_id is not None
        del self.fields["is_confidential" if is_sealed else "reveal"]
        self.secrecy = "reveal" if is_sealed else "is_confidential"
        self.fields[self.secrecy].widget.attrs["class"] = "form-check-input"

    @property
    def secrecy_field(self) -> forms.BoundField:
        """That box."""
        return self[self.secrecy]

    def clean_deadline_on(self) -> date | None:
        """A new deadline is still to come."""
        return not_past(self.cleaned_data["deadline_on"], unless=self.initial.get("deadline_on"))

    def clean(self) -> dict[str, Any]:
        """Adds the budget in fen. What is confidential stays so until that is revoked."""
        cleaned = super().clean() or {}
        self.instance.budget_fen = to_fen(cleaned.get("budget_wan_yuan"))
        if cleaned.get("reveal"):
            self.instance.is_confidential = False
        return cleaned


class OfferForm(ListingForm):
    """A research result, with what readers ask for first."""

    price_wan_yuan = wan_yuan(_("价格"))
    kind_of_new_organisation = OrganisationKind.UNIVERSITY

    class Meta:
        model = Offer
        fields = [
            "title", "text", "problem", "advantage", "economics", "field", "kind", "trl", "mode",
            "area",
        ]  # fmt: skip
        widgets = {
            "text": forms.Textarea(attrs={"rows": 10}),
            "problem": forms.Textarea(attrs={"rows": 2}),
            "advantage": forms.Textarea(attrs={"rows": 2}),
            "economics": forms.Textarea(attrs={"rows": 2}),
            "field": Choices(FIELDS),
            "kind": Choices(KINDS),
            "mode": Choices(MODES),
            "trl": forms.NumberInput(attrs={"min": 1, "max": 9}),
        }
        help_texts = {
            "text": _("原理、实测性能（数字和单位）、适用场景、做到了哪一步。"),
            "problem": _("替谁解决了什么麻烦。"),
            "advantage": _("和现有做法、同类技术比，不同在哪里。"),
            "economics": _("投入、运行成本、回收期，与现有做法相比。没有数据可留空。"),
            "trl": _("1–9：1 原理，4 实验室验证，6 中试，9 已应用。不确定可留空。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["price_wan_yuan"] = to_wan_yuan(self.instance.price_fen)

    def clean(self) -> dict[str, Any]:
        """Adds the price in fen."""
        cleaned = super().clean() or {}
        self.instance.price_fen = to_fen(cleaned.get("price_wan_yuan"))
        return cleaned
