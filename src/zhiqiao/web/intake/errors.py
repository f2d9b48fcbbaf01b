"""What can come between checking a file and writing it."""


class ImportChangedError(Exception):
    """The file was decided elsewhere meanwhile: nothing of this attempt may be stored."""
