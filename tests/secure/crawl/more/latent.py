"""Likely needs in each world: one for the enterprise, one for the centre, and an answer."""

from typing import Any
from uuid import uuid4

from django.utils import timezone
from tests.factories import NeedFactory

from zhiqiao.matching.latent.draft import draft_title
from zhiqiao.web.access import Permission, Role
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.latent.facts import PATENTS, PRODUCTS, of_need, of_stated
from zhiqiao.web.latent.models import Answer, Inference, LikelyNeed
from zhiqiao.web.profiles.models import Fact, Source, Visibility


def never(_person: Person) -> bool:
    """Nobody of another organisation."""
    return False


def of_the_centre(person: Person) -> bool:
    """The centre's staff: whoever is told of visits, and whoever reads profiles."""
    is_reader = person.may(Permission.PROFILE_ALL) and Role.REVIEWER not in person.roles
    return person.may(Permission.LISTING_ALL) or is_reader


SEEN_BY_OTHERS = {
    "likely-own": never,
    "likely-centre": of_the_centre,
    "likely-answer": never,
    "likely-note": never,
}
SEARCHED = ("visits",)
TYPED = {"latent.Answer": ("title", "text", "note")}
KEPT_WITHIN = {
    "likely-own": {Permission.PROFILE_READ},
    "likely-answer": {Permission.PROFILE_READ},
    "likely-note": {Permission.PROFILE_READ},
}
# Who takes an offer back takes its words out of what others answered to it.
WRITTEN_WITH = {"latent_answer": {Permission.NEED_WRITE, Permission.OFFER_WRITE}}
FORMS = {
    "likely-needs/<uuid:likely_need_key>/refusal/": {"reason": "wrong", "note": "x"},
    "likely-needs/<uuid:likely_need_key>/edit/": {"title": "x", "text": "y"},
    "likely-needs/<uuid:likely_need_key>/need/": {"step": "1", "title": "x", "text": "y"},
}
NOT_IN_ONE_STEP = {}


def add(made: Any) -> None:
    """Two lists with an own fact beside a public need of a peer, and a draft that was edited."""
    need = NeedFactory(title=f"同行的需求{made.tag}", text="")
    made.shown.setdefault("need_id", []).append(need.pk)
    keys = [uuid4(), uuid4()]
    for audience, kind, name, visibility in (
        ("own", "likely-own", PATENTS, Visibility.OWN),
        ("centre", "likely-centre", PRODUCTS, Visibility.CENTRE),
    ):
        inference = Inference.objects.create(
            organisation=made.organisation, audience=audience, facts=1, peers=1, expected=0.2,
            model="latent-1",
        )  # fmt: skip
        own = _stated(made, name=name, value=made.canary(kind), visibility=visibility)
        _likely(inference, need, key=keys[0], own=own)
    Answer.objects.create(
        organisation=made.organisation, person=made.owner, key=keys[1], fact="need-0",
        shares={"words": 1.0}, said="edited", title=made.canary("likely-answer"),
        text=made.canary("likely-answer"), note=made.canary("likely-note"),
    )  # fmt: skip
    made.ids["likely_need_key"] = keys


def _stated(made: Any, *, name: str, value: str, visibility: Visibility) -> list[str]:
    """A fact of the profile, as a ground quotes it."""
    row = Fact.objects.create(
        organisation=made.organisation, name=name, value=value, as_of=timezone.localdate(),
        source=Source.SELF, visibility=visibility, recorded_by=made.owner,
    )  # fmt: skip
    (known,) = of_stated(row)
    return [known.fact.id, known.fact.title]


def _likely(inference: Inference, need: Any, *, key: Any, own: list[str]) -> None:
    fact = of_need(need).fact
    LikelyNeed.objects.create(
        inference=inference, organisation=inference.organisation, audience=inference.audience,
        key=key, rank=1, fact=fact.id, peer=need.organisation, title=draft_title(fact),
        quote=fact.title, targets=["关键指标：____"], confidence=0.2, shares={"words": 1.0},
        grounds=[{"source": "words", "own": own, "theirs": [fact.id, fact.title],
                  "strength": 1.0}],
        quoted=f"|{own[0]}|{fact.id}|",
    )  # fmt: skip
