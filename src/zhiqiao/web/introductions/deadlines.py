"""What is done about introductions once a day."""

from datetime import date

from zhiqiao.web.introductions.upkeep_actions import expire_overdue, remind_before_expiry
from zhiqiao.web.jobs.schedule import every_day


@every_day("expire-introductions", at="00:30")
def expire(on: date) -> int:
    """Ends what nobody answered in time."""
    return expire_overdue(on)


@every_day("remind-introductions", at="08:30")
def remind(on: date) -> int:
    """Reminds those who have not answered."""
    return remind_before_expiry(on)
