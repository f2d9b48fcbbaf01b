"""An open and a closed project in each world, with notes for its own side and for the centre."""

from typing import Any

from tests.projects import project_of

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.transfers.models import EventKind, TransferEvent, Visibility
from zhiqiao.web.transfers.stages import End


def _of_the_centre(person: Person) -> bool:
    return person.may(Permission.TRANSFER_ALL)


SEEN_BY_OTHERS = {
    "transfer": lambda person: _of_the_centre(person) or person.may(Permission.STATISTICS_READ),
    "transfer-plan": _of_the_centre,
    "transfer-note": _of_the_centre,
    "transfer-note-centre": _of_the_centre,
    "transfer-note-own": lambda _person: False,
}
WORK = {Permission.TRANSFER_WRITE}
KEPT_WITHIN = {
    "transfer": {Permission.TRANSFER_READ},
    "transfer-plan": WORK,
    "transfer-note": WORK,
    "transfer-note-centre": WORK,
    "transfer-note-own": WORK,
}
WRITTEN_AT = {
    "transfers/<int:transfer_id>/close/": {"matches_review": WORK},
    "transfers/<int:transfer_id>/reopen/": {"matches_review": WORK},
}
"""A project that ends for a reason that tells how well the pair fits becomes a grade."""
TYPED = {
    "transfers.Transfer": ("need_title", "offer_title", "next_action"),
    "transfers.TransferEvent": ("text",),
}
SEARCHED = ("transfers", "rows")
FORMS = {
    "transfers/<int:transfer_id>/": {"next_action": "改成别的下一步", "version": "1"},
    "transfers/<int:transfer_id>/move/": {"to": "negotiating", "version": "1"},
    "transfers/<int:transfer_id>/close/": {
        "end": "unrelated", "text": "x", "visibility": "both", "version": "1",
    },
    "transfers/<int:transfer_id>/reopen/": {"version": "1"},
    "transfers/<int:transfer_id>/notes/": {"text": "x", "visibility": "both"},
    "transfers/<int:transfer_id>/solved/": {"solved": "yes", "version": "1"},
}  # fmt: skip
NOTES = {
    "transfer-note": Visibility.BOTH,
    "transfer-note-centre": Visibility.CENTRE,
    "transfer-note-own": Visibility.OWN,
}


def add(made: Any) -> None:
    """Both projects; the organisation stands on both sides."""
    need = Need.objects.unscoped().get(pk=made.ids["need_id"][1])
    offer = Offer.objects.unscoped().get(pk=made.ids["offer_id"][1])
    own = {
        "need": need,
        "offer": offer,
        "offer_title": made.canary("transfer"),
        "next_action": made.canary("transfer-plan"),
        "owner": made.owner,
    }
    projects = [project_of(**own), project_of(**own, end=End.PRICE)]
    for kind, visibility in NOTES.items():
        TransferEvent.objects.create(
            transfer=projects[0],
            person=made.owner,
            organisation=made.organisation,
            kind=EventKind.NOTE,
            text=made.canary(kind),
            visibility=visibility,
        )
    made.ids["transfer_id"] = [project.pk for project in projects]


def add_hidden(made: Any) -> None:
    """A note that stays with the side that wrote it."""
    TransferEvent.objects.create(
        transfer_id=made.ids["transfer_id"][0],
        person=made.owner,
        organisation=made.organisation,
        kind=EventKind.NOTE,
        text=made.canary("transfer-note-own"),
        visibility=Visibility.OWN,
    )
