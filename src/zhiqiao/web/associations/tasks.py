"""Work that happens in the background process."""

from django_tasks import task

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.associations import actions, rebuilding
from zhiqiao.web.matches.models import MatchRun


@task()
def refresh_graph() -> bool:
    """Builds the concept graph where that is due; whether it was built.

    Where another process is at it, that one's graph will do.
    """
    with every_row_for("the graph of public texts"):
        try:
            return rebuilding.rebuild()
        except ZhiqiaoError as error:
            if error.code == ErrorCode.INDEX_BUSY:
                return False
            raise


@task()
def look_further(run_id: int) -> int:
    """Looks for what a need's run could find through paths alone; how many were kept."""
    with every_row_for("latent matches of a run"):
        runs = MatchRun.objects.unscoped().select_related("need")
        run = runs.filter(pk=run_id).first()
        return actions.look_further(run=run) if run is not None else 0
