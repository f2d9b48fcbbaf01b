"""Finding a need or an offer by its number or its code."""

from collections.abc import Iterator
from typing import Any

from zhiqiao.client import ClientError
from zhiqiao.client.client import Listings
from zhiqiao.common import ErrorCode

STATUSES = ("published", "draft", "withdrawn")


def found(listings: Listings[Any], text: str) -> dict[str, Any]:
    """The listing of that number or code.

    Raises:
        ClientError: there is none that the token sees.
    """
    if text.isdecimal():
        one: dict[str, Any] = dict(listings.get(int(text)))
        return one
    for each in _candidates(listings, text):
        if each["code"] == text:
            return each
    raise ClientError(ErrorCode.LISTING_UNKNOWN, id=text)


def _candidates(listings: Listings[Any], text: str) -> Iterator[dict[str, Any]]:
    for status in STATUSES:
        yield from listings.list(q=text, status=status)
