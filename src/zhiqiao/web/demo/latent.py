"""Likely needs of the demo city: what the engine infers for those who filled in what they do."""

from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.latent.actions import infer_for
from zhiqiao.web.latent.facts import LISTED
from zhiqiao.web.profiles.models import Fact


def load_demo_likely_needs() -> None:
    """Infers for the city's enterprises with patents or products; the others wait for the night.

    Nothing where it was done before.
    """
    stated = Fact.objects.unscoped().current().filter(name__in=list(LISTED))
    some = Organisation.objects.filter(
        is_demo=True, inferences__isnull=True, pk__in=stated.values("organisation")
    )
    for organisation in some.order_by("pk"):
        infer_for(organisation)
