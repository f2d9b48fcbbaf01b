"""What is done once a day."""

from datetime import date

from zhiqiao.web.applications.review_actions import remind_of
from zhiqiao.web.jobs.schedule import every_day


@every_day("remind-applications", at="08:30")
def remind(on: date) -> int:
    """Tells of applications that are late and of answers that are due."""
    return remind_of(on=on)
