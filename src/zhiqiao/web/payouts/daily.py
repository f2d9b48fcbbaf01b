"""What is done once a day."""

from datetime import date

from zhiqiao.web.jobs.schedule import every_day
from zhiqiao.web.payouts.arrival_actions import tell_arrivals
from zhiqiao.web.payouts.finish_actions import finish_lists


@every_day("finish-lists", at="07:30")
def finish(_on: date) -> int:
    """Ends lists of which nothing is under way any more."""
    return finish_lists()


@every_day("tell-arrivals", at="10:00")
def tell(on: date) -> int:
    """Tells enterprises what has arrived since."""
    return tell_arrivals(on)
