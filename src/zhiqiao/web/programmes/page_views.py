"""The page of one programme."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.profiles.language import page_language
from zhiqiao.web.programmes.cards import cards_on
from zhiqiao.web.programmes.details import story_of
from zhiqiao.web.programmes.list_views import own_entitlements
from zhiqiao.web.programmes.publications import texts_of
from zhiqiao.web.rulebook.current import rulebook


@requires(Permission.PROGRAMME_READ)
def programme(request: HttpRequest, programme_id: str) -> HttpResponse:
    """What it is, for whom, how much, until when; for one's own organisation its verdict."""
    book, today, language = rulebook(), timezone.localdate(), page_language()
    found = book.programme(programme_id)
    if found is None:
        raise Http404
    cards = cards_on(book, today, language)
    texts = texts_of(programme_id)
    story = story_of(found, book, on=today, language=language, texts=texts)
    item = own_entitlements(request).get(programme_id)
    context: dict[str, Any] = {
        "card": cards[programme_id],
        "story": story,
        "rivals": [(cards[id_], words) for id_, words in story.rivals if id_ in cards],
        "item": item,
        "told": {each.id: each for each in item.clauses} if item else {},
    }
    return render(request, "programmes/page.html", context)
