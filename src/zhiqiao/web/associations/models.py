"""Latent matches: pairs that only a path leads to."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission, ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.matches.models import MatchRun


class LatentMatchQuerySet(ScopedQuerySet["LatentMatch"]):
    """Latent matches, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those for one's own needs; all for the centre's staff."""
        if not isinstance(actor, Person) or not actor.may(Permission.MATCH_READ):
            return Q(pk__in=[])
        return Q() if actor.is_staff_of_centre else Q(need__organisation=actor.organisation_id or 0)


class LatentMatch(models.Model):
    """A pair of a run that words and meaning do not find and a path leads to.

    It is no suggestion: it stands in no ranked list and is never recommended. It keeps numbers
    alone; the path and its quotes are read from the texts whenever somebody looks.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="latent_matches")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="latent_matches")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="latent_matches")
    rank = models.PositiveIntegerField()
    score = models.FloatField(_("路径强度"))
    technology = models.FloatField(_("技术"))
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager.from_queryset(LatentMatchQuerySet)()

    class Meta:
        ordering = ["run", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["run", "need", "offer"], name="latent_pair_once_a_run")
        ]
