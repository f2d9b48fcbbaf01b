"""Inferring the likely needs of one enterprise, for one audience."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.crypto import salted_hmac

from zhiqiao.index import load_encoder
from zhiqiao.index.words import cut
from zhiqiao.matching.latent import Answer as Said
from zhiqiao.matching.latent import Feedback, Reading, infer_needs
from zhiqiao.matching.latent.draft import problem_span
from zhiqiao.matching.latent.feedback import of_enough
from zhiqiao.matching.latent.model import TOPICAL
from zhiqiao.matching.latent.values import Fact, InferredNeed, Profile, Source
from zhiqiao.matching.latent.visits import NEEDS_TOLD
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.latent.facts import Known
from zhiqiao.web.latent.knowing import ENCODER, industry_of, own_facts, peers_near, public_facts
from zhiqiao.web.latent.models import Answer, Audience

SALT = "zhiqiao.latent.key"
UUID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Draft:
    """A likely need with the peer's fact that led to it.

    Attributes:
        quote: the sentence of the fact that says what is solved, verbatim.
    """

    need: InferredNeed
    quote: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was inferred, from how many facts of the enterprise and of how many others."""

    drafts: tuple[Draft, ...]
    facts: int
    peers: int
    model: str

    @property
    def expected(self) -> float:
        """How many of the first few needs are expected to be right."""
        return sum(draft.need.confidence for draft in self.drafts[:NEEDS_TOLD])


def key_of(organisation_id: int, fact: str) -> UUID:
    """The key of the likely need of an enterprise that a fact leads to.

    The same in every inference; nobody can work it out without the site's own secret.
    """
    digest = salted_hmac(SALT, f"{organisation_id}/{fact}", algorithm="sha256").digest()
    return UUID(bytes=digest[:UUID_BYTES])


def inferred_for(organisation: Organisation) -> dict[Audience, Found]:
    """What is likely, for the enterprise itself and for the centre.

    Each audience's list is made from what it may see; where that is the same, it is made once.
    """
    own, seen = (_asked(organisation, each) for each in (Audience.OWN, Audience.CENTRE))
    found = _inferred(own)
    return {Audience.OWN: found, Audience.CENTRE: found if own == seen else _inferred(seen)}


@dataclass(frozen=True, slots=True)
class _Asked:
    """All that an inference depends on, beside what is public."""

    organisation: Organisation
    profile: Profile
    own: tuple[Known, ...]
    feedback: tuple[Feedback, ...]


def _asked(organisation: Organisation, audience: Audience) -> _Asked:
    own = tuple(own_facts(organisation, audience))
    profile = Profile(
        id=str(organisation.pk),
        name=organisation.name,
        industry=industry_of(organisation, audience),
        facts=tuple(each.fact for each in own),
    )
    return _Asked(organisation, profile, own, tuple(feedback_for(organisation, audience)))


def _inferred(asked: _Asked) -> Found:
    public = public_facts(asked.organisation, asked.own)
    near = peers_near(asked.profile, public)
    reading = Reading(load_encoder(ENCODER), cut, TOPICAL)
    needs = infer_needs(asked.profile, near, reading=reading, feedback=asked.feedback)
    facts = {each.fact.id: each.fact for each in public}
    drafts = tuple(Draft(need, quote_of(facts[need.fact_id])) for need in needs)
    return Found(drafts, len(asked.own), len(near), reading.model.name)


def quote_of(fact: Fact) -> str:
    """The sentence that says what is solved; the title where there is no text."""
    start, end = problem_span(fact)
    return fact.text[start:end].strip() or fact.title


def feedback_for(organisation: Organisation, audience: Audience) -> Sequence[Feedback]:
    """The answers that an inference listens to.

    One's own for oneself: nobody else learns of them, the centre neither. Those of others where
    enough gave one, but those from which a confidential need came.
    """
    rows = Answer.objects.unscoped().order_by("pk")
    own = rows.filter(organisation=organisation) if audience == Audience.OWN else ()
    others = rows.exclude(organisation=organisation).exclude(need__is_confidential=True)
    return [*map(_feedback, own), *of_enough([_feedback(row) for row in others])]


def _feedback(row: Answer) -> Feedback:
    return Feedback(
        profile_id=str(row.organisation_id),
        fact_id=row.fact,
        answer=Said(row.said),
        shares={Source(name): share for name, share in row.shares.items()},
    )
