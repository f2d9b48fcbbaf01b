"""What enterprises answer to likely needs."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from zhiqiao.matching.latent import Answer as Said
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.catalogue.models import Need
from zhiqiao.web.latent.drafting import need_text
from zhiqiao.web.latent.facts import LISTED
from zhiqiao.web.latent.inferring import key_of
from zhiqiao.web.latent.models import Answer, Audience, LikelyNeed


@action
def refuse(*, actor: Person, likely: LikelyNeed, reason: str, note: str = "") -> Answer:
    """It is none of the enterprise's needs; it is not shown again."""
    answer = _answered(actor, likely, Said.REJECTED, reason=reason, note=note)
    data = {"said": answer.said, "reason": reason}
    audit(actor=actor, action="answer_likely_need", what=answer, data=data)
    return answer


@action
def edit(*, actor: Person, likely: LikelyNeed, title: str, text: str) -> Answer:
    """Keeps the draft in the enterprise's own words."""
    is_same = (title, text) == (likely.title, need_text(likely))
    said = Said.CONFIRMED if is_same else Said.EDITED
    answer = _answered(actor, likely, said, title=title, text=text)
    audit(actor=actor, action="answer_likely_need", what=answer, data={"said": answer.said})
    return answer


@action
def edit_again(*, actor: Person, answer: Answer, title: str, text: str) -> Said:
    """Puts other words in the place of those that were kept; what they amount to now."""
    is_same = (title, text) == (answer.title, answer.text)
    said = Said(answer.said) if is_same else Said.EDITED
    rows = Answer.objects.unscoped().filter(pk=answer.pk, need=None).exclude(said=Said.REJECTED)
    rows.update(title=title, text=text, said=said, answered_at=timezone.now())
    audit(actor=actor, action="answer_likely_need", what=answer, data={"said": str(said)})
    return said


@action
def take_back(*, actor: Person, answer: Answer) -> None:
    """Unsays what was said; it may be inferred again."""
    Answer.objects.unscoped().filter(pk=answer.pk).delete()
    audit(actor=actor, action="take_back_answer", what=answer, data={"said": answer.said})


def _answered(actor: Person, likely: LikelyNeed, said: Said, **more: str) -> Answer:
    """The answer as it is kept; the latest counts."""
    answer, _is_new = Answer.objects.unscoped().update_or_create(
        organisation_id=likely.organisation_id,
        fact=likely.fact,
        defaults={
            "person": actor,
            "key": likely.key,
            "shares": likely.shares,
            "said": said,
            "reason": "",
            "note": "",
            "title": likely.title,
            "text": "",
            "answered_at": timezone.now(),
            **more,
        },
    )
    return answer


def link_needs(*, needs: Sequence[Need], actor: Person | None) -> int:
    """Notes which of the needs just saved came of a likely need; inside another action.

    Of one of the same organisation: a form may name any key. What is confidential is not said
    again here: of that answer neither title nor text is kept.
    """
    by_key = {need.intake_key: need for need in needs if need.intake_key is not None}
    with every_row_for("which likely need a need came of"):
        linked = _link_open(by_key, actor) + _link_kept(by_key) if by_key else 0
        _forget_words(needs)
        if linked:
            audit(actor=actor, action="link_needs", what=Answer, data={"count": linked})
    return linked


def _link_open(by_key: Mapping[UUID, Need], actor: Person | None) -> int:
    """Answers for the likely needs that were taken up without an answer before."""
    answered = Answer.objects.unscoped().filter(key__in=by_key).values("key")
    rows = LikelyNeed.objects.unscoped().filter(key__in=by_key, audience=Audience.OWN)
    taken_up = [each for each in rows.exclude(key__in=answered) if _is_of(by_key[each.key], each)]
    for likely in taken_up:
        need = by_key[likely.key]
        is_same = (need.title, need.text) == (likely.title, need_text(likely))
        is_edited = not is_same and not need.is_confidential
        Answer.objects.unscoped().create(
            organisation_id=likely.organisation_id,
            person=actor,
            key=likely.key,
            fact=likely.fact,
            shares=likely.shares,
            said=Said.EDITED if is_edited else Said.CONFIRMED,
            title=likely.title,
            need=need,
        )
    return len(taken_up)


def _link_kept(by_key: Mapping[UUID, Need]) -> int:
    """Needs for the answers that have none yet; a refusal is one no longer."""
    rows = Answer.objects.unscoped().filter(key__in=by_key, need=None)
    waiting = [answer for answer in rows if _is_of(by_key[answer.key], answer)]
    for answer in waiting:
        answer.need = by_key[answer.key]
        if answer.said == Said.REJECTED:
            answer.said, answer.reason, answer.note = Said.CONFIRMED, "", ""
        answer.save(update_fields=["need", "said", "reason", "note"])
    return len(waiting)


def _is_of(need: Need, row: LikelyNeed | Answer) -> bool:
    return need.organisation_id == row.organisation_id


def _forget_words(needs: Sequence[Need]) -> None:
    """Of answers from which a confidential need came neither title nor text is kept."""
    hidden = [need.pk for need in needs if need.is_confidential]
    Answer.objects.unscoped().filter(need__in=hidden).update(title="", text="")


def forget_words(*, facts: Collection[str]) -> int:
    """Blanks a peer's words in answers to what is no longer public; inside another action.

    Words that an enterprise wrote itself stay: those of an answer that was edited. A need that
    was saved in other words leaves the peer's title in its answer, without a text.
    """
    if not facts:
        return 0
    with every_row_for("answers that hold words that are no longer public"):
        rows = Answer.objects.unscoped().filter(fact__in=facts).exclude(title="", text="")
        count = rows.filter(~Q(said=Said.EDITED) | Q(text="")).update(title="", text="")
        if count:
            audit(actor=None, action="forget_quotes", what=Answer, data={"count": count})
    return count


def move_answers(*, source: Organisation, target: Organisation, actor: Person | None) -> None:
    """Answers of a merged organisation are the other's, unless it gave one to the same."""
    rows = Answer.objects.unscoped()
    own = set(rows.filter(organisation=target).values_list("fact", flat=True))
    moved = list(rows.filter(organisation=source))
    for answer in moved:
        if answer.fact in own:
            answer.delete()
            continue
        answer.organisation, answer.key = target, key_of(target.pk, answer.fact)
        answer.save(update_fields=["organisation", "key"])
    renamed = _follow_facts(source, target)
    if moved or renamed:
        data = {"answers": len(moved), "renamed": renamed}
        audit(actor=actor, action="move_answers", what=target, data=data)


def _follow_facts(source: Organisation, target: Organisation) -> int:
    """Answers to facts of the merged organisation's profile name the other's from now on."""
    count = 0
    for kind in LISTED.values():
        start, new_start = f"{kind.value}-{source.pk}-", f"{kind.value}-{target.pk}-"
        for answer in Answer.objects.unscoped().filter(fact__startswith=start):
            fact = new_start + answer.fact.removeprefix(start)
            taken = Answer.objects.unscoped().filter(
                organisation_id=answer.organisation_id, fact=fact
            )
            if not taken.exists():
                answer.fact, answer.key = fact, key_of(answer.organisation_id, fact)
                answer.save(update_fields=["fact", "key"])
                count += 1
    return count
