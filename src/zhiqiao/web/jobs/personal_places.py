"""Where data of persons lie in background jobs."""

from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.personal_data import Place, not_personal, register

register(
    Place("jobs.Job", "person", {"title": "", "failure_data": {}}, title=_("后台任务")),
)
not_personal(
    {
        "jobs.Job": (
            "kind", "state", "data", "cursor", "result", "failure", "language", "worker",
        ),
        "jobs.Tick": ("name", "state", "worker", "failure"),
    },
    why="numbers and code words of our own",
)  # fmt: skip
