"""What the visitor behind a request may do."""

from typing import TYPE_CHECKING

from zhiqiao.web.access.permissions import EVERYONE, Permission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from zhiqiao.web.accounts.models import Person


def permissions_of(actor: "Person | AnonymousUser") -> frozenset[Permission]:
    """All that this visitor may do, before looking at which rows."""
    return actor.grant.permissions if actor.is_authenticated else EVERYONE


def may(actor: "Person | AnonymousUser", permission: Permission) -> bool:
    """Whether this visitor holds the permission."""
    return permission in permissions_of(actor)
