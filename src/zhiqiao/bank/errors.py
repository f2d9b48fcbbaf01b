"""Why a file of the bank cannot be used or written, and how sending can end badly.

BankError
├── BankFileError         a file that cannot be read, or a payment that cannot be written
└── BankLinkError         the way to the bank
    ├── BankTimeoutError      it may have the file or not: enquire before anything else
    ├── BankUnreachableError  it surely does not have the file: send again later
    └── BankRefusedError      it answered that it does not take the file
"""

from zhiqiao.common import ZhiqiaoError


class BankError(ZhiqiaoError):
    """Everything that goes wrong between us and the bank."""


class BankFileError(BankError):
    """A file that is refused as a whole: no line of it counts."""


class BankLinkError(BankError):
    """A file that did not go through, or may not have."""


class BankTimeoutError(BankLinkError):
    """Nobody knows whether the bank has the file."""


class BankUnreachableError(BankLinkError):
    """The bank does not have the file."""


class BankRefusedError(BankLinkError):
    """The bank saw the file and does not take it."""
