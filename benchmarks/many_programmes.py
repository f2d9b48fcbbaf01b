"""A rulebook as large as a city's, and a table of enterprises, both from a seed.

Three hundred programmes of five to eight conditions, with alternatives, premises, exclusions,
amounts of every form, groups of which the highest is kept, caps on sums, and budgets. Each is met
by roughly 2 to 15 % of the enterprises; about 5 % of the values of every fact are not known.
"""

import random
from collections.abc import Callable
from math import prod
from typing import Any

from enterprises import FACTS, MONEY_MEDIANS, Drawn
from programme_text import facts_text as facts_as_text
from programme_text import programme, programme_id, texts, version

PROGRAMMES = 300
ROWS = 1_000_000
GROUPS = 60
CAPS = 30
BUDGETS = 150
SHORTAGES = ["按比例折算", "额满即止", "末位部分兑现"]
ORDERS = [
    ["评分 降序", "统一社会信用代码 升序"],
    ["成立日期 升序", "统一社会信用代码 升序"],
    ["上年度营业收入 降序", "评分 降序", "统一社会信用代码 升序"],
]
ROUNDINGS = [
    ("元", "舍去"),
    ("百元", "舍去"),
    ("万元", "舍去"),
    ("元", "四舍五入"),
    ("千元", "进位"),
]


def facts_text() -> str:
    """The facts dictionary of the rulebook."""
    return facts_as_text({fact.name: fact.entry() for fact in FACTS})


def programme_texts(*, seed: int = 1, rows: int = ROWS) -> dict[str, str]:
    """Programme files by file name; budgets suit so many enterprises."""
    draw = random.Random(seed)  # noqa: S311 - repeatable, not secret
    made = [_programme(draw, number, rows) for number in range(1, PROGRAMMES + 1)]
    _group(draw, made)
    _cap(draw, made)
    return texts(made)


def _programme(draw: random.Random, number: int, rows: int) -> dict[str, Any]:
    target = draw.uniform(0.03, 0.2)
    conditions, pass_share = _conditions(draw, target)
    parts: dict[str, Any] = {"参数": {"单户上限": f"{draw.choice([50, 100, 200, 500])}万元"}}
    if draw.random() < 0.5:
        premise = draw.choice(["是否独立法人", "企业规模 属于 [中型, 小型, 微型]"])
        parts["适用前提"] = premise
    parts["条件"] = {"全部满足": conditions}
    excluded = draw.sample(["是否列入严重失信名单", "近一年有重大事故或违法"], draw.randint(1, 2))
    parts["排除情形"] = [
        {"号": f"x{at}", "判断": fact, "条款": f"第{at + 20}条"}
        for at, fact in enumerate(excluded, start=1)
    ]
    parts["金额"], mean_wan = _amount(draw)
    if "单户上限" not in repr(parts["金额"]):
        del parts["参数"]
    if number % (PROGRAMMES // BUDGETS) == 0:
        demand_wan = max(1, int(rows * pass_share * mean_wan * draw.uniform(0.1, 1.2)))
        parts["预算"] = {
            "总额": f"{demand_wan}万元",
            "次序": draw.choice(ORDERS),
            "不足时": draw.choice(SHORTAGES),
        }
    return programme(number, [version(**parts)])


def _conditions(draw: random.Random, target: float) -> tuple[list[dict[str, Any]], float]:
    """Conditions of five to eight leaves that together hold for about the target's share."""
    fixed = [fact for fact in FACTS if fact.fixed_tests]
    drawn = [draw.choice(fact.fixed_tests) for fact in draw.sample(fixed, draw.randint(1, 3))]
    drawn = [test for test in drawn if test[1] > 2 * target]
    left = min(0.95, target / prod(share for _, share in drawn))
    scaled = draw.sample([fact for fact in FACTS if fact.test], draw.randint(4, 5))
    has_choice = draw.random() < 0.5
    shares = [left ** (1 / (len(scaled) - has_choice))] * len(scaled)
    leaves = [{"判断": test} for test, _ in drawn]
    if has_choice:
        pair = [scaled.pop(), scaled.pop()]
        each = 1 - (1 - shares[0]) ** 0.5
        leaves.append({"任一满足": [{"判断": _test(draw, fact, each)} for fact in pair]})
    leaves += [{"判断": _test(draw, fact, shares[0])} for fact in scaled]
    draw.shuffle(leaves)
    return _numbered(leaves), target


def _test(draw: random.Random, fact: Drawn, share: float) -> str:
    assert fact.test is not None
    return fact.test(draw, share)


def _numbered(leaves: list[dict[str, Any]]) -> list[dict[str, Any]]:
    number = 0
    for leaf in leaves:
        for one in leaf.get("任一满足", [leaf]):
            number += 1
            test = one.pop("判断")
            one |= {"号": f"c{number}", "判断": test, "条款": f"第{number}条"}
    return leaves


def _amount(draw: random.Random) -> tuple[dict[str, Any], float]:
    """An amount, and about how many 万元 it is on average."""
    make: Callable[[random.Random], tuple[dict[str, Any], float]]
    make = draw.choices([_fixed, _rate, _progressive, _tiered], weights=[35, 30, 20, 15])[0]
    amount, mean_wan = make(draw)
    step, mode = draw.choice(ROUNDINGS)
    return amount | {"取整": {"到": step, "方式": mode}}, mean_wan


def _fixed(draw: random.Random) -> tuple[dict[str, Any], float]:
    value = draw.choice([3, 5, 10, 20, 30, 50, 100])
    return {"定额": f"{value}万元"}, value


def _base(draw: random.Random) -> tuple[str, float]:
    return draw.choice(list(MONEY_MEDIANS.items()))


def _rate(draw: random.Random) -> tuple[dict[str, Any], float]:
    fact, median = _base(draw)
    rate = draw.choice([1, 2.5, 5, 10, 12.5, 20, 25])
    amount = {"基数": fact, "比例": f"{rate:g}%", "上限": "单户上限"}
    return amount, min(median * rate / 100, 100)


def _progressive(draw: random.Random) -> tuple[dict[str, Any], float]:
    fact, median = _base(draw)
    first, second = max(1, round(median / 2)), max(2, round(median * 3))
    steps = [
        {"至": f"{first}万元", "比例": "10%"},
        {"至": f"{second}万元", "比例": "5%"},
        {"比例": "1.5%"},
    ]
    return {"基数": fact, "超额累进": steps, "上限": "单户上限"}, min(median * 0.075, 100)


def _tiered(draw: random.Random) -> tuple[dict[str, Any], float]:
    fact, median = _base(draw)
    bound = max(1, round(median))
    fixed = draw.choice([2, 5, 8, 15])
    steps = [
        {"至": f"{bound}万元", "金额": f"{fixed}万元"},
        {"至": f"{bound * 5}万元", "比例": "3%"},
        {"比例": "2%"},
    ]
    return {"基数": fact, "全额分档": steps, "上限": "单户上限"}, fixed


def _group(draw: random.Random, made: list[dict[str, Any]]) -> None:
    """Puts programmes into groups of two to four of which the highest amount is kept."""
    free = draw.sample(made, len(made))
    for group in range(1, GROUPS + 1):
        for _ in range(draw.randint(2, 4)):
            free.pop()["版本"][0]["互斥"] = {
                "组": f"组{group:02}",
                "取法": "就高",
                "条款": "第九条",
            }


def _cap(draw: random.Random, made: list[dict[str, Any]]) -> None:
    """Caps the sum of two to four programmes, by a share of a fact."""
    numbers = list(range(1, len(made) + 1))
    for _ in range(CAPS):
        capped = sorted(
            numbers.pop(draw.randrange(len(numbers))) for _ in range(draw.randint(2, 4))
        )
        share = draw.choice(["50%", "30%", "100%"])
        made[capped[-1] - 1]["版本"][0]["叠加上限"] = {
            "对象": [programme_id(number) for number in capped],
            "不超过": f"上年度研发费用 * {share}",
            "条款": "第十条",
        }
