"""What people hear of their projects, and who hears it."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.inbox.actions import tell
from zhiqiao.web.inbox.kinds import MessageKind, Topic, register
from zhiqiao.web.inbox.queries import people_who
from zhiqiao.web.transfers.models import Transfer, Visibility
from zhiqiao.web.transfers.stages import Stage

TRANSFERS = Topic.TRANSFERS
KINDS = (
    MessageKind(
        "transfer-started",
        TRANSFERS,
        _("新项目：%(need)s"),
        _("%(seeker)s和%(provider)s都同意对接了。在项目页约第一次洽谈，写下下一步和期限。"),
    ),
    MessageKind("transfer-to-negotiating", TRANSFERS, _("「%(need)s」开始洽谈")),
    MessageKind("transfer-to-signed", TRANSFERS, _("「%(need)s」已签约")),
    MessageKind("transfer-to-paid", TRANSFERS, _("「%(need)s」已付款")),
    MessageKind(
        "transfer-back", TRANSFERS, _("「%(need)s」退回了一步"), _("原因写在项目的记录里。")
    ),
    MessageKind(
        "transfer-closed",
        TRANSFERS,
        _("「%(need)s」已关闭"),
        _("结果写在项目页上，需要时可以重新打开。"),
    ),
    MessageKind(
        "transfer-solved",
        TRANSFERS,
        _("「%(need)s」的问题解决了吗？"),
        _("项目已关闭。点一下告诉我们，没有解决的可以重新打开。"),
    ),
    MessageKind("transfer-reopened", TRANSFERS, _("「%(need)s」重新打开了")),
    MessageKind("transfer-owner", TRANSFERS, _("「%(need)s」由您负责"), _("下一步：%(next)s")),
    MessageKind("transfer-note", TRANSFERS, _("「%(need)s」有新备注")),
    MessageKind(
        "transfers-due",
        TRANSFERS,
        _("项目：%(soon)s 个快到期，%(late)s 个已超期"),
        _("打开“我负责的”，改期限或推进一步。"),
    ),
)


def register_kinds() -> None:
    """Makes the kinds known to the inbox."""
    register(*KINDS)


def seekers(transfer: Transfer) -> list[Person]:
    """The seeker's people who work on projects, and are trusted with it if it is confidential."""
    people = people_who(transfer.seeker_id, Permission.TRANSFER_WRITE)
    if not transfer.is_confidential:
        return people
    return [person for person in people if person.may(Permission.CONFIDENTIAL_READ)]


def providers(transfer: Transfer) -> list[Person]:
    """The provider's people who work on projects."""
    return people_who(transfer.provider_id, Permission.TRANSFER_WRITE)


def _owner(transfer: Transfer) -> list[Person]:
    return [transfer.owner] if transfer.owner is not None else []


def _everyone(transfer: Transfer) -> list[Person]:
    return [*seekers(transfer), *providers(transfer), *_owner(transfer)]


def _tell(kind: str, transfer: Transfer, people: Iterable[Person], actor: Person | None) -> None:
    others = [person for person in people if actor is None or person.pk != actor.pk]
    data = {
        "need": transfer.need_title,
        "seeker": transfer.seeker.name,
        "provider": transfer.provider.name,
        "next": transfer.next_action or "–",
    }
    tell(kind=kind, people=others, data=data, path=reverse("transfer", args=[transfer.pk]))


def tell_start(transfer: Transfer, actor: Person | None) -> None:
    """Both sides and the owner hear that there is a project."""
    _tell("transfer-started", transfer, _everyone(transfer), actor)


def tell_move(transfer: Transfer, actor: Person, *, is_back: bool) -> None:
    """Both sides and the owner hear of another stage."""
    is_step_back = is_back or transfer.stage == Stage.INTRODUCED
    kind = "transfer-back" if is_step_back else f"transfer-to-{transfer.stage}"
    _tell(kind, transfer, _everyone(transfer), actor)


def tell_close(transfer: Transfer, actor: Person) -> None:
    """The seeker is asked whether the problem is solved; the others hear of the end."""
    asked = [person for person in seekers(transfer) if person.pk != actor.pk]
    _tell("transfer-solved", transfer, asked, actor)
    known = {person.pk for person in asked}
    others = [*providers(transfer), *_owner(transfer)]
    _tell("transfer-closed", transfer, (p for p in others if p.pk not in known), actor)


def tell_reopen(transfer: Transfer, actor: Person) -> None:
    """Both sides and the owner hear that it goes on."""
    _tell("transfer-reopened", transfer, _everyone(transfer), actor)


def tell_owner(transfer: Transfer, actor: Person) -> None:
    """The owner hears that it is theirs now."""
    _tell("transfer-owner", transfer, _owner(transfer), actor)


def tell_note(transfer: Transfer, actor: Person, visibility: str) -> None:
    """Those who may read the note hear of it; of a note for one's own side nobody does."""
    if visibility == Visibility.OWN:
        return
    if visibility == Visibility.BOTH:
        people = _everyone(transfer)
    else:
        people = [each for each in _owner(transfer) if each.may(Permission.TRANSFER_ALL)]
    _tell("transfer-note", transfer, people, actor)
