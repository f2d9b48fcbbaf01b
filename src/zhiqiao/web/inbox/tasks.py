"""Letters as the background process is handed them."""

from django.utils import timezone
from django_tasks import task

from zhiqiao.web.inbox import sending


@task()
def send_letter(letter_id: int) -> bool:
    """Sends the letter if it is due; whether it went."""
    return sending.send(letter_id, now=timezone.now())
