"""Faults of our own code around the audit chain. A person cannot mend these; a developer must.

Exception
├── UnauditedChangeError   rows were written, but nobody said who did what
└── UnsafeAuditDataError   data that could hold what people wrote, and so could not be erased
"""


class UnauditedChangeError(RuntimeError):
    """A change without an audit row. Nothing of it was kept."""


class UnsafeAuditDataError(ValueError):
    """Data for an audit row that is not an id, a count, a date or a short code word."""
