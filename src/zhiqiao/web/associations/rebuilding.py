"""Building the graph anew, and what follows from a new one."""

from zhiqiao.web.associations.site_graph import kept_graph
from zhiqiao.web.matches.queries import newest_done_runs


def rebuild() -> bool:
    """Builds the graph where that is due; whether it was built.

    With a new graph more can be found: every open need whose newest run has no latent matches is
    looked at again.

    Raises:
        ZhiqiaoError: as `KeptGraph.refresh`.
    """
    from zhiqiao.web.associations.tasks import look_further  # the task calls back into this app

    if not kept_graph().refresh():
        return False
    bare = newest_done_runs().filter(need__is_confidential=False, latent_matches=None)
    for run_id in bare.values_list("pk", flat=True):
        look_further.enqueue(run_id)
    return True
