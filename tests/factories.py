"""Rows for tests: people, organisations, needs, offers, runs with suggestions."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Membership, Organisation, OrganisationKind, Person
from zhiqiao.web.catalogue.models import Need, Offer, Status
from zhiqiao.web.intake.models import Import, ImportState
from zhiqiao.web.matches.models import (
    MatchRun,
    RankingModelVersion,
    Review,
    RunState,
    Suggestion,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    code = factory.Sequence(lambda n: f"org-{n}")
    name = factory.Sequence(lambda n: f"测试机构{n}")
    kind = OrganisationKind.ENTERPRISE
    area = "澄湖区"


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"人{n}")
    password = factory.django.Password("correct horse battery")

    @classmethod
    def _create(cls, model_class, *args, role=Role.BROKER, organisation=None, **kwargs):
        """The person with a membership in that role; `role=None`: without any."""
        person = super()._create(model_class, *args, **kwargs)
        if role is not None:
            Membership.objects.create(
                person=person, organisation=organisation or OrganisationFactory(), role=role
            )
        return person


class NeedFactory(DjangoModelFactory):
    class Meta:
        model = Need

    code = factory.Sequence(lambda n: f"need-{n}")
    title = "水性底漆冬季低温固化"
    text = "板温 3–8 ℃ 时漆膜发黏。要求 5 ℃ 下实干 ≤ 24 h，盐雾 ≥ 800 h。"
    field = "新材料"
    stage = "中试"
    mode = "技术开发"
    area = "澄湖区"
    budget_fen = 120_000_000
    deadline_on = date(2027, 6, 30)
    organisation = factory.SubFactory(OrganisationFactory)
    status = Status.PUBLISHED
    published_on = date(2026, 9, 1)
    quality = 0.8
    quality_level = "good"


class OfferFactory(DjangoModelFactory):
    class Meta:
        model = Offer

    code = factory.Sequence(lambda n: f"offer-{n}")
    title = factory.Sequence(lambda n: f"低温快干环氧固化剂{n}")
    text = "自乳化胺固化剂，5 ℃ 下 20 h 实干，中性盐雾 1000 h。"
    field = "新材料"
    kind = "成果"
    trl = 6
    mode = "技术许可"
    area = "溪东区"
    price_fen = 60_000_000
    problem = "冬季不采暖的车间漆膜发黏"
    organisation = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.UNIVERSITY)
    status = Status.PUBLISHED
    published_on = date(2026, 8, 1)


class VersionFactory(DjangoModelFactory):
    class Meta:
        model = RankingModelVersion
        django_get_or_create = ("name",)

    name = "model-a"
    encoder = "static"
    content = ""
    serving = True


class RunFactory(DjangoModelFactory):
    class Meta:
        model = MatchRun

    need = factory.SubFactory(NeedFactory)
    version = factory.SubFactory(VersionFactory)
    state = RunState.DONE
    searched = 40
    candidates = 12
    finished_at = NOON


def span(text: str, piece: str, part: str = "text") -> dict[str, object]:
    """A verbatim span as the engine stores it."""
    start = text.index(piece)
    return {"part": part, "start": start, "end": start + len(piece), "text": piece}


class SuggestionFactory(DjangoModelFactory):
    class Meta:
        model = Suggestion

    run = factory.SubFactory(RunFactory)
    need = factory.LazyAttribute(lambda row: row.run.need)
    offer = factory.SubFactory(OfferFactory)
    rank = factory.LazyAttribute(lambda row: row.run.suggestions.count() + 1)
    score = 0.7
    probability = 0.64
    relevance = 4
    recommended = True
    technology = 0.8
    scene = 0.5
    maturity = None
    constraints = 0.9
    reasons = factory.List(
        [
            {
                "kind": "technology",
                "favours": True,
                "chinese": "技术词相合",
                "english": "Terms",
            },
            {"kind": "constraint", "favours": False, "chinese": "未给寿命", "english": "No life"},
        ]
    )
    evidence = factory.LazyAttribute(
        lambda row: [
            {
                "kind": "technology",
                "strength": 0.8,
                "need": span(row.need.text, row.need.text[-6:]),
                "offer": span(row.offer.text, row.offer.text[-6:]),
            }
        ]
    )


class ReviewFactory(DjangoModelFactory):
    class Meta:
        model = Review

    need = factory.SubFactory(NeedFactory)
    offer = factory.SubFactory(OfferFactory)
    person = factory.SubFactory(PersonFactory)
    relevance = 4


class ImportFactory(DjangoModelFactory):
    class Meta:
        model = Import

    kind = "need"
    file_name = "needs.csv"
    state = ImportState.PREVIEWED
    person = factory.SubFactory(PersonFactory)


def run_with(count: int, **run: object) -> MatchRun:
    """A finished run with that many suggestions, ranks from 1."""
    made = RunFactory(**run)
    for rank in range(1, count + 1):
        SuggestionFactory(run=made, rank=rank, probability=0.9 - 0.04 * rank)
    return made
