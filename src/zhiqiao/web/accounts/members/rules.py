"""What must hold of the people of an organisation, whoever changes them."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from zhiqiao.web.access import SEPARATE_ADMINISTRATIONS, Permission, Role, granted
from zhiqiao.web.access.roles import ROLES_OF_MEMBERS, is_strict
from zhiqiao.web.accounts.members.queries import active_memberships, administrators_of
from zhiqiao.web.accounts.models import Invitation, Organisation, OrganisationState, Person
from zhiqiao.web.accounts.refusal import RefusedError


def manages(actor: Person | None, organisation: Organisation) -> bool:
    """Whether the actor decides about the organisation's people. None: the command line."""
    if actor is None or actor.may(Permission.ORGANISATION_ALL):
        return True
    return actor.may(Permission.MEMBER_WRITE) and actor.organisation_id == organisation.pk


def grantable(actor: Person | None) -> tuple[Role, ...]:
    """The roles that the actor may give or take."""
    if actor is None or _gives_every_role(actor):
        return tuple(Role)
    return ROLES_OF_MEMBERS


def _gives_every_role(actor: Person) -> bool:
    return actor.may(Permission.ORGANISATION_ALL) or actor.may(Permission.PERSON_WRITE)


def check_manages(actor: Person | None, organisation: Organisation) -> None:
    """Raises RefusedError where the actor decides nothing here, or nobody acts for it any more."""
    if not manages(actor, organisation):
        raise RefusedError(_("您不能管理这家机构的成员。"))
    check_active(organisation)


def check_active(organisation: Organisation) -> None:
    """Raises RefusedError where nobody acts for the organisation any more."""
    if organisation.state != OrganisationState.ACTIVE:
        raise RefusedError(_("这家机构已停用或已并入其他机构。"))


def check_grants(actor: Person | None, roles: Iterable[str]) -> None:
    """Raises RefusedError where one of the roles is not the actor's to give or take."""
    if not set(roles) <= set(grantable(actor)):
        raise RefusedError(_("工作人员的角色只能由平台授予或取消。"))
    if actor is not None and is_strict() and SEPARATE_ADMINISTRATIONS & set(roles):
        raise RefusedError(_("三员的角色只能在服务器上用 zhiqiao person 授予或取消。"))


def check_gives_to(actor: Person | None, person: Person, roles: Collection[str]) -> None:
    """Raises RefusedError where the actor may not give these roles to this person."""
    check_grants(actor, roles)
    if not person.is_active:
        raise RefusedError(_("这个账号已停用，不能授予角色。"))
    if actor == person and not set(roles) <= set(ROLES_OF_MEMBERS):
        raise RefusedError(_("不能给自己授予工作人员的角色，请由另一位管理员办理。"))
    check_separate(person, roles)


def is_out_of_reach(person: Person) -> bool:
    """Whether they are let in and shut out on the server alone: the strict profile's three."""
    held = active_memberships().filter(person=person, role__in=SEPARATE_ADMINISTRATIONS)
    return is_strict() and held.exists()


def check_reaches(actor: Person | None, person: Person) -> None:
    """Raises RefusedError where the actor would shut out another of the three administrations."""
    if actor is not None and is_out_of_reach(person):
        raise RefusedError(_("三员的账号只能在服务器上用 zhiqiao person 停用或删除。"))


def check_separate(person: Person, roles: Collection[str]) -> None:
    """Raises RefusedError where a person would hold two of the three administrations."""
    if not is_strict():
        return
    Person.objects.select_for_update().get(pk=person.pk)
    held = set(active_memberships().filter(person=person).values_list("role", flat=True))
    if len(SEPARATE_ADMINISTRATIONS & (held | set(roles))) > 1:
        raise RefusedError(_("系统管理员、安全管理员、审计管理员三者不能由同一人担任。"))


def check_administrator_stays(organisation: Organisation, *, without: Person) -> None:
    """Raises RefusedError where people would remain and none of them administers."""
    administrators = administrators_of(organisation).values_list("person_id", flat=True)
    others = active_memberships().filter(organisation=organisation).exclude(person=without)
    if set(administrators) == {without.pk} and others.exists():
        raise RefusedError(
            _("%(name)s是“%(organisation)s”唯一的机构管理员。请先把管理员移交给另一位成员。")
            % {"name": without.name, "organisation": organisation.name}
        )


def is_valid(invitation: Invitation) -> bool:
    """Whether the link still works: open, for an active organisation, by one who may invite."""
    organisation = invitation.organisation
    return (
        invitation.is_open
        and organisation.state == OrganisationState.ACTIVE
        and invitation.made_by is not None
        and may_still_grant(invitation.made_by, organisation, invitation.role)
    )


def may_still_grant(maker: Person, organisation: Organisation, role: str) -> bool:
    """Whether any membership of the maker lets them give that role there today."""
    for row in active_memberships().filter(person=maker):
        permissions = granted(row.role)
        if Permission.ORGANISATION_ALL in permissions:
            return True
        own = row.organisation_id == organisation.pk and role in ROLES_OF_MEMBERS
        if own and Permission.MEMBER_WRITE in permissions:
            return True
    return False
