"""Model versions: no organisation's; who reads statistics sees why one serves, nobody else."""

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.matches.models import (
    RankingModelVersion,
    ServingChange,
    ServingChangeKind,
    ShadowSuggestion,
)


def _reads_statistics(person: Person) -> bool:
    return person.may(Permission.STATISTICS_READ)


SEEN_BY_OTHERS = {"serving-reason": _reads_statistics}
KEPT_WITHIN = {"serving-reason": {Permission.STATISTICS_READ}}
TYPED = {"matches.ServingChange": ("reason",)}
_GRADES = {Permission.REVIEW_WRITE}
WRITTEN_WITH = {
    "matches_rankingmodelversion": _GRADES,
    "matches_servingchange": _GRADES | {Permission.PERSON_ERASE},
    "matches_shadowsuggestion": set(),
}
NOT_IN_ONE_STEP = {
    "POST /models/<int:model_id>/promotion/": "wants a shadow that ranked needs and won",
    "POST /models/comparison/": "wants a shadow of the encoder in use",
    "POST /models/rollback/": "wants a version that took the place of another",
}
FORMS = {"models/<int:model_id>/promotion/": {"reason": "x"}}


def add(made) -> None:
    """A version that a person of the world's promoted, and a shadow that ranked its need."""
    encoder = f"encoder-{made.tag}"
    before, version, shadow = (
        RankingModelVersion.objects.create(
            name=f"{encoder}-{number}", encoder=encoder, content="{}"
        )
        for number in range(3)
    )
    ServingChange.objects.create(
        version=version,
        before=before,
        kind=ServingChangeKind.PROMOTED,
        person=made.owner,
        reason=made.canary("serving-reason"),
    )
    need = Need.objects.unscoped().get(pk=made.ids["need_id"][1])
    offer = Offer.objects.unscoped().get(pk=made.ids["offer_id"][1])
    ShadowSuggestion.objects.create(
        version=shadow,
        run=need.runs.first(),
        need=need,
        offer=offer,
        rank=1,
        probability=0.6,
    )
    RankingModelVersion.objects.filter(pk=shadow.pk).update(is_shadow=True)
    made.ids["model_id"] = [shadow.pk]
