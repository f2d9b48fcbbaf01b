"""Opinions of a language model."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.matches.models import Suggestion


class OpinionQuerySet(ScopedQuerySet["Opinion"]):
    """Opinions, for someone."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """Those of the suggestions that the visitor sees."""
        return Q(suggestion__in=Suggestion.objects.visible_to(actor))


class Opinion(models.Model):
    """What a model says of one suggested pair. Both quotations stand verbatim in public texts."""

    suggestion = models.OneToOneField(Suggestion, on_delete=models.CASCADE, related_name="opinion")
    relevance = models.PositiveSmallIntegerField(_("模型意见"))
    need_quote = models.CharField(max_length=80, blank=True)
    offer_quote = models.CharField(max_length=80, blank=True)
    sentences = models.JSONField(default=list)
    model = models.CharField(_("模型"), max_length=120)
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager.from_queryset(OpinionQuerySet)()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(relevance__range=(1, 4)), name="opinion_relevance"
            )
        ]
