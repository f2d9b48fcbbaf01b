from collections import Counter

import pytest

from zhiqiao.codes import industries, industry_named, industry_within, normal_industry


def test_every_level_is_complete():
    levels = Counter(each.level for each in industries().values())
    assert levels == {1: 20, 2: 97, 3: 473, 4: 1381}


def test_every_industry_lies_in_one_of_the_level_above():
    for each in industries().values():
        if each.level == 1:
            assert each.parent is None
        else:
            assert industries()[each.parent].level == each.level - 1
            assert each.code.startswith(each.parent)
        assert each.name.strip() == each.name != ""


def test_only_the_finest_level_has_nothing_below():
    parents = {each.parent for each in industries().values()}
    assert {each.level for each in industries().values() if each.code not in parents} == {4}


FULL_WIDTH = "\uff23\uff13\uff13\uff11\uff11"


@pytest.mark.parametrize("text", ["C3311", "c3311", "3311", "C 3311", " C3311 ", FULL_WIDTH])
def test_spellings_of_a_class(text):
    assert normal_industry(text) == "C3311"


@pytest.mark.parametrize(
    ("text", "code"),
    [("C", "C"), ("33", "C33"), ("C33", "C33"), ("331", "C331"), ("0111", "A0111"), ("97", "T97")],
)
def test_spellings_of_coarser_levels(text, code):
    assert normal_industry(text) == code


@pytest.mark.parametrize("text", ["", "A3311", "D33", "U", "98", "9999", "C33110", "制造", "C-3"])
def test_what_is_no_code_stays_unknown(text):
    assert normal_industry(text) is None
    assert industry_named(text) is None


@pytest.mark.parametrize(
    ("code", "level", "name", "parent"),
    [
        ("C", 1, "制造业", None),
        ("C16", 2, "烟草制品业", "C"),
        ("397", 3, "电子器件制造", "C39"),
        ("3973", 4, "集成电路制造", "C397"),
        ("C15", 2, "酒、饮料和精制茶制造业", "C"),
        ("M75", 2, "科技推广和应用服务业", "M"),
        ("R87", 2, "广播、电视、电影和录音制作业", "R"),
    ],
)
def test_names_as_the_standard_gives_them(code, level, name, parent):
    found = industry_named(code)
    assert (found.level, found.name, found.parent) == (level, name, parent)


@pytest.mark.parametrize(
    ("code", "ancestor", "within"),
    [
        ("C16", "C", True),
        ("1620", "C16", True),
        ("C16", "C16", True),
        ("R9011", "R90", True),
        ("C17", "C16", False),
        ("F", "C16", False),
        ("B06", "C", False),
        ("C", "C16", None),
        ("C331", "C3311", None),
        ("9999", "C", None),
        ("C", "9999", None),
    ],
)
def test_within_is_open_where_the_code_is_too_coarse(code, ancestor, within):
    assert industry_within(code, ancestor) is within
