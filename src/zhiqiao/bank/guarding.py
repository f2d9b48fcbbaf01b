"""What is refused before a file is opened, and what a parser's complaint means."""

import re
from xml.parsers import expat
from xml.parsers.expat import errors

from zhiqiao.bank.errors import BankFileError
from zhiqiao.common import ErrorCode

MIB = 1024 * 1024
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_OTHER_UNICODE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
_KNOWN = {b"UTF-8", b"UTF8", b"US-ASCII", b"ASCII"}
_CUT_OFF = {
    errors.codes[text]
    for text in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_PARTIAL_CHAR,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}


def check_before_opening(content: bytes, *, bytes_max: int) -> None:
    """Refuses a file by its size and by the encoding it claims.

    Raises:
        BankFileError: BANK_FILE_TOO_LARGE, BANK_FILE_NOT_UTF8.
    """
    if len(content) > bytes_max:
        raise BankFileError(
            ErrorCode.BANK_FILE_TOO_LARGE,
            size_mib=-(-len(content) // MIB),
            limit_mib=bytes_max // MIB,
        )
    declared = _DECLARED.match(content.removeprefix(b"\xef\xbb\xbf")[:300])
    claims_another = declared is not None and declared[1].upper() not in _KNOWN
    if claims_another or content.startswith(_OTHER_UNICODE):
        raise BankFileError(ErrorCode.BANK_FILE_NOT_UTF8, byte=1)


def broken(
    content: bytes, error: expat.ExpatError, *, lines_before: int = 0, bytes_before: int = 0
) -> BankFileError:
    """What is wrong with a file, or with a part of it, that the parser did not get through."""
    line = error.lineno + lines_before
    if error.code in _CUT_OFF:
        return BankFileError(ErrorCode.BANK_FILE_TRUNCATED, line=line)
    try:
        content.decode()
    except UnicodeDecodeError as wrong:
        return BankFileError(ErrorCode.BANK_FILE_NOT_UTF8, byte=bytes_before + wrong.start + 1)
    return BankFileError(
        ErrorCode.BANK_FILE_BROKEN,
        line=line,
        column=error.offset + 1,
        why=expat.ErrorString(error.code),
    )
