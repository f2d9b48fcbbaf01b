import pytest

from zhiqiao.codes import credit_code_problem

# Three real codes that are public.
REAL = ["91330100799655058B", "91440300708461136T", "9144030071526726XG"]


@pytest.mark.parametrize("code", REAL)
def test_real_codes_pass(code):
    assert credit_code_problem(code) is None
    assert credit_code_problem(f" {code.lower()} ") is None


@pytest.mark.parametrize("code", REAL)
@pytest.mark.parametrize("place", range(18))
def test_no_single_slip_passes(code, place):
    slip = "1" if code[place] != "1" else "2"
    assert credit_code_problem(code[:place] + slip + code[place + 1 :])


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("", "应为 18 位"),
        ("9133010079965505", "应为 18 位"),
        ("91330100799655058A", "校验位不对"),
        ("A1330100799655058B", "前 8 位应为数字"),
        ("9133010079965505IB", "除 I、O、S、V、Z 外"),
    ],
)
def test_what_is_wrong_is_said(code, problem):
    assert problem in credit_code_problem(code)
