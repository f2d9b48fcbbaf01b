"""Why a project could not be changed. Views say it beside the form."""


class TransferChangedError(Exception):
    """Somebody else changed the project since it was shown."""


class MoveRefusedError(Exception):
    """The table of moves and ends does not allow it, or something that it asks was not told.

    `code` is one of: closed, open, move, contract, reason, end, note, owner.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
