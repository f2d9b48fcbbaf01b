"""Keyed digests of what a listing said when it was matched.

They tell later whether it was changed between two runs, and nothing of what it said: without the
site's key a guess at the words of a confidential need cannot be tried against them.
"""

import json

from django.utils.crypto import salted_hmac

from zhiqiao.web.catalogue.confidential import words_of
from zhiqiao.web.catalogue.models import Need, Offer

SALT = "zhiqiao.web.matches.fingerprints"


def words_mac(listing: Need | Offer) -> str:
    """Of title and text, 64 hexadecimal digits."""
    said = words_of(listing) if isinstance(listing, Need) else listing
    return _mac(said.title, said.text)


def terms_mac(listing: Need | Offer) -> str:
    """Of everything else that matching reads, 64 hexadecimal digits."""
    own: tuple[object, ...]
    if isinstance(listing, Need):
        own = (listing.budget_fen, listing.stage, listing.deadline_on)
    else:
        own = (listing.price_fen, listing.trl, listing.kind)
    return _mac(listing.field, listing.mode, *own)


def _mac(*parts: object) -> str:
    content = json.dumps([None if part is None else str(part) for part in parts])
    return salted_hmac(SALT, content, algorithm="sha256").hexdigest()
