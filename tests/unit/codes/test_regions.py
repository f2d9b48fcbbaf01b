import pytest

from zhiqiao.codes import normal_region, region_name, region_within, regions


def test_zhejiang_is_complete():
    zhejiang = [code for code in regions() if code.startswith("33")]
    cities = [code for code in zhejiang if code.endswith("00") and code != "330000"]
    counties = [code for code in zhejiang if not code.endswith("00")]
    assert (len(cities), len(counties)) == (11, 90)


def test_every_region_lies_in_a_named_one():
    for code in regions():
        assert normal_region(code) == code
        assert region_name(code)
        for above in (code[:2] + "0000", code[:4] + "00"):
            assert above in regions()
            assert region_within(code, above) is True


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("33", "330000"),
        ("330000", "330000"),
        ("3301", "330100"),
        ("330100", "330100"),
        ("330108001", "330108"),
        ("330108001002", "330108"),
        ("330100000000", "330100"),
        ("\uff13\uff13\uff10\uff11\uff10\uff18", "330108"),
        ("浙江省", "330000"),
        ("杭州市", "330100"),
        ("滨江区", "330108"),
        ("杭州市滨江区", "330108"),
        ("浙江省 杭州市 滨江区", "330108"),
        ("浙江省滨江区", "330108"),
        ("上海市", "310000"),
        ("无锡市锡山区", "320205"),
        ("110108", "110108"),
        ("44", "440000"),
    ],
)
def test_codes_and_names_have_one_spelling(text, code):
    assert normal_region(text) == code


@pytest.mark.parametrize(
    "text",
    ["", "3", "330", "33010", "3301080", "330001", "990000", "000000", "滨江", "宁波市滨江区"],
)
def test_what_is_no_region_stays_unknown(text):
    assert normal_region(text) is None
    assert region_name(text) is None


@pytest.mark.parametrize(
    ("alone", "with_city", "code"),
    [
        ("西湖区", "杭州市西湖区", "330106"),
        ("江北区", "宁波市江北区", "330205"),
        ("普陀区", "舟山市普陀区", "330903"),
    ],
)
def test_names_that_exist_elsewhere_need_their_city(alone, with_city, code):
    assert normal_region(alone) is None
    assert normal_region(with_city) == code


def test_a_place_elsewhere_is_taken_without_a_name():
    assert region_name("110108") is None
    assert region_within("110108", "11") is True


@pytest.mark.parametrize(
    ("code", "ancestor", "within"),
    [
        ("330108", "330100", True),
        ("滨江区", "杭州市", True),
        ("330108", "33", True),
        ("330100", "330100", True),
        ("331002", "331000", True),
        ("331002", "330100", False),
        ("330203", "3301", False),
        ("310000", "330000", False),
        ("330000", "330100", None),
        ("3301", "330108", None),
        ("西湖区", "330100", None),
        ("330108", "西湖区", None),
    ],
)
def test_within_is_open_where_the_region_is_too_large(code, ancestor, within):
    assert region_within(code, ancestor) is within
