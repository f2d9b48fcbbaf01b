"""From the secret of a link to the invitation, for a visitor who is nobody here yet."""

from hashlib import sha256

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.members.rules import is_valid
from zhiqiao.web.accounts.models import Invitation


def digest_of(token: str) -> str:
    """What is stored of a link."""
    return sha256(token.encode()).hexdigest()


def valid_invitation(token: str) -> Invitation | None:
    """The invitation that the link stands for; None once it is void."""
    with every_row_for("the invitation that a visitor holds the link of"):
        rows = Invitation.objects.unscoped().select_related("organisation", "made_by")
        found = rows.filter(token_digest=digest_of(token)).first()
        return found if found is not None and is_valid(found) else None
