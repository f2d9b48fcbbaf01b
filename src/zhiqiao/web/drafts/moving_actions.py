"""Moving what a merged department wrote."""

from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.drafts.models import Draft, PublicationRequest


def move_drafts(*, source: Organisation, target: Organisation) -> int:
    """Drafts and requests become the other department's, inside the merger's action; how many."""
    drafts = Draft.objects.unscoped().filter(organisation=source)
    requests = PublicationRequest.objects.unscoped().filter(organisation=source)
    return drafts.update(organisation=target) + requests.update(organisation=target)
