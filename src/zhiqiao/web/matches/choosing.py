"""Which pairs a person's grade would teach the model most, and why."""

from django.db.models import (
    Case,
    Exists,
    F,
    FloatField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Abs, Coalesce, Greatest, Least
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.catalogue.models import Need
from zhiqiao.web.matches import engine_room
from zhiqiao.web.matches.models import Review, ShadowSuggestion, Suggestion

EVEN_CHANCE = 0.5
DOUBTED_WITHIN = 0.2
"""A chance so near to a threshold may as well lie on its other side."""
NEW_NEED_WORTH = 0.5
"""A need without a grade counts half as much as a field without one."""
TOLD_FROM = 0.25
"""A part below this is no reason to name."""
DISPUTED = _("新旧模型对这一对看法不同，您的评分能分出对错")
DOUBTED = _("概率正在推荐或分级的边上，模型拿不准")
NEW_FIELD = _("“%(field)s”领域还没有人评过")
NEW_NO_FIELD = _("没有写明领域的需求还没有人评过")
NEW_NEED = _("这条需求的候选还没有人评过")
ORDINARY = _("没有特别之处，按次序轮到")


def most_worthwhile(rows: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
    """The rows by worth, the highest first; equals by chance, then the newer first.

    Worth is doubt + dispute + novelty, each 0 to 1. Doubt: how near the chance is to an even one
    or to the serving model's mark for recommending (uncertainty sampling, Lewis and Gale 1994).
    Dispute: how far the shadow differs (query by committee, Seung, Opper and Sompolinsky 1992).
    Novelty: whether any pair of the need's field, or of the need, was ever graded.
    """
    _version, model = engine_room.serving_model()
    shadow = engine_room.shadow_version()
    return rows.annotate(
        doubt=_doubt(model.recommend_above),
        dispute=_dispute(shadow.pk if shadow else 0),
        novelty=_novelty(),
        worth=F("doubt") + F("dispute") + F("novelty"),
    ).order_by("-worth", "-probability", "-id")


def _doubt(recommend_above: float) -> Greatest:
    """1 at a threshold, 0 from `DOUBTED_WITHIN` on."""
    distance = Least(Abs(F("probability") - EVEN_CHANCE), Abs(F("probability") - recommend_above))
    return Greatest(1.0 - distance / DOUBTED_WITHIN, Value(0.0), output_field=FloatField())


def _dispute(shadow_id: int) -> Coalesce:
    found = ShadowSuggestion.objects.unscoped().filter(
        version=shadow_id, need=OuterRef("need"), offer=OuterRef("offer")
    )
    said = Subquery(found.values("disagreement")[:1], output_field=FloatField())
    return Coalesce(said, Value(0.0), output_field=FloatField())


def _novelty() -> Case:
    graded = Review.objects.unscoped().filter(need=OuterRef("need"))
    fields = (
        Need.objects.unscoped()
        .filter(pk__in=Review.objects.unscoped().values("need"))
        .values("field")
    )
    return Case(
        When(~Exists(fields.filter(field=OuterRef("need__field"))), then=Value(1.0)),
        When(~Exists(graded), then=Value(NEW_NEED_WORTH)),
        default=Value(0.0),
        output_field=FloatField(),
    )


def why_of(row: Suggestion) -> list[Promise | str]:
    """Why the person is asked to grade a row of `most_worthwhile`, the weightiest reason first."""
    parts: dict[str, float] = {
        name: getattr(row, name, 0.0) for name in ("dispute", "doubt", "novelty")
    }
    ordered = sorted(parts, key=lambda name: -parts[name])
    named = [_said(name, row) for name in ordered if parts[name] >= TOLD_FROM]
    return named or [ORDINARY]


def _said(part: str, row: Suggestion) -> Promise | str:
    if part != "novelty":
        return DISPUTED if part == "dispute" else DOUBTED
    if getattr(row, "novelty", 0.0) <= NEW_NEED_WORTH:
        return NEW_NEED
    return str(NEW_FIELD) % {"field": row.need.field} if row.need.field else NEW_NO_FIELD
