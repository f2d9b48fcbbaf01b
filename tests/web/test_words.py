"""Every Chinese word of the pages has an English one, and the compiled file is up to date."""

import re

import pytest
from django.test import Client
from tests.factories import run_with
from tests.web.words import MO, compiled, known, words_counted, words_used


def names(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]", text))


def test_every_word_has_an_english_one_and_none_is_left_over():
    texts = known()
    assert words_used() == set(texts)
    assert [word for word, forms in texts.items() if not all(forms)] == []


def test_what_is_counted_has_an_english_form_for_one_and_for_more():
    texts = known()
    counted = words_counted()
    assert [word for word in sorted(counted) if len(texts.get(word, ())) != 2] == []
    assert [word for word, forms in texts.items() if len(forms) == 2 and word not in counted] == []


def test_english_keeps_the_names_to_be_filled_in():
    wrong = [w for w, forms in known().items() if any(names(w) != names(form) for form in forms)]
    assert wrong == []


def test_the_compiled_words_are_those_of_the_source():
    assert MO.read_bytes() == compiled()


@pytest.mark.django_db
def test_pages_are_english_when_asked(broker):
    run = run_with(2)
    broker.cookies["django_language"] = "en"
    page = broker.get(f"/needs/{run.need_id}/").content.decode()
    assert "Candidate offers" in page
    assert "CNY 1,200,000" in page
    assert "Same terms" in page or "Terms" in page
    assert (
        "research results"
        in Client(headers={"cookie": "django_language=en"}).get("/").content.decode()
    )
