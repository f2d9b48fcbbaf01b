"""Work that happens in the background process."""

from django_tasks import task

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.matches.models import MatchRun
from zhiqiao.web.opinions.actions import judge_run


@task()
def judge(run_id: int) -> int:
    """Asks the model about a run's first candidates; how many opinions were kept."""
    with every_row_for("opinions on the candidates of a run"):
        runs = MatchRun.objects.unscoped().select_related("need__organisation")
        run = runs.filter(pk=run_id).first()
    return judge_run(run=run) if run is not None else 0
