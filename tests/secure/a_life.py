"""One person's whole life in the product, told in a process of its own to real files."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from tests.factories import NeedFactory, OfferFactory, OrganisationFactory
from tests.secure.a_busy_life import work
from tests.secure.organisations import member

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.centre.actions import add_person_with_role
from zhiqiao.web.accounts.members.invitation_actions import invite
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.personal.actions import erase
from zhiqiao.web.accounts.personal.storage import Outcome
from zhiqiao.web.accounts.values import NewPerson
from zhiqiao.web.audit.guard import without_guard
from zhiqiao.web.audit.verifying import verify
from zhiqiao.web.catalogue.models import Side
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.matches import engine_room
from zhiqiao.web.matches.models import Review

CANARY = "CANARYperson"
PASSWORD = "correct horse battery"


def live():
    """Joins, signs in and out, fails to sign in, brings a file, grades, is invited, is renamed."""
    with without_guard():
        organisation = OrganisationFactory(name="技术转移中心", kind="centre")
        operator, _ = member(organisation, Role.OPERATOR)
        person = add_person_with_role(
            actor=operator,
            new=NewPerson(
                f"{CANARY}-login", f"{CANARY}姓名", PASSWORD, f"{CANARY}@example.org", CANARY
            ),
            role=Role.BROKER,
            organisation=organisation,
        )
        need, offer = NeedFactory(), OfferFactory()
        Review.objects.create(need=need, offer=offer, person=person, relevance=4, note=CANARY)
    engine_room.refresh_index(Side.NEED, [need.pk])
    engine_room.refresh_index(Side.OFFER, [offer.pk])
    _signs_in(person)
    person.act_for(organisation.pk)
    operator.act_for(organisation.pk)
    with without_guard():
        work(person, operator, f"{CANARY}写的话")
    invite(
        actor=operator,
        organisation=organisation,
        role=Role.BROKER,
        name=f"{CANARY}姓名",
        email=f"{CANARY}@example.org",
    )
    for number in range(200):  # earlier spellings, in pages that are freed and filled again
        with without_guard():
            Person.objects.filter(pk=person.pk).update(name=f"{CANARY}{number:050d}")


def _signs_in(person):
    client = Client(headers={"user-agent": f"{CANARY} browser"})
    form = {"username": person.username, "password": "wrong " + CANARY}
    client.post("/sign-in/", form)
    client.post("/sign-in/", form | {"password": PASSWORD})
    assert client.get("/my-organisations/").status_code == 200
    client.get("/needs/", {"q": CANARY})
    text = f"编号,标题,内容\nN-1,{CANARY}的需求,{CANARY}\n"
    upload = SimpleUploadedFile(f"{CANARY}.csv", text.encode())
    answer = client.post("/imports/", {"file": upload, "kind": "need"})
    assert answer.status_code == 302, answer.content.decode()


def end():
    """Is erased by an operator; the audit chain is as sound as before."""
    person = Person.objects.get(name__startswith=CANARY)
    operator = Person.objects.exclude(pk=person.pk).get()
    told = Message.objects.unscoped().filter(person=operator, kind="rule-publish-asked")
    assert CANARY in told.get().title
    outcome = erase(actor=operator, person=person)
    assert str(person.pk) in told.get().title
    assert outcome == Outcome.CLEAN, outcome
    verdict = verify()
    assert verdict.is_sound, verdict
    connection.close()
