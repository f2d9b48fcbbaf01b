"""Why a change to organisations or people is not made, in words for the person who asked."""


class RefusedError(Exception):
    """A rule of the house forbids the change. Its text is shown as it stands."""
