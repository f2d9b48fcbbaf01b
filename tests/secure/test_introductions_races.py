"""Two people at the same moment: an introduction never opens on one consent or on an old text."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.utils import timezone
from tests.factories import OfferFactory
from tests.secure.introducing import Scene, digest, positions, read, stored, suggested

from zhiqiao.web.access.row_actor import every_row_for, show_rows_to
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.catalogue.actions import save_listing, withdraw
from zhiqiao.web.catalogue.models import Need
from zhiqiao.web.introductions import actions
from zhiqiao.web.introductions.models import Introduction, Step
from zhiqiao.web.introductions.moves import Party
from zhiqiao.web.introductions.queries import dossiers_of
from zhiqiao.web.introductions.upkeep_actions import expire_overdue
from zhiqiao.web.introductions.wording import DeclineReason

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'",
        reason="SQLite lets one writer in at a time; make test runs both",
    ),
]
ROUNDS = 6


def at_once(*works):
    """Runs them in threads of their own, all let go together; what each returned or raised."""
    barrier = Barrier(len(works))

    def run(work):
        try:
            barrier.wait(timeout=30)
            return work()
        except RefusedError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def consenting(actor, introduction):
    seen = digest(actor, introduction)

    def work():
        show_rows_to(actor)
        return actions.consent(actor=actor, introduction=introduction, digest=seen)

    return work


def kinds(introduction):
    rows = Step.objects.unscoped().filter(introduction=introduction)
    return sorted(rows.values_list("kind", flat=True))


@pytest.fixture(params=[False, True], ids=["public", "confidential"])
def scene(request):
    made = Scene(confidential=request.param)
    for person in (made.seeker, made.provider, made.broker):
        assert person.grant
    return made


def fresh(scene):
    offer = OfferFactory(organisation=scene.providers)
    need = Need.objects.unscoped().get(pk=scene.need.pk)
    Introduction.objects.unscoped().update(
        state="expired", ended_at=timezone.now(), proposed_at=timezone.now() - timedelta(days=999)
    )
    return scene.propose(suggestion=suggested(need, offer))


def test_both_consents_at_once_open_it_once(scene):
    for _ in range(ROUNDS):
        made = fresh(scene)
        at_once(consenting(scene.seeker, made), consenting(scene.provider, made))
        assert positions(made) == ("opened", "consented", "consented")
        assert kinds(made) == ["consented", "consented", "opened", "proposed"]


def test_a_double_click_consents_once(scene):
    made = scene.propose()
    at_once(*[consenting(scene.seeker, made)] * 4)
    assert kinds(made) == ["consented", "proposed"]
    at_once(*[consenting(scene.provider, made)] * 4)
    assert kinds(made) == ["consented", "consented", "opened", "proposed"]


def test_a_consent_while_the_text_changes_opens_the_old_text_or_nothing(scene):
    outcomes = set()
    for number in range(ROUNDS):
        made = fresh(scene)
        scene.consent(scene.seeker, made)
        given = dossier_text(scene.need)

        def change(number=number):
            show_rows_to(scene.seeker)
            need = Need.objects.unscoped().get(pk=scene.need.pk)
            need.text = f"第 {number} 次改动"
            return save_listing(actor=scene.seeker, listing=need, publish=True)

        at_once(consenting(scene.provider, made), change)
        state = positions(made)
        outcomes.add(state[0])
        if state[0] == "opened":
            told = dossiers_of(scene.provider, stored(made))[Party.SEEKER]
            assert told.text == given
        else:
            assert state[1] == "void"
    assert outcomes <= {"opened", "proposed"}


def dossier_text(need):
    from zhiqiao.web.catalogue.confidential import words_of

    with every_row_for("the test"):
        return words_of(Need.objects.unscoped().get(pk=need.pk)).text


def test_consenting_and_declining_at_once_has_one_end(scene):
    for _ in range(ROUNDS):
        made = fresh(scene)
        scene.consent(scene.seeker, made)

        def decline(made=made):
            return actions.decline(
                actor=scene.seeker, introduction=made, reason=DeclineReason.TIMING
            )

        at_once(consenting(scene.provider, made), decline)
        found = kinds(made)
        assert ("opened" in found) != ("declined" in found)


def test_consenting_while_it_expires_or_its_offer_is_taken_back_has_one_end(scene):
    for _ in range(ROUNDS):
        made = fresh(scene)
        scene.consent(scene.seeker, made)

        def take_back(made=made):
            show_rows_to(scene.provider)
            return withdraw(actor=scene.provider, listing=made.offer)

        at_once(
            consenting(scene.provider, made),
            take_back,
            lambda made=made: expire_overdue(made.due_on.replace(year=made.due_on.year + 1)),
        )
        assert len({"opened", "withdrawn", "expired"} & set(kinds(made))) == 1


def test_proposing_twice_at_once_makes_one(scene):
    seen = read(scene.seeker, scene.suggestion)

    def propose():
        return actions.propose(actor=scene.seeker, suggestion=scene.suggestion, digest=seen)

    found = at_once(propose, propose, propose)
    assert Introduction.objects.unscoped().count() == 1
    assert sum(isinstance(each, RefusedError) for each in found) == 2
    assert connection.vendor == "postgresql"
