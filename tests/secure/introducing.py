"""Two organisations, a suggestion between them, and the ways they answer: for tests."""

import re

from django.test import Client
from tests.factories import (
    NeedFactory,
    OfferFactory,
    OrganisationFactory,
    PersonFactory,
    RunFactory,
    SuggestionFactory,
)

from zhiqiao.web.access import Role
from zhiqiao.web.catalogue.actions import save_listing
from zhiqiao.web.catalogue.models import Need
from zhiqiao.web.introductions import actions
from zhiqiao.web.introductions.dossiers import digest_of
from zhiqiao.web.introductions.models import Introduction
from zhiqiao.web.introductions.moves import Party

TITLE = "金丝雀标题碳化硅外延"
TEXT = "金丝雀正文：板温 5 ℃ 下 24 h 内实干，配方含秘密组分甲。"
CANARIES = ("金丝雀", "秘密组分甲")


class Scene:
    """A seeker, a provider, a broker, and a suggestion; the need is confidential if asked."""

    def __init__(self, *, confidential=False, title=TITLE, text=TEXT, probability=0.64):
        self.seekers = OrganisationFactory(name="求索机械", area="澄湖区")
        self.providers = OrganisationFactory(name="云溪大学", kind="university")
        self.seeker = person("seeker", Role.SEEKER, self.seekers, "林知夏")
        self.provider = person("provider", Role.PROVIDER, self.providers, "沈望舟")
        self.broker = PersonFactory(username="broker", role=Role.BROKER, name="周映川")
        self.need = NeedFactory(organisation=self.seekers, title=title, text=text)
        if confidential:
            make_confidential(self.need, self.seeker)
        self.offer = OfferFactory(organisation=self.providers, title="低温快干环氧固化剂")
        self.suggestion = suggested(self.need, self.offer, probability=probability)

    def propose(self, actor=None, suggestion=None):
        """An introduction as the broker proposes it, or a side, which consents with it."""
        found = suggestion or self.suggestion
        actor = actor or self.broker
        return actions.propose(actor=actor, suggestion=found, digest=read(actor, found))

    def consent(self, actor, introduction):
        """That person's consent to what stands there now."""
        return actions.consent(
            actor=actor, introduction=introduction, digest=digest(actor, introduction)
        )


def person(username, role, organisation, name):
    return PersonFactory(
        username=username,
        role=role,
        organisation=organisation,
        name=name,
        phone=f"1380000{len(username):04d}",
        email=f"{username}@example.org",
    )


def make_confidential(need, actor):
    need.is_confidential = True
    save_listing(actor=actor, listing=need, publish=True)


def suggested(need, offer, **values):
    run = RunFactory(need=need)
    if need.is_confidential:
        values |= {"evidence": []}
    return SuggestionFactory(run=run, offer=offer, **values)


def side_of(actor, need, offer):
    own = actor.organisation_id
    if own == need.organisation_id:
        return Party.SEEKER
    return Party.PROVIDER if own == offer.organisation_id else None


def digest(actor, introduction):
    """What the page of the introduction would put into the person's form."""
    fresh = Introduction.objects.unscoped().get(pk=introduction.pk)
    return digest_of(fresh, side_of(actor, fresh.need, fresh.offer), actor)


def read(actor, suggestion):
    """What the page that proposes would put into the person's form; "" for a broker."""
    party = side_of(actor, suggestion.need, suggestion.offer)
    if party is None:
        return ""
    need = Need.objects.unscoped().get(pk=suggestion.need_id)
    return digest_of(Introduction(need=need, offer=suggestion.offer), party, actor)


def client_of(someone):
    client = Client()
    client.force_login(someone, backend="django.contrib.auth.backends.ModelBackend")
    return client


def digest_on(page):
    """The digest in a page's form."""
    return re.search(r'name="digest" value="(\w+)"', page)[1]


def stored(introduction):
    return Introduction.objects.unscoped().get(pk=introduction.pk)


def positions(introduction):
    row = stored(introduction)
    return row.state, row.seeker_answer, row.provider_answer
