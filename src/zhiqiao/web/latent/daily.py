"""Inferring for all enterprises in turn, by night."""

from datetime import date

from django.db.models import F, OuterRef, Subquery

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation, OrganisationKind, OrganisationState
from zhiqiao.web.jobs.schedule import every_day
from zhiqiao.web.latent.actions import infer_for
from zhiqiao.web.latent.models import Audience, Inference

A_NIGHT = 300
"""So many enterprises take ten minutes or so; the others have their turn the next night."""


@every_day("infer-needs", at="02:30")
def infer_needs_of_all(_on: date) -> int:
    """Infers for the enterprises whose inference is the oldest, those without one first."""
    return sum(infer_for(each) >= 0 for each in due(A_NIGHT))


def due(most: int) -> list[Organisation]:
    """Whose turn it is."""
    with every_row_for("whose likely needs are to be inferred"):
        own = Inference.objects.unscoped().filter(
            organisation=OuterRef("pk"), audience=Audience.OWN
        )
        rows = Organisation.objects.filter(
            kind=OrganisationKind.ENTERPRISE, state=OrganisationState.ACTIVE
        )
        rows = rows.annotate(inferred_at=Subquery(own.values("made_at")[:1]))
        return list(rows.order_by(F("inferred_at").asc(nulls_first=True), "pk")[:most])
