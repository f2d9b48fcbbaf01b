"""What happens to staged files when a background process starts."""

from typing import Any

from django.dispatch import receiver

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.intake import actions
from zhiqiao.web.jobs.signals import worker_started


@receiver(worker_started)
def tidy(**_more: Any) -> None:
    """Removes files that nobody needs any more."""
    with every_row_for("which staged files are still needed"):
        actions.forget_old_files()
