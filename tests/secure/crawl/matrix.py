"""Who may ask for what: written down, so that a change of rights is a change of this file.

`python -m tests.secure.crawl.matrix` writes `permission_matrix.txt` anew; read the difference
before it is committed.
"""

from pathlib import Path

from tests.secure.crawl.routes import Route, routes

from zhiqiao.web.access import EVERYONE, Permission, Role, granted
from zhiqiao.web.access.permissions import SIGNED_IN

FILE = Path(__file__).with_name("permission_matrix.txt")
STRANGER, SIGNED = "anonymous", "nobody"


def holders(permission: Permission) -> list[str]:
    """The kinds of visitor who hold a permission."""
    if permission in EVERYONE:
        return ["everyone"]
    if permission in SIGNED_IN:
        return ["signed in"]
    return [role for role in Role.values if permission in granted(role)]


def refused(route: Route) -> list[str]:
    """The kinds of visitor whom the address must not answer."""
    if route.permission in EVERYONE:
        return []
    if route.permission in SIGNED_IN:
        return [STRANGER]
    holding = holders(route.permission)
    return [STRANGER, SIGNED, *(role for role in Role.values if role not in holding)]


def written() -> str:
    """The matrix as text, one line an address and method, in the order of the alphabet."""
    lines = [
        f"{route.key}  {route.permission}  {' '.join(holders(route.permission))}"
        for route in routes()
    ]
    return "\n".join(sorted(lines)) + "\n"


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    FILE.write_text(written(), encoding="utf-8")
