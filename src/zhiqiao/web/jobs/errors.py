"""How the work of a job ends early. None of these is a person's mistake."""


class JobStop(Exception):  # noqa: N818 -- not an error: the work stops in order
    """The work of a job stops before its end."""


class JobPausedError(JobStop):
    """The job has had its share of time and lets others go first."""


class JobCancelledError(JobStop):
    """Someone asked to cancel."""


class JobRefusedError(JobStop):
    """The job may not go on; `failure` is the code of the reason."""

    def __init__(self, failure: str) -> None:
        super().__init__(failure)
        self.failure = failure


class JobLostError(JobStop):
    """Someone else took the job up: nothing of this attempt may be stored."""
