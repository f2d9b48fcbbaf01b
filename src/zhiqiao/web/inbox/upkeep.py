"""What is done for the inbox once a day."""

from datetime import date

from zhiqiao.web.inbox import letter_actions
from zhiqiao.web.jobs.schedule import every_day


@every_day("letters", at="09:00")
def look_after_letters(on: date) -> int:
    """Wakes letters that are overdue, as after a restore; forgets what is long over."""
    letter_actions.forget_old(before=on)
    return letter_actions.wake_overdue()
