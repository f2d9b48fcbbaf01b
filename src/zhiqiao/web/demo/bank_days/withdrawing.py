"""A programme is withdrawn, and put in force again the same day."""

from datetime import date

from zhiqiao.web.audit.actions import system_action
from zhiqiao.web.rulebook.actions import Publication, add_text
from zhiqiao.web.rulebook.texts import text_of


def withdraw_programme(programme_id: str, *, on: date) -> None:
    """Has the programme be without effect from the day on."""
    _publish(programme_id, repealed_on=on)


def restore_programme(programme_id: str) -> None:
    """Puts it in force again with the text that it had."""
    _publish(programme_id, repealed_on=None)


def _publish(programme_id: str, *, repealed_on: date | None) -> None:
    publication = Publication(text_of(programme_id), note="排练", repealed_on=repealed_on)
    with system_action("rehearse_rule"):
        add_text(publication, drafted_by=None, published_by=None)
