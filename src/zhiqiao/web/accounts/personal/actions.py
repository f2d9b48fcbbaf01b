"""Erasing what is held on a person."""

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.centre.actions import end_all_access
from zhiqiao.web.accounts.members.rules import check_reaches
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.personal.storage import Outcome, leave_no_trace, mark_unfinished
from zhiqiao.web.accounts.personal_data import REGISTER, Place, registered_places
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.session_actions import end_sessions_that_say
from zhiqiao.web.audit.actions import action, audit

PURPOSE = "a person's rows in every organisation"


def erase(*, actor: Person | None, person: Person) -> Outcome:
    """Erases the person's data from the rows, then from the files beneath them.

    What the person did stays under their number. Once more for a person already erased: the files
    alone. After a fault between the two, `mark_unfinished` has noted that the files are to be done.

    Raises:
        RefusedError: an organisation would be left without an administrator, or it is oneself.
    """
    mark_unfinished()
    if person.erased_at is None:
        erase_rows(actor=actor, person=person)
    with every_row_for(PURPOSE):
        for erase_files in REGISTER.files:
            erase_files(person)
    return leave_no_trace()


@action
@every_row_for(PURPOSE)
def erase_rows(*, actor: Person | None, person: Person) -> None:
    """Empties or removes the person's rows in every registered place."""
    if actor == person:
        raise RefusedError(_("不能删除自己的数据，请由另一位管理员办理。"))
    check_reaches(actor, person)
    words = [person.username, *filter(None, (person.name, person.email, person.phone))]
    end_all_access(actor=actor, person=person)
    for erase_more in REGISTER.erasers:
        erase_more(person)
    rows = sum(_erase_place(place, person) for place in registered_places())
    end_sessions_that_say(words=words)
    _anonymise(person)
    audit(actor=actor, action="erase", what=person, data={"rows": rows})


def _erase_place(place: Place, person: Person) -> int:
    """Empties or removes the person's rows; how many."""
    rows = place.rows_of(person)
    if place.erased is None:
        return int(rows.delete()[0])
    return rows.update(**place.erased) if place.erased else 0


def _anonymise(person: Person) -> None:
    """The row stays, for what the person did points at it; nothing in it tells who that was."""
    person.refresh_from_db()
    person.username = f"erased-{person.pk}"
    person.name = _("已注销用户 %(number)d") % {"number": person.pk}
    person.email = person.phone = ""
    person.is_active = False
    person.erased_at = timezone.now()
    person.last_login = None
    person.set_unusable_password()
    person.save()


@action
def change_contact(*, person: Person, name: str, phone: str, email: str) -> None:
    """Corrects what the person is called and how they are reached."""
    person.name, person.phone, person.email = name, phone, email
    person.save(update_fields=["name", "phone", "email"])
    audit(actor=person, action="change_contact", what=person)


@action
@every_row_for(PURPOSE)
def note_export(*, actor: Person | None, person: Person) -> None:
    """Notes that everything held on the person was given out."""
    audit(actor=actor, action="export_person", what=person)
