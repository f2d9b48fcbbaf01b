"""Tables in which a file of the bank is laid out while it is read; always empty between."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from zhiqiao.web.access import ScopedManager, ScopedQuerySet
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.payouts.models import REFERENCE_CHARS_MAX
from zhiqiao.web.reconciliation.models import WORDS_CHARS_MAX


class NobodysQuerySet(ScopedQuerySet[Any]):
    """Rows that no visitor ever sees."""

    @staticmethod
    def rows_for(actor: Person | AnonymousUser) -> Q:
        """None."""
        del actor
        return Q(pk__in=[])


class StatusBeingRead(models.Model):
    """What a file says of one payment, while the file is read.

    Rows of this table and the next live within one transaction: whoever adds them takes them away
    before it ends, so that nobody else ever sees one, and the tables are always empty.
    """

    end_to_end_id = models.CharField(max_length=REFERENCE_CHARS_MAX)
    status = models.CharField(max_length=10)
    reason = models.CharField(max_length=35)
    payment_id = models.BigIntegerField(null=True)
    stood = models.CharField(max_length=12, null=True)  # noqa: DJ001 -- no such payment

    objects = ScopedManager.from_queryset(NobodysQuerySet)()


class LineBeingRead(models.Model):
    """A movement that a file tells of, and what was found out about it so far.

    Attributes:
        place: in the file, from 1.
        other_reference: under which it is kept where another movement has its reference.
        told_reference: as the bank wrote it.
        demanded: the reference of a claw-back that its remark names.
        is_clash: 1 where an earlier file told something else under its reference on that day.
        is_known: 1 where another file told of it before; 2 for a moment, see `judge_lines`.
        owed_fen, stood: amount and state of the payment, before the file.
        nth: how many lines of the file say the same of the payment, up to this one.
        verdict: what is done with it: "settle", "return", "repay", or a kind of difference.
    """

    place = models.IntegerField()
    reference = models.CharField(max_length=REFERENCE_CHARS_MAX)
    other_reference = models.CharField(max_length=REFERENCE_CHARS_MAX)
    end_to_end_id = models.CharField(max_length=REFERENCE_CHARS_MAX)
    direction = models.CharField(max_length=3)
    amount_fen = models.BigIntegerField()
    booked_on = models.DateField()
    is_return = models.SmallIntegerField()
    is_reversal = models.SmallIntegerField()
    reason = models.CharField(max_length=35)
    counterparty = models.CharField(max_length=WORDS_CHARS_MAX)
    remark = models.CharField(max_length=WORDS_CHARS_MAX)
    told_reference = models.CharField(max_length=REFERENCE_CHARS_MAX)
    demanded = models.CharField(max_length=REFERENCE_CHARS_MAX)
    is_clash = models.SmallIntegerField(db_default=0)
    is_known = models.SmallIntegerField(db_default=0)
    is_demanded = models.SmallIntegerField(db_default=0)
    payment_id = models.BigIntegerField(null=True)
    owed_fen = models.BigIntegerField(null=True)
    stood = models.CharField(max_length=12, null=True)  # noqa: DJ001 -- no such payment
    nth = models.IntegerField(db_default=1)
    verdict = models.CharField(max_length=20, db_default="")
    line_id = models.BigIntegerField(null=True)

    objects = ScopedManager.from_queryset(NobodysQuerySet)()
