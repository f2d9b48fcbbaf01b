import pytest

from zhiqiao.associations.mentions import longest
from zhiqiao.associations.patterns import stated
from zhiqiao.associations.tokens import aligned, sentences
from zhiqiao.associations.values import Relation

CONCEPTS = {"气凝胶", "热失控", "动力电池", "电芯", "隔膜", "秸秆板", "胶合板"}
CONCEPTS |= {"chitosan coating", "decay", "packaging", "oxygen absorber"}


def said(text, *, is_title=False):
    found = set()
    for sentence in sentences(text):
        mentions = longest(sentence, CONCEPTS)
        for each in stated(aligned(text), mentions, is_title=is_title):
            found.add((each.a, each.relation.value, each.b))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("气凝胶可用于动力电池", ("气凝胶", "used_in", "动力电池")),
        ("一种用于动力电池的气凝胶", ("气凝胶", "used_in", "动力电池")),
        ("气凝胶在动力电池中的应用", ("气凝胶", "used_in", "动力电池")),
        ("动力电池包括电芯", ("电芯", "part_of", "动力电池")),
        ("动力电池由隔膜组成", ("隔膜", "part_of", "动力电池")),
        ("包括电芯的动力电池", ("电芯", "part_of", "动力电池")),
        ("电芯是动力电池的组成部分", ("电芯", "part_of", "动力电池")),
        ("气凝胶能够抑制热失控", ("气凝胶", "solves", "热失控")),
        ("采用气凝胶，避免了热失控", ("气凝胶", "solves", "热失控")),
        ("解决热失控问题的气凝胶", ("气凝胶", "solves", "热失控")),
        ("以秸秆板代替胶合板", ("秸秆板", "substitutes", "胶合板")),
        ("替代胶合板的秸秆板", ("秸秆板", "substitutes", "胶合板")),
        ("A chitosan coating is used in packaging", ("chitosan coating", "used_in", "packaging")),
        (
            "application of chitosan coating in packaging",
            ("chitosan coating", "used_in", "packaging"),
        ),
        ("A chitosan coating for packaging", ("chitosan coating", "used_in", "packaging")),
        ("packaging comprising an oxygen absorber", ("oxygen absorber", "part_of", "packaging")),
        ("oxygen absorber is part of the packaging", ("oxygen absorber", "part_of", "packaging")),
        ("The oxygen absorber prevents decay", ("oxygen absorber", "solves", "decay")),
        ("oxygen absorber for preventing decay", ("oxygen absorber", "solves", "decay")),
        (
            "chitosan coating instead of oxygen absorber",
            ("chitosan coating", "substitutes", "oxygen absorber"),
        ),
    ],
)  # fmt: skip
def test_a_wording_states_its_relation(text, expected):
    assert said(text) == {expected}


def test_what_is_listed_is_part_too():
    assert said("动力电池包括电芯、隔膜和气凝胶") == {
        (part, "part_of", "动力电池") for part in ("电芯", "隔膜", "气凝胶")
    }


@pytest.mark.parametrize(
    "text",
    [
        "气凝胶不用于动力电池",
        "气凝胶无法抑制热失控",
        "秸秆板不能替代胶合板",
        "oxygen absorber is not used in packaging",
        "气凝胶与动力电池",
        "气凝胶。用于动力电池",
        "",
    ],
)
def test_denials_and_mere_neighbours_state_nothing(text):
    assert said(text) == set()


def test_some_wordings_count_in_titles_only():
    text = "防止热失控的气凝胶"
    assert said(text, is_title=True) == {("气凝胶", "solves", "热失控")}
    assert said(text) == set()


def test_every_stated_relation_has_a_wording():
    from zhiqiao.associations.patterns import WORDINGS

    assert {each.relation for each in WORDINGS} == {each for each in Relation if each.is_directed}
