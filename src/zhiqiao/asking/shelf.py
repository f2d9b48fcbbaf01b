"""The book of a rulebook: its passages with the static encoder, and further ones."""

from collections.abc import Sequence
from datetime import date

from zhiqiao.asking.book import PassageBook
from zhiqiao.asking.passages import passages_of, places_of
from zhiqiao.asking.values import Passage
from zhiqiao.index import load_encoder
from zhiqiao.policy import Rulebook


def book_of(rulebook: Rulebook, *, on: date, more: Sequence[Passage] = ()) -> PassageBook:
    """Everything that can be asked of the rules on the day, and of further passages."""
    places = {each.id: places_of(each) for each in rulebook.programmes}
    passages = [*passages_of(rulebook, on=on), *more]
    return PassageBook(passages, encoder=load_encoder("static"), places=places)
