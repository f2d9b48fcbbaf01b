"""Keeping what was inferred, and forgetting what may no longer be told."""

from collections.abc import Collection, Mapping

from django.db.models import Q
from django.utils import timezone

from zhiqiao.matching.latent.values import Quote
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.latent.inferring import Draft, Found, inferred_for, key_of
from zhiqiao.web.latent.models import TITLE_CHARS_MAX, Audience, Inference, LikelyNeed

ROUNDED_TO = 4


def infer_for(organisation: Organisation, *, actor: Person | None = None) -> int:
    """Infers anew what the enterprise may need; how many likely needs it has for itself."""
    with every_row_for("inferring likely needs"):
        found = inferred_for(organisation)
        _keep(actor=actor, organisation=organisation, found=found)
    return len(found[Audience.OWN].drafts)


@action
def _keep(
    *, actor: Person | None, organisation: Organisation, found: Mapping[Audience, Found]
) -> None:
    """Puts what was found in the place of what was known before."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    for audience, each in found.items():
        inference, _is_new = Inference.objects.unscoped().update_or_create(
            organisation=organisation,
            audience=audience,
            defaults={
                "facts": each.facts,
                "peers": each.peers,
                "expected": round(each.expected, ROUNDED_TO),
                "model": each.model,
                "made_at": timezone.now(),
            },
        )
        inference.needs.all().delete()
        LikelyNeed.objects.bulk_create([_row(inference, draft) for draft in each.drafts])
    counts = {str(audience): len(each.drafts) for audience, each in found.items()}
    audit(actor=actor, action="infer_needs", what=organisation, data=counts)


def _row(inference: Inference, draft: Draft) -> LikelyNeed:
    need = draft.need
    grounds = [
        {
            "source": str(ground.source),
            "own": _quoted(ground.own),
            "theirs": _quoted(ground.theirs),
            "strength": round(ground.strength, ROUNDED_TO),
        }
        for ground in need.grounds
    ]
    facts = {need.fact_id} | {each.own.fact_id for each in need.grounds if each.own}
    return LikelyNeed(
        inference=inference,
        organisation_id=inference.organisation_id,
        audience=inference.audience,
        key=key_of(inference.organisation_id, need.fact_id),
        rank=need.rank,
        fact=need.fact_id,
        peer_id=int(need.peer_id),
        title=need.title[:TITLE_CHARS_MAX],
        quote=draft.quote,
        targets=list(need.targets),
        confidence=round(need.confidence, ROUNDED_TO),
        is_tied=need.is_tied,
        grounds=grounds,
        shares={str(name): round(share, ROUNDED_TO) for name, share in need.shares.items()},
        quoted="|".join(["", *sorted(facts), ""]),
    )


def _quoted(quote: Quote | None) -> list[str] | None:
    return None if quote is None else [quote.fact_id, quote.text]


def forget_quotes(*, facts: Collection[str], owners: Collection[int]) -> int:
    """Removes the likely needs that quote what is no longer public; inside another action.

    Args:
        facts: references to what is no longer public.
        owners: the organisations whose it is: their own likely needs may quote it as a ground.
    """
    gone = set(facts)
    if not gone:
        return 0
    with every_row_for("likely needs that quote what is no longer public"):
        some = LikelyNeed.objects.unscoped().filter(Q(fact__in=gone) | Q(organisation__in=owners))
        hit = [
            pk for pk, quoted in some.values_list("pk", "quoted") if gone & set(quoted.split("|"))
        ]
        count, _rows = LikelyNeed.objects.unscoped().filter(pk__in=hit).delete()
        if count:
            audit(actor=None, action="forget_quotes", what=LikelyNeed, data={"count": count})
    return count


def follow_merger(*, source: Organisation, target: Organisation, actor: Person | None) -> None:
    """What was inferred for a merged organisation goes; it will be inferred for the other."""
    rows = LikelyNeed.objects.unscoped()
    count, _rows = rows.filter(Q(organisation=source) | Q(peer=source)).delete()
    gone, _rows = Inference.objects.unscoped().filter(organisation=source).delete()
    if count + gone:
        audit(actor=actor, action="forget_inferences", what=target, data={"count": count + gone})
