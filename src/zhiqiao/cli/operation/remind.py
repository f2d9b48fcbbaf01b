"""`zhiqiao remind`: the work that is done once a day."""

from datetime import date
from typing import TYPE_CHECKING

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note
from zhiqiao.cli.site import set_up_site

if TYPE_CHECKING:
    from zhiqiao.web.jobs.schedule import Done


def perform(*, on: date | None, as_json: bool) -> int:
    """Does what is registered for the day and not yet done; 1 where some of it failed."""
    set_up_site()
    from django.utils import timezone

    from zhiqiao.web.jobs.schedule import run_all

    day = on or timezone.localdate()
    done = run_all(day)
    if as_json:
        emit({"on": day.isoformat(), "done": {each.name: each.count for each in done}})
    else:
        _tell(day, done)
    return int(any(each.count is None for each in done))


def _tell(day: date, done: "list[Done]") -> None:
    if not done:
        note(tr(f"{day} 的工作都做过了。", f"The work of {day} is done already."))
    for each in done:
        if each.count is None:
            note(tr(f"{each.name}：没有做成，详情见日志", f"{each.name}: failed, see the log"))
        else:
            note(f"{each.name}: {each.count}")
