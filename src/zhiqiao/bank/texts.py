"""Text as it goes into a file: nothing that XML or the schema refuses."""

import re
from xml.sax.saxutils import escape

from zhiqiao.bank.errors import BankFileError
from zhiqiao.common import ErrorCode

ID_MAX = 35
ACCOUNT_MAX = 34
NAME_MAX = 140
REMARK_MAX = 140

# Control characters (line ends too: each of these texts is one line), halves of surrogate pairs
# and the two codes that are no characters.
_ILLEGAL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_MARKUP = re.compile("[&<>]")
_BANK_CODE = re.compile("[0-9]{12}", re.ASCII)


def written(text: str, *, element: str, where: str, limit: int) -> str:
    """The text, escaped, without blanks around it.

    Raises:
        BankFileError: BANK_TEXT_ILLEGAL, BANK_TEXT_LENGTH.
    """
    text = text.strip()
    if not 0 < len(text) <= limit:
        raise BankFileError(
            ErrorCode.BANK_TEXT_LENGTH, where=where, element=element, found=len(text), limit=limit
        )
    if text.isascii() and text.isalnum():
        return text
    if (found := _ILLEGAL.search(text)) is not None:
        character = f"U+{ord(found[0]):04X}"
        raise BankFileError(
            ErrorCode.BANK_TEXT_ILLEGAL,
            where=where,
            element=element,
            position=found.start() + 1,
            character=character,
        )
    return escape(text) if _MARKUP.search(text) else text


def written_bank_code(code: str, *, where: str) -> str:
    """The CNAPS code.

    Raises:
        BankFileError: BANK_CODE_BAD.
    """
    if _BANK_CODE.fullmatch(code) is None:
        raise BankFileError(ErrorCode.BANK_CODE_BAD, where=where, found=code[:40])
    return code
