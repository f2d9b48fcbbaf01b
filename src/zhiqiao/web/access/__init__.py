"""Who may do what. A view without a declared permission does not answer at all.

`permissions` names what can be done, `roles` who may do it, `guard` stands before the views,
`scoping` before the rows. Which rows a person sees is said beside the rows, in an app's `access`
module. Absent and forbidden look the same: 404.
"""

from zhiqiao.web.access.guard import DenyByDefault, requires
from zhiqiao.web.access.permissions import EVERYONE, Permission
from zhiqiao.web.access.roles import SEPARATE_ADMINISTRATIONS, Role, granted
from zhiqiao.web.access.scoping import ScopedManager, ScopedQuerySet, UnscopedError
from zhiqiao.web.access.visitors import may, permissions_of

__all__ = [
    "EVERYONE",
    "SEPARATE_ADMINISTRATIONS",
    "DenyByDefault",
    "Permission",
    "Role",
    "ScopedManager",
    "ScopedQuerySet",
    "UnscopedError",
    "granted",
    "may",
    "permissions_of",
    "requires",
]
