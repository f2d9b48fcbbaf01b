"""Crawls until something is amiss: whether anybody notices that a check is gone."""

from collections.abc import Iterator

from django.db import transaction
from tests.secure.crawl import judging, matrix
from tests.secure.crawl.crawling import Answer, Visitor, crawl
from tests.secure.crawl.removals import Removal
from tests.secure.crawl.routes import Route, routes
from tests.secure.crawl.worlds import World, build

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.centre.actions import edit_organisation
from zhiqiao.web.accounts.members import actions, rules
from zhiqiao.web.accounts.refusal import RefusedError

HUNTERS = (
    matrix.SIGNED, Role.SEEKER, Role.ORGANISATION_ADMIN, Role.PROVIDER, Role.AFFAIRS,
    Role.REVIEWER, Role.ANALYST, Role.SECURITY_ADMIN, Role.AUDITOR, Role.SYSTEM_ADMIN,
    Role.LIAISON, Role.BROKER, matrix.STRANGER,
)  # fmt: skip
"""Whoever sees little comes first: what one should not see is found soonest with them."""


class Hunt:
    """The visitors and their worlds, made once; `notice` says who saw first what was amiss."""

    def __init__(self) -> None:
        self.other = build("two")
        self.routes = routes()
        self._owns: dict[str, World] = {}

    def notice(self, removal: Removal) -> str | None:
        """The first sign that the check is gone; None where nobody notices."""
        if removal.is_rule:
            return self._notice_of_rules(removal)
        found = [removal.route] if removal.route else sorted(self.routes, key=removal.is_far_from)
        member = self._visitor(Role.LIAISON).own
        with removal.without():
            tables = [] if removal.route else judging.rows_seen(member.owner, member, self.other)
        if tables:
            return f"a mere member is handed rows of {tables}"
        for name in HUNTERS:
            if removal.route and name not in matrix.refused(removal.route):
                continue
            visitor = self._visitor(name)
            with removal.without():
                for sign in self._signs(visitor, name, found):
                    return f"{name}: {sign}"
        return None

    def _visitor(self, name: str) -> Visitor:
        role = name if name in Role.values else None
        if name not in self._owns:
            self._owns[name] = build(f"of{name.replace('_', '')}", role)
        own = self._owns[name]
        return Visitor(None if name == matrix.STRANGER else own.owner, own)

    def _signs(self, visitor: Visitor, name: str, found: list[Route]) -> Iterator[str]:
        seen: list[Answer] = []
        for answer in crawl(visitor, found, visitor.own, self.other, name=name):
            seen.append(answer)
            if judging.leaks([answer], visitor.person, self.other):
                yield f"leak {answer}"
            if judging.unrefused([answer], name):
                yield f"let in {answer}"
            if judging.changes([answer]) and not judging.reaches_far(visitor.person):
                yield f"change {answer}"
            if judging.told_within([answer], visitor.person, visitor.own):
                yield f"told {answer}"
            if judging.writes_beyond([answer], visitor.person):
                yield f"wrote {answer}"
            if judging.offers_in_vain([answer], name):
                yield f"offers what it refuses: {answer}"
            if judging.faults([answer]):
                yield f"fault {answer}"
        if not judging.reaches_far(visitor.person):
            yield from (f"tells {key}" for key, _hidden, _missing in judging.tells(seen))

    def _notice_of_rules(self, removal: Removal) -> str | None:
        admin = self._visitor(Role.ORGANISATION_ADMIN).own
        centre = self._visitor(Role.SECURITY_ADMIN).own
        with removal.without():
            return next(broken_rules(admin, centre, self.other), None)


def broken_rules(admin: World, centre: World, other: World) -> Iterator[str]:
    """What actions let people do that they may not."""
    actor, colleague = admin.owner, admin.colleague
    at_home = {"actor": actor, "organisation": admin.organisation, "person": colleague}
    away = {"actor": actor, "organisation": other.organisation, "person": other.colleague}
    inactive = {**at_home, "person": admin.inactive}
    forbidden = {
        "ends another's member": (actions.end_member, away),
        "gives roles elsewhere": (actions.give_roles, away | {"roles": {"provider"}}),
        "edits another organisation": (
            edit_organisation,
            {"actor": actor, "organisation": other.organisation, "fields": ["intro"]},
        ),
        "gives staff roles": (actions.give_roles, at_home | {"roles": {"operator"}}),
        "takes staff roles": (actions.end_member, {**at_home, "person": admin.staff}),
        "gives to the inactive": (actions.give_roles, inactive | {"roles": {"provider"}}),
        "gives themselves staff roles": (
            actions.give_roles,
            {"actor": centre.owner, "organisation": centre.organisation, "person": centre.owner,
             "roles": {"security_admin", "auditor"}},
        ),
    }  # fmt: skip
    for name, (act, values) in forbidden.items():
        point = transaction.savepoint()
        try:
            act(**values)
        except RefusedError:
            continue
        else:
            yield name
        finally:
            transaction.savepoint_rollback(point)
    if rules.may_still_grant(colleague, admin.organisation, Role.SEEKER):
        yield "a seeker's invitations are valid"
    if rules.may_still_grant(actor, other.organisation, Role.SEEKER):
        yield "invitations into another organisation are valid"
