"""A first message for everyone in the demo city, so that no inbox is empty."""

from zhiqiao.web.accounts.queries import demo_people, with_grants
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.inbox.actions import tell
from zhiqiao.web.inbox.models import Message

ONCE = "welcome"


def load_demo_inbox() -> None:
    """Welcomes the demo people; each only once."""
    _welcome()


@action
def _welcome() -> None:
    people = with_grants(demo_people())
    told = tell(kind="welcome", people=people, data={}, path="/inbox/preferences/", once=ONCE)
    audit(actor=None, action="load_demo", what=Message, data={"told": told})
