"""Paths on pages: only public texts are quoted, and what paths alone find stands apart."""

import re
import shutil
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from tests.factories import (
    NOON,
    NeedFactory,
    OfferFactory,
    OrganisationFactory,
    PersonFactory,
    RunFactory,
    SuggestionFactory,
)
from tests.unit.associations.corpus import CHINESE, NEED

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.associations import daily, listening
from zhiqiao.web.associations.actions import look_further
from zhiqiao.web.associations.models import LatentMatch
from zhiqiao.web.associations.public_texts import document_id, public_documents
from zhiqiao.web.associations.site_graph import kept_graph, site_graph
from zhiqiao.web.associations.tasks import look_further as look_further_later
from zhiqiao.web.associations.tasks import refresh_graph
from zhiqiao.web.catalogue.actions import save_listing
from zhiqiao.web.catalogue.models import Offer, Side, Status
from zhiqiao.web.jobs.schedule import works
from zhiqiao.web.matches import engine_room
from zhiqiao.web.matches.models import Review, RunState, Suggestion

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
FELT_TITLE = "柔性气凝胶毡片"
FELT_TEXT = "导热系数低的气凝胶毡。"
OTHERS = 80
"""Texts of nothing in particular: among few, no concept is special."""


@pytest.fixture(autouse=True)
def _no_graph_is_left(settings):
    folder = Path(settings.ZHIQIAO_DATA) / "index" / "associations"
    shutil.rmtree(folder, ignore_errors=True)
    yield
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def texts():
    """Published offers that say how concepts hang together, among others that do not."""
    university = OrganisationFactory()
    OfferFactory.create_batch(OTHERS, title="样品", text="", organisation=university)
    return {code: OfferFactory(title=title, text=text) for code, title, text in CHINESE}


@pytest.fixture
def felt():
    """An offer that shares no word with the need and that a path leads to."""
    return OfferFactory(title=FELT_TITLE, text=FELT_TEXT)


@pytest.fixture
def need():
    return NeedFactory(title=NEED.title, text=NEED.text)


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def broker():
    person = PersonFactory(role=Role.BROKER)
    client = client_of(person)
    client.person = person
    return client


def look_at(texts, felt):
    """Graph and index stand, as they do once the background process has been at work."""
    kept_graph().refresh()
    engine_room.refresh_index(Side.OFFER, [felt.pk, *(offer.pk for offer in texts.values())])


def page(client, need, query=""):
    answer = client.get(f"/needs/{need.pk}/{query}")
    assert answer.status_code == 200
    return answer


def test_only_public_texts_go_into_the_graph(texts):
    hidden = [
        OfferFactory(title="机密草稿甲", text="气凝胶能够抑制热失控。", status=Status.DRAFT),
        OfferFactory(title="机密撤回乙", text="气凝胶能够抑制热失控。", status=Status.WITHDRAWN),
        NeedFactory(title="机密草稿丙", text="电芯热失控。", status=Status.DRAFT),
    ]
    author = PersonFactory(role=Role.SEEKER)
    secret = save_listing(
        actor=author,
        listing=NeedFactory.build(
            title="机密需求丁", text="气凝胶能够抑制热失控。", is_confidential=True,
            organisation=author.organisation,
        ),
        publish=True,
    )  # fmt: skip
    ids = {document.id for document in public_documents()}
    assert len(ids) == len(texts) + OTHERS
    assert {document_id(Side.OFFER, offer.pk) for offer in texts.values()} < ids
    assert kept_graph().refresh()
    folder = kept_graph()._folder  # noqa: SLF001 -- the bytes on the disk are the question
    kept = b"".join(path.read_bytes() for path in folder.iterdir()).decode()
    assert "机密" not in kept
    for listing in [*hidden, secret]:
        side = Side.NEED if listing._meta.model_name == "need" else Side.OFFER  # noqa: SLF001
        assert f'"{document_id(side, listing.pk)}"' not in kept


def test_a_match_shows_its_paths_with_quotes_that_link_to_their_texts(texts, felt, need, broker):
    kept_graph().refresh()
    suggestion = SuggestionFactory(run=RunFactory(need=need), offer=felt)
    second = SuggestionFactory(run=suggestion.run, offer=texts["c03"])
    folded = page(broker, need, f"?candidate={second.pk}")
    assert 'class="way-line"' in folded.text
    opened = page(broker, need, f"?candidate={suggestion.pk}").text
    assert "气凝胶 可解决 热失控" in opened or "热失控 可由其解决 气凝胶" in opened
    assert "成果提到 气凝胶" in opened
    quoted = re.findall(r'<cite><a href="/offers/(\d+)/#:~:text=', opened)
    assert quoted
    assert {int(pk) for pk in quoted} <= {offer.pk for offer in texts.values()}
    shown = folded.context["associations"].of[str(need.pk), str(felt.pk)]
    assert 1 <= len(shown) <= 3
    assert [path.score for path in shown] == sorted((path.score for path in shown), reverse=True)
    rows = {f"/offers/{offer.pk}/": offer for offer in texts.values()}
    for quote in (q for path in shown for hop in path.hops for q in hop.quotes if q.title):
        row = rows[quote.url.partition("#")[0]]
        assert quote.text in f"{row.title}\n{row.text}"


def test_a_text_withdrawn_since_is_not_quoted_and_the_path_is_weaker_or_gone(
    texts, felt, need, broker
):
    kept_graph().refresh()
    SuggestionFactory(run=RunFactory(need=need), offer=felt)

    def paths():
        return page(broker, need).context["associations"].of[str(need.pk), str(felt.pk)]

    before = paths()[0]
    Offer.objects.unscoped().filter(pk=texts["c01"].pk).update(status=Status.WITHDRAWN)
    after = {path.concepts: path for path in paths()}
    same = after.get(before.concepts)
    assert same is None or same.score < before.score
    urls = [q.url for path in after.values() for hop in path.hops for q in hop.quotes]
    assert not any(url.startswith(f"/offers/{texts['c01'].pk}/") for url in urls)
    Offer.objects.unscoped().update(status=Status.WITHDRAWN)
    Offer.objects.unscoped().filter(pk=felt.pk).update(status=Status.PUBLISHED)
    assert paths() == []


def test_the_drawing_is_a_second_view_with_a_list_beside_it(texts, felt, need, broker):
    kept_graph().refresh()
    suggestion = SuggestionFactory(run=RunFactory(need=need), offer=felt)
    drawn = page(broker, need, "?view=graph")
    assert '<svg class="association-drawing"' in drawn.text
    assert f'id="card-{suggestion.pk}"' not in drawn.text
    assert "文字版" in drawn.text
    nodes = drawn.context["associations"].drawing.nodes
    assert {node.kind for node in nodes} == {"need", "concept", "offer"}
    for node in nodes:
        anchor = node.url.partition("#")[2]
        assert f'id="{anchor}"' in drawn.text or f"candidate={suggestion.pk}" in node.url
    one = page(broker, need, f"?view=graph&candidate={suggestion.pk}")
    assert [end.label for end in one.context["associations"].ends] == [FELT_TITLE]
    assert 'style="' not in drawn.text


def test_without_a_graph_the_page_is_as_it_was(need, broker):
    SuggestionFactory(run=RunFactory(need=need))
    answer = page(broker, need, "?view=graph")
    assert "associations" not in answer.context
    assert "card-match" in answer.text


def test_what_only_paths_find_stands_apart_and_is_graded_like_others(
    texts, felt, need, broker, tmp_path
):
    look_at(texts, felt)
    run = RunFactory(need=need)
    SuggestionFactory(run=run, offer=texts["c03"])
    assert look_further(run=run) >= 1
    assert look_further(run=run) == 0
    match = LatentMatch.objects.unscoped().get(offer=felt)
    assert match.technology <= 0.5
    assert not Suggestion.objects.unscoped().filter(offer=felt).exists()
    answer = page(broker, need)
    assert "潜在关联" in answer.text
    ranked, _, apart = answer.text.partition('id="latent"')
    assert FELT_TITLE not in ranked
    assert FELT_TITLE in apart
    assert "recommended" not in apart
    assert [card.suggestion.offer_id for card in answer.context["cards"]] == [texts["c03"].pk]
    exported = broker.get(f"/needs/{need.pk}/candidates/export/xlsx/?run={run.pk}")
    file = tmp_path / "x.xlsx"
    file.write_bytes(exported.content)
    rows = list(load_workbook(file).active.iter_rows(values_only=True))
    assert not any(FELT_TITLE in str(cell) for row in rows for cell in row)

    address = reverse("latent-match-review", args=[match.pk])
    answer = broker.post(address, {"relevance": "3", "note": "可以谈"})
    assert answer.url == f"/needs/{need.pk}/?run={run.pk}#latent-{match.pk}"
    review = Review.objects.unscoped().get()
    assert (review.need, review.offer, review.relevance) == (need, felt, 3)
    assert review.suggestion is None
    assert "您于" in page(broker, need).text.partition('id="latent"')[2]
    swapped = broker.post(address, {"relevance": "4"}, headers={"HX-Request": "true"})
    assert f'id="latent-grade-{match.pk}"' in swapped.text
    assert Review.objects.unscoped().count() == 2
    refused = broker.post(address, {"relevance": "9"}, headers={"HX-Request": "true"})
    assert "没有写入" in refused.text
    assert Review.objects.unscoped().count() == 2


def test_latent_matches_are_for_the_needs_people_and_the_centre(texts, felt, need):
    look_at(texts, felt)
    run = RunFactory(need=need)
    look_further(run=run)
    match = LatentMatch.objects.unscoped().first()
    own = PersonFactory(role=Role.SEEKER, organisation=need.organisation)
    other = PersonFactory(role=Role.SEEKER)
    provider = PersonFactory(role=Role.PROVIDER, organisation=felt.organisation)
    assert LatentMatch.objects.visible_to(own).exists()
    assert not LatentMatch.objects.visible_to(other).exists()
    assert not LatentMatch.objects.visible_to(provider).exists()
    assert "潜在关联" in page(client_of(own), need).text
    assert "潜在关联" not in page(client_of(other), need).text
    address = reverse("latent-match-review", args=[match.pk])
    for person in (own, other, provider):
        assert client_of(person).post(address, {"relevance": "4"}).status_code in {403, 404}
    assert not Review.objects.unscoped().exists()


def test_for_a_confidential_need_nothing_is_looked_for_or_kept(texts, felt):
    author = PersonFactory(role=Role.SEEKER)
    need = save_listing(
        actor=author,
        listing=NeedFactory.build(
            title=NEED.title, text=NEED.text, is_confidential=True, organisation=author.organisation
        ),
        publish=True,
    )
    look_at(texts, felt)
    run = RunFactory(need=need)
    SuggestionFactory(run=run, offer=felt, evidence=[])
    assert look_further(run=run) == 0
    assert not LatentMatch.objects.unscoped().exists()
    answer = page(client_of(author), need)
    assert "no-store" in answer.headers["Cache-Control"]
    assert "关联路径" in answer.text
    provider = PersonFactory(role=Role.PROVIDER, organisation=felt.organisation)
    of_offer = client_of(provider).get(f"/offers/{felt.pk}/")
    assert of_offer.status_code == 200
    assert "关联路径" not in of_offer.text


def test_the_graph_is_built_every_night_and_when_it_is_missing(texts):
    from django_tasks import default_task_backend

    default_task_backend.clear()
    assert site_graph() is None
    listening.build_missing()
    (asked,) = default_task_backend.results
    assert asked.task.module_path == refresh_graph.module_path
    assert works()["rebuild-associations"].run is daily.rebuild
    assert daily.rebuild(NOON.date()) == 1
    assert daily.rebuild(NOON.date()) == 0
    assert site_graph() is not None
    listening.build_missing()
    assert len(default_task_backend.results) == 1
    assert refresh_graph.func() is False


def test_a_finished_run_of_an_open_need_is_looked_at_further(need):
    from django_tasks import default_task_backend

    default_task_backend.clear()
    listening.look_on(run=RunFactory(need=need))
    listening.look_on(run=RunFactory(need=need, state=RunState.FAILED))
    listening.look_on(run=RunFactory(need=None, offer=OfferFactory()))
    assert len(default_task_backend.results) == 1


def test_a_new_graph_has_bare_runs_of_open_needs_looked_at_again(texts, need):
    from django_tasks import default_task_backend

    RunFactory(need=need)
    newest = RunFactory(need=need)
    RunFactory(need=NeedFactory(status=Status.DRAFT))
    default_task_backend.clear()
    assert refresh_graph.func() is True
    (asked,) = default_task_backend.results
    assert asked.task.module_path == look_further_later.module_path
    assert asked.args == [newest.pk]
