"""Telling people, and what they do with what they were told."""

from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.inbox import letter_actions, queries
from zhiqiao.web.inbox.kinds import Data, Topic, kind_of
from zhiqiao.web.inbox.models import Mailing, Message, Preference


def tell(*, kind: str, people: Iterable[Person], data: Data, path: str, once: str = "") -> int:
    """Tells people something, inside the action that makes it so; how many were told.

    Args:
        kind: the code of a registered kind.
        people: whoever is told; each about the organisation that they act for. People whose
            account is closed are left out.
        data: what goes into the words of the kind. Others will read it: nothing confidential, and
            names of people only as `named` gives them.
        path: the page it leads to, as `reverse()` gives it.
        once: a key under which a person is told only once, ever; "" for every time.

    Raises:
        KeyError: no app registered the kind.
    """
    topic = kind_of(kind).topic
    wanted = list({person.pk: person for person in people if person.is_active}.values())
    with every_row_for("telling people"):
        fresh = _not_told_yet(wanted, once)
        letters = letter_actions.letters_for(fresh, topic)
        rows = [
            Message(
                person=person,
                organisation_id=person.organisation_id,
                kind=kind,
                data=dict(data),
                path=path,
                once=once,
                letter=letters.get(person.pk),
            )
            for person in fresh
        ]
        # Two actions at the same moment may tell the same: the second is passed over.
        Message.objects.bulk_create(rows, ignore_conflicts=bool(once))
    return len(rows)


def named(person: Person) -> dict[str, str | int]:
    """A person's name for the words of a kind, as `%(who)s`; it goes when the person is erased."""
    return {"who": person.name, "who_id": person.pk}


def _not_told_yet(people: list[Person], once: str) -> list[Person]:
    if not once or not people:
        return people
    told = Message.objects.unscoped().filter(person__in=people, once=once)
    before = set(told.values_list("person_id", flat=True))
    return [person for person in people if person.pk not in before]


def mark_read(*, actor: Person, message: Message) -> None:
    """The person has seen the message."""
    rows = Message.objects.visible_to(actor).filter(pk=message.pk, read_at=None)
    rows.update(read_at=timezone.now())


def mark_all_read(*, actor: Person, topic: str = "") -> int:
    """The person has seen all messages, of a topic where one is named; how many were unread."""
    unread = queries.messages_of(actor, topic=topic).filter(read_at=None)
    rows = Message.objects.visible_to(actor).filter(pk__in=unread.order_by().values("pk"))
    return rows.update(read_at=timezone.now())


@action
def choose_mailings(*, actor: Person, mailings: Mapping[str, str], language: str) -> None:
    """Keeps how the person wants letters, by topic, and in which language."""
    row, _is_new = Preference.objects.unscoped().get_or_create(person=actor)
    row.mailings = {topic: str(Mailing(mailings[topic])) for topic in Topic.values}
    row.language = language
    row.save()
    never = [topic for topic in Topic.values if row.mailing(topic) == Mailing.NEVER]
    letter_actions.take_out(person=actor, topics=never)
    audit(actor=actor, action="choose_mailings", what=row, data={"never": never})


@action
def leave(*, person: Person, topics: Iterable[str]) -> None:
    """Sends the person no more letters about the topics: by the link in a letter."""
    with every_row_for("someone leaves by the link in a letter"):
        row, _is_new = Preference.objects.unscoped().get_or_create(person=person)
        row.mailings |= {str(Topic(topic)): str(Mailing.NEVER) for topic in topics}
        row.save()
        letter_actions.take_out(person=person, topics=list(topics))
        audit(actor=person, action="leave_letters", what=row)


def forget_messages(*, people: Iterable[int], organisation_id: int | None) -> None:
    """Messages about an organisation go with the access to it; inside another action."""
    held = Q(person__in=list(people))
    if organisation_id is not None:
        held &= Q(organisation_id=organisation_id)
    with every_row_for("messages of people who lost access"):
        Message.objects.unscoped().filter(held).delete()


def forget_name(*, person: Person) -> None:
    """Takes the person's name out of what others were told; inside the erasure."""
    with every_row_for("messages that name a person who is erased"):
        for row in Message.objects.unscoped().filter(data__who_id=person.pk):
            row.data |= {"who": _("已注销用户 %(number)d") % {"number": person.pk}}
            row.save(update_fields=["data"])


def forget_word(*, path: str, name: str, instead: str) -> None:
    """Says something else for one word of all that was told about a page; inside another action.

    Letters that wait say it too: they are written when they are sent.
    """
    with every_row_for("messages about what became confidential"):
        for row in Message.objects.unscoped().filter(path=path, data__has_key=name):
            row.data |= {name: instead}
            row.save(update_fields=["data"])
