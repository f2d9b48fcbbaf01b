"""A pair in each world that only a path leads to, which brokers grade like any other."""

from typing import Any

from tests.factories import OfferFactory, RunFactory

from zhiqiao.web.associations.models import LatentMatch
from zhiqiao.web.catalogue.models import Need

FORMS = {
    "latent-matches/<int:latent_id>/review/": {"relevance": "2", "note": "x"},
}


def add(made: Any) -> None:
    """One latent match of the public need, to an offer that everyone sees."""
    need = Need.objects.unscoped().get(pk=made.ids["need_id"][1])
    offer = OfferFactory(title=f"潜在成果{made.tag}", organisation=made.organisation)
    made.shown["offer_id"].append(offer.pk)
    match = LatentMatch.objects.create(
        run=RunFactory(need=need, person=made.owner),
        need=need,
        offer=offer,
        rank=1,
        score=0.2,
        technology=0.3,
    )
    made.ids["latent_id"] = [match.pk]
