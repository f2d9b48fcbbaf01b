"""Why a job failed, as people read it."""

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from zhiqiao.common import ErrorCode, ZhiqiaoError, describe
from zhiqiao.web.jobs.models import Job

FAILURES = {
    "fault": _("程序出错，详情见服务器日志。可以从停下的地方再试。"),
    "worker_ended": _("后台进程在同一处停了三次，不再自动重试。可以从停下的地方再试。"),
    "kind_unknown": _("这个版本不认识这种任务。"),
    "not_allowed": _("发起人已没有做这件事的权限。"),
    "storage": _("磁盘写不进去，可能满了。清理后可以从停下的地方再试。"),
}


def failure_words(job: Job) -> str:
    """What went wrong and what to do; "" where nothing did."""
    if not job.failure:
        return ""
    if job.failure in FAILURES:
        return str(FAILURES[job.failure])
    try:
        error = ZhiqiaoError(ErrorCode(job.failure), **job.failure_data)
        return describe(error, "zh" if (get_language() or "").startswith("zh") else "en")
    except (ValueError, KeyError):
        return gettext("没有完成（%(code)s）。") % {"code": job.failure}
