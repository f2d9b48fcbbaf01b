"""Which kinds of jobs there are and what does each. Registered by the apps, in `ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from zhiqiao.web.jobs.models import Job
    from zhiqiao.web.jobs.progress import Progress

Run = Callable[["Progress"], dict[str, Any] | None]
F = TypeVar("F", bound=Callable[..., Any])


def _nowhere(_job: "Job") -> str:
    return ""


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of job.

    Attributes:
        name: as stored.
        label: the word for people, in the page's language.
        unit: what is counted, such as 行.
        run: does the work, from where the job's cursor stands, and returns what to keep of it.
        page: the address of what the job works on; "" for none.
    """

    name: str
    label: Any
    run: Run
    unit: Any = ""
    page: Callable[["Job"], str] = _nowhere


_KINDS: dict[str, JobKind] = {}


def job_kind(
    name: str, *, label: Any, unit: Any = "", page: Callable[["Job"], str] = _nowhere
) -> Callable[[F], F]:
    """Registers the decorated function as what does jobs of that kind."""

    def declare(run: F) -> F:
        _KINDS[name] = JobKind(name, label, run, unit, page)
        return run

    return declare


def kind_named(name: str) -> JobKind | None:
    """The kind of that name, if an app registered it."""
    return _KINDS.get(name)
