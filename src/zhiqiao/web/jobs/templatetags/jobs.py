"""A job's kind, unit, failure and page, as templates show them."""

from django import template

from zhiqiao.web.jobs.kinds import kind_named
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.jobs.wording import failure_words

register = template.Library()


@register.filter
def kind_label(job: Job) -> str:
    """What sort of work it is."""
    kind = kind_named(job.kind)
    return str(kind.label) if kind else job.kind


@register.filter
def unit(job: Job) -> str:
    """What is counted."""
    kind = kind_named(job.kind)
    return str(kind.unit) if kind else ""


@register.filter
def failure(job: Job) -> str:
    """Why it failed and what to do."""
    return failure_words(job)


@register.filter
def work_page(job: Job) -> str:
    """The address of what the job works on."""
    kind = kind_named(job.kind)
    return kind.page(job) if kind else ""
