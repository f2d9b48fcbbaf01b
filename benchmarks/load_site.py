"""Fills a site for the load benchmark: needs, offers, enterprises, facts, people with sessions."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhiqiao.web.accounts.models import Person

NEEDS, ENTERPRISES, OFFERS, FACTS_EACH = 100_000, 10_000, 20_000, 8
FIELDS = [
    "新材料",
    "生物医药",
    "新能源",
    "电子信息",
    "先进制造",
    "节能环保",
    "农业食品",
    "医疗器械",
]
AREAS = [f"第{n}区" for n in range(1, 13)]
STAGES = ["研发", "小试", "中试", "产业化"]
MODES = ["技术开发", "技术许可", "技术转让", "技术咨询", "作价入股"]
STEMS = [
    word
    for line in (
        "低温 固化 环氧 底漆 盐雾 电催化 氢气 储能 电解液 隔膜 轴承",
        "寿命 视觉 检测 缺陷 激光 焊接 铝合金 涂层 耐磨 传感器 无线",
        "功耗 芯片 封装 散热 膜分离 废水 脱氮 酶 发酵 提取 纯化 抗体",
        "试剂 冷链 保鲜 机器人 夹爪 伺服 控制 算法 能耗 余热 回收 阻燃",
        "纤维 碳化硅 外延 催化剂",
    )
    for word in line.split()
]
WORDS = [one + other for one in STEMS for other in STEMS]
"""2,500 compounds: each stands in about one need of a hundred, as real words do."""
BATCH = 2_000


@dataclass(frozen=True)
class Actor:
    """A signed-in person of the load."""

    session: str
    role: str
    need_ids: list[int]


def sentence(chance: random.Random, n: int) -> str:
    """Words in a row, as a need has them."""
    return "".join(chance.choices(WORDS, k=n))


def in_batches(rows: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """The rows, so many at a time."""
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch


def fill(*, needs: int, enterprises: int, offers: int, seed: int = 4) -> list[Actor]:
    """Writes everything by bulk, past the actions, and signs people in."""
    from zhiqiao.web.accounts.models import Organisation

    chance = random.Random(seed)  # noqa: S311 -- the same site in every run
    rows = (
        Organisation(code=f"e-{n}", name=f"企业{n}有限公司", kind="enterprise", area=AREAS[n % 12])
        for n in range(enterprises)
    )
    for batch in in_batches(rows):
        Organisation.objects.bulk_create(batch)
    ids = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    _listings(chance, ids, needs=needs, offers=offers)
    _facts(chance, ids)
    return _people(chance, ids)


def _listings(chance: random.Random, owners: list[int], *, needs: int, offers: int) -> None:
    from zhiqiao.web.catalogue.models import Need, Offer

    start = date(2025, 1, 1)
    for batch in in_batches(
        Need(
            **_shared(chance, owners, f"N-{n}", start),
            stage=chance.choice(STAGES),
            budget_fen=chance.randrange(10**6, 10**9),
            deadline_on=date(2026, 12, 1) + timedelta(chance.randrange(700)),
            quality=chance.random(),
            quality_level="good",
        )
        for n in range(needs)
    ):
        Need.objects.bulk_create(batch)
    for batch in in_batches(
        Offer(**_shared(chance, owners, f"O-{n}", start), trl=chance.randrange(1, 10), kind="成果")
        for n in range(offers)
    ):
        Offer.objects.bulk_create(batch)


def _shared(chance: random.Random, owners: list[int], code: str, start: date) -> dict[str, Any]:
    return {
        "code": code,
        "title": sentence(chance, 3),
        "text": sentence(chance, 30),
        "field": chance.choice(FIELDS),
        "mode": chance.choice(MODES),
        "area": chance.choice(AREAS),
        "organisation_id": chance.choice(owners),
        "status": "published",
        "published_on": start + timedelta(chance.randrange(680)),
    }


def _facts(chance: random.Random, owners: list[int]) -> None:
    from zhiqiao.web.profiles.models import Fact

    names = [entry.name for entry in counted_facts()]
    rows = (
        Fact(
            organisation_id=owner,
            name=name,
            value=str(chance.randrange(10**3)),
            as_of=date(2026, 3, 1),
            source="file",
            visibility="reviewers",
        )
        for owner in owners
        for name in names
    )
    for batch in in_batches(rows):
        Fact.objects.bulk_create(batch)


def counted_facts() -> list[Any]:
    """Facts that are whole numbers without a period, the same in every run."""
    from zhiqiao.policy.values import FactType
    from zhiqiao.web.profiles.dictionary import WITHOUT_PERIOD, entries

    fit = [
        entry
        for entry in entries().values()
        if entry.type is FactType.INTEGER and entry.period in WITHOUT_PERIOD and entry.code
    ]
    return sorted(fit, key=lambda entry: entry.name)[:FACTS_EACH]


def _people(chance: random.Random, owners: list[int]) -> list[Actor]:
    from zhiqiao.web.accounts.models import Membership, Organisation, Person
    from zhiqiao.web.catalogue.models import Need

    centre = Organisation.objects.create(code="centre", name="转移中心", kind="centre")
    made = []
    for n in range(40):
        role = "broker" if n % 10 == 0 else "seeker"
        home = centre.pk if role == "broker" else chance.choice(owners)
        person = Person.objects.create(username=f"load-{n}", name=f"人{n}")
        Membership.objects.create(person=person, organisation_id=home, role=role)
        own = Need.objects.unscoped().filter(organisation_id=home).values_list("pk", flat=True)
        made.append(Actor(_session(person), role, list(own[:20])))
    return made


def _session(person: "Person") -> str:
    """A session as signing in makes it."""
    from django.test import Client

    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value
