"""Work of the API that happens in the background process."""

from django_tasks import task

from zhiqiao.web.api import sending


@task()
def send_due(webhook_id: int) -> int:
    """Sends what waits in a webhook's outbox; how many arrived."""
    return sending.send_waiting(webhook_id)
