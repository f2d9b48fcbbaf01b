"""What happens here when organisations merge."""

from typing import Any

from django.dispatch import receiver

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.signals import organisations_merged
from zhiqiao.web.language_model import actions


@receiver(organisations_merged)
def follow_merger(
    *, source: Organisation, target: Organisation, actor: Person | None, **_more: Any
) -> None:
    """Calls and kept answers go along."""
    with every_row_for("what a merged organisation asked of the language model"):
        actions.follow_merger(source=source, target=target, actor=actor)
