"""Whose desk holds what. A person with several roles has what belongs to each."""

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.home import (
    granting,
    likely,
    listings,
    lists,
    overseeing,
    paying,
    reconciling,
    waiting,
)
from zhiqiao.web.home.desk import Desk, first_of
from zhiqiao.web.home.entitled import entitled
from zhiqiao.web.inbox.models import Message


def desk_of(person: Person) -> Desk:
    """Everything that waits for the person, the most pressing kinds first."""
    unread = Message.objects.visible_to(person).filter(read_at=None)
    news, count = first_of(unread.select_related("organisation"))
    desk = Desk(news=news, unread=count)
    if person.organisation is None:
        return desk
    if person.may(Permission.ASSESS):
        found = entitled(person, person.organisation)
        desk.extra["entitled"] = found
        listings.add_closing(desk, found)
    waiting.add_applications(desk, person)
    granting.add_grants(desk, person)
    paying.add_own_payouts(desk, person)
    lists.add_lists(desk, person)
    paying.add_budgets(desk, person)
    reconciling.add_changes(desk, person)
    reconciling.add_differences(desk, person)
    waiting.add_requests(desk, person)
    waiting.add_introductions(desk, person)
    waiting.add_transfers(desk, person)
    if person.is_staff_of_centre:
        listings.add_pairs(desk, person)
        likely.add_visits(desk, person)
        waiting.add_cases(desk, person)
        if not person.may(Permission.SYSTEM_READ):
            listings.add_needs_to_improve(desk, person)
    else:
        listings.add_own_needs(desk, person)
        likely.add_likely_needs(desk, person)
        listings.add_own_offers(desk, person)
        waiting.add_cases(desk, person)
        overseeing.add_figures(desk, person)
    overseeing.add_system(desk, person)
    return desk
