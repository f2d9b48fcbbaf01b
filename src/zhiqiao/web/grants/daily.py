"""What is done once a day."""

from datetime import date

from zhiqiao.web.grants.notice_actions import end_due
from zhiqiao.web.grants.withdraw_actions import withdraw_all_repealed
from zhiqiao.web.jobs.schedule import every_day


@every_day("end-notices", at="00:20")
def end_notices(on: date) -> int:
    """Ends public notices whose last day is past, and asks the enterprises to confirm."""
    return end_due(on)


@every_day("withdraw-repealed", at="00:40")
def withdraw_what_was_repealed(_on: date) -> int:
    """Takes back what is not paid under rules that were repealed."""
    return withdraw_all_repealed()
