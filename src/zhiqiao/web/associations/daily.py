"""What is done for associations once a day."""

from datetime import date

from zhiqiao.web.associations import rebuilding
from zhiqiao.web.jobs.schedule import every_day


@every_day("rebuild-associations", at="02:30")
def rebuild(_on: date) -> int:
    """Builds the concept graph anew where the public texts have changed enough; 1 if it was."""
    return int(rebuilding.rebuild())
