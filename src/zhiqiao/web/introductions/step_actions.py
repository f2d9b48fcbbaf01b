"""The single moves of an introduction, inside another action that holds its rows.

Rows are locked in one order everywhere: organisations, need, offer, introduction. Whoever changes a
text has locked it first, so a consent is given either before the change, and is void by it, or
after. Moves that do not depend on the texts lock the introduction alone.
"""

from collections.abc import Iterable, Mapping

from django.utils import timezone

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.introductions.dossiers import PURPOSE, Dossier, digest_of, dossier_of
from zhiqiao.web.introductions.models import Disclosure, Introduction, Step, StepKind
from zhiqiao.web.introductions.moves import (
    Answer,
    IllegalMoveError,
    Move,
    Party,
    Position,
    Refusal,
    State,
    after,
)
from zhiqiao.web.introductions.signals import introduction_opened
from zhiqiao.web.introductions.telling import tell_broker, tell_parties
from zhiqiao.web.introductions.wording import REFUSED, DeclineReason
from zhiqiao.web.vault.models import SealedText
from zhiqiao.web.vault.sealing import seal


def held_pair(need_id: int, offer_id: int) -> tuple[Need, Offer]:
    """Both as they are stored; nobody else changes them until the action ends."""
    needs = Need.objects.unscoped().select_for_update(of=("self",))
    offers = Offer.objects.unscoped().select_for_update(of=("self",))
    need = needs.select_related("organisation", "sealed").get(pk=need_id)
    return need, offers.select_related("organisation").get(pk=offer_id)


def hold_organisations(ids: Iterable[int | None]) -> None:
    """Keeps these from being merged or emptied until the action ends."""
    rows = Organisation.objects.select_for_update(no_key=True).order_by("pk")
    list(rows.filter(pk__in={each for each in ids if each is not None}))


def held_with_texts(introduction: Introduction) -> Introduction:
    """The introduction as it is stored, with its need and offer, all held."""
    need, offer = held_pair(introduction.need_id, introduction.offer_id)
    row = Introduction.objects.unscoped().select_for_update().get(pk=introduction.pk)
    row.need, row.offer = need, offer
    return row


def held(introduction: Introduction) -> Introduction:
    """The introduction as it is stored, held; its need and offer as they were just now."""
    row = Introduction.objects.unscoped().select_for_update().get(pk=introduction.pk)
    needs = Need.objects.unscoped().select_related("organisation", "sealed")
    row.need = needs.get(pk=row.need_id)
    row.offer = Offer.objects.unscoped().select_related("organisation").get(pk=row.offer_id)
    return row


def move(introduction: Introduction, wanted: Move, party: Party | None = None) -> Position:
    """Makes the move, unless somebody was quicker; the new position.

    Raises:
        RefusedError: the move does not follow from where the introduction stands.
    """
    before = introduction.position
    try:
        now = after(before, wanted, party)
    except IllegalMoveError as error:
        raise RefusedError(REFUSED[error.args[0]]) from None
    values = {
        "state": now.state,
        "seeker_answer": now.seeker,
        "provider_answer": now.provider,
        "ended_at": None if now.state is State.PROPOSED else timezone.now(),
    }
    same = Introduction.objects.unscoped().filter(
        pk=introduction.pk,
        state=before.state,
        seeker_answer=before.seeker,
        provider_answer=before.provider,
    )
    if same.update(**values) != 1:
        raise RefusedError(REFUSED[Refusal.IS_OVER])
    for name, value in values.items():
        setattr(introduction, name, value)
    return now


def note(
    introduction: Introduction,
    kind: StepKind,
    *,
    party: Party | None = None,
    person: Person | None = None,
    said: Mapping[str, str] | None = None,
) -> Step:
    """One more step of the history. `said`: a consent's digest, a refusal's reason and note."""
    return Step.objects.create(
        introduction=introduction,
        kind=kind,
        party=party or "",
        person=person,
        organisation_id=person.organisation_id if person else None,
        **(said or {}),
    )


def standing_consent(introduction: Introduction, party: Party) -> Step | None:
    """The party's consent that counts; None where there is none."""
    if introduction.position.answer_of(party) is not Answer.CONSENTED:
        return None
    steps = Step.objects.unscoped().filter(
        introduction=introduction, party=party, kind=StepKind.CONSENTED
    )
    return steps.select_related("person").order_by("-id").first()


def is_stale(introduction: Introduction, consent: Step) -> bool:
    """Whether what the consent was given for is no longer what would be disclosed and was shown."""
    person = consent.person
    return person is None or consent.digest != digest_of(introduction, Party(consent.party), person)


def void_consent(introduction: Introduction, party: Party, *, actor: Person | None) -> None:
    """The party has to answer again; both are told, unless that gave a confidential need away."""
    move(introduction, Move.VOID, party)
    note(introduction, StepKind.VOID, party=party)
    audit(actor=actor, action="void_consent", what=introduction, data={"party": str(party)})
    tell_parties(introduction, "introduction-void", party)
    if party is Party.PROVIDER or not introduction.is_confidential:
        tell_parties(introduction, "introduction-other-void", party.other)


def give_consent(introduction: Introduction, party: Party, *, actor: Person, digest: str) -> None:
    """Notes the consent; opens the introduction if the other side's still stands."""
    other = standing_consent(introduction, party.other)
    if other is not None and is_stale(introduction, other):
        void_consent(introduction, party.other, actor=None)
    now = move(introduction, Move.CONSENT, party)
    note(introduction, StepKind.CONSENTED, party=party, person=actor, said={"digest": digest})
    audit(actor=actor, action="consent", what=introduction, data={"party": str(party)})
    if now.state is State.OPENED:
        _open(introduction, actor=actor)


def _open(introduction: Introduction, *, actor: Person) -> None:
    """Seals for each side what the other consented to give, and tells everyone."""
    for party in Party:
        consent = standing_consent(introduction, party)
        if consent is None or consent.person is None:
            raise RefusedError(REFUSED[Refusal.IS_OVER])
        _disclose(introduction, party, consent.person)
    note(introduction, StepKind.OPENED)
    audit(actor=actor, action="open", what=introduction)
    tell_parties(introduction, "introduction-opened", *Party)
    tell_broker(introduction, "introduction-opened")
    introduction_opened.send(sender=Introduction, introduction=introduction, actor=actor)


def _disclose(introduction: Introduction, party: Party, person: Person) -> None:
    listing = introduction.need if party is Party.SEEKER else introduction.offer
    dossier = dossier_of(introduction, party, person)
    Disclosure.objects.create(
        introduction=introduction,
        party=party,
        person=person,
        sealed=sealed_dossier(dossier, listing.organisation),
    )


def sealed_dossier(dossier: Dossier, organisation: Organisation) -> SealedText:
    """The dossier in the vault, under a key of its own."""
    sealed = seal(dossier.to_bytes(), purpose=PURPOSE)
    return SealedText.objects.create(
        id=sealed.record,
        organisation=organisation,
        purpose=PURPOSE,
        algorithm=sealed.algorithm,
        key_id=sealed.key_id,
        wrapped_key=sealed.wrapped_key,
        content=sealed.content,
    )


def refuse(
    introduction: Introduction, party: Party, *, actor: Person, reason: DeclineReason, why: str
) -> None:
    """Notes that the party declines, which ends the introduction."""
    move(introduction, Move.DECLINE, party)
    said = {"reason": str(reason), "note": why.strip()}
    note(introduction, StepKind.DECLINED, party=party, person=actor, said=said)
    data = {"party": str(party), "why": str(reason)}
    audit(actor=actor, action="decline", what=introduction, data=data)
    tell_parties(introduction, "introduction-declined", party.other)
    tell_broker(introduction, "introduction-declined")


def end(introduction: Introduction, wanted: Move, *, actor: Person | None, why: str = "") -> None:
    """Withdraws the introduction, or lets it expire. `why`: a code word for the audit."""
    move(introduction, wanted)
    is_expiry = wanted is Move.EXPIRE
    note(introduction, StepKind.EXPIRED if is_expiry else StepKind.WITHDRAWN, person=actor)
    audit(actor=actor, action=str(wanted), what=introduction, data={"why": why} if why else {})
    kind = "introduction-expired" if is_expiry else "introduction-withdrawn"
    tell_parties(introduction, kind, *Party, but=actor)
    tell_broker(introduction, kind)
