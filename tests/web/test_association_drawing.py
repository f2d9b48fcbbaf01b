"""Where boxes and lines of the drawing stand."""

from itertools import combinations, pairwise

import pytest

from zhiqiao.web.associations.drawing import (
    MARGIN,
    NODE_HEIGHT,
    WIDTH,
    End,
    draw,
    strongest,
    wrapped,
)
from zhiqiao.web.associations.shown import ShownHop, ShownPath


def hop(start, end, strength=0.5, kind="counted"):
    return ShownHop(f"{start} {end}", start, end, kind, strength, ())


def path(*concepts, score=0.5):
    ends = ["", *concepts, ""]
    return ShownPath(score, tuple(hop(start, end) for start, end in pairwise(ends)))


ENDS = [
    End("card-1", "成果甲", "?1", [path("甲", "乙"), path("甲", "中", "丙")]),
    End("card-2", "成果乙", "?2", [path("丁", "乙")]),
    End("latent-3", "成果丙", "#3", [path("丁", "中", "戊")], is_latent=True),
]


def test_every_concept_and_offer_stands_once_and_nothing_overlaps():
    drawing = draw("需求", "#need", ENDS)
    kinds = [node.kind for node in drawing.nodes]
    assert kinds == ["need", *["concept"] * 6, "offer", "offer", "latent"]
    for node in drawing.nodes:
        assert MARGIN <= node.x <= WIDTH - MARGIN - node.width
        assert 0 <= node.y <= drawing.height - NODE_HEIGHT
    for one, other in combinations(drawing.nodes, 2):
        assert (
            one.x + one.width <= other.x
            or other.x + other.width <= one.x
            or (abs(one.y - other.y) >= NODE_HEIGHT)
        )
    # 甲–乙 and 丁–乙 share 乙–成果 apart: 3 + 4 + 3 + 4 hops, of which none is drawn twice.
    assert len(drawing.lines) == len({line.curve for line in drawing.lines}) == 3 + 3 + 3 + 3


def test_a_stronger_hop_is_drawn_wider_and_last():
    weak, strong = (
        path("甲", "乙"),
        ShownPath(0.9, (hop("", "丙", 0.9), hop("丙", "丁"), hop("丁", ""))),
    )
    lines = draw("需求", "#", [End("1", "一", "?", [weak, strong])]).lines
    assert [line.width for line in lines] == sorted(line.width for line in lines)
    assert lines[-1].width > lines[0].width


def test_the_strongest_are_drawn_with_their_strongest_path_latent_ones_last():
    ends = [
        End("a", "甲", "", [path("x", "y", score=0.2), path("z", "y", score=0.1)]),
        End("b", "乙", "", [path("x", "y", score=0.3)]),
        End("c", "丙", "", [path("x", "y", score=0.9)], is_latent=True),
    ]
    assert [end.key for end in strongest(ends, top=9, latent_max=1)] == ["b", "a", "c"]
    assert [len(end.paths) for end in strongest(ends, top=9, latent_max=1)] == [1, 1, 1]
    assert [end.key for end in strongest(ends, top=2, latent_max=1)] == ["b", "c"]


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("气凝胶", ["气凝胶"]),
        ("", [""]),
        ("气凝胶毡隔热材料制备方法", ["气凝胶毡", "隔热材…"]),
        ("aerogel felt", ["aerogel", "felt"]),
    ],
)
def test_labels_are_cut_to_two_lines(label, lines):
    assert wrapped(label, 52.0) == lines


def test_an_empty_drawing_has_the_need_alone():
    drawing = draw("需求", "#", [])
    assert [node.kind for node in drawing.nodes] == ["need"]
    assert drawing.lines == ()
