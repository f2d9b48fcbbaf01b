"""Small random programmes for the differential test: every kind of node, operator and amount."""

import random
from collections.abc import Callable
from typing import Any

from programme_text import programme, version
from random_facts import (
    DATES,
    DAYS,
    HONOURS,
    INDUSTRIES,
    KINDS,
    MONEY,
    PARKS,
    REGIONS,
    SIZES,
    TRUTHS,
)

DEPTH = 4
STAFF = "《Number of R&D staff》"
COUNTS = {"从业人员": "人", STAFF: "人", "发明专利数": "项", "评分": ""}
RATIOS = ["增长率", "产品占比", "研发强度", "强度倍数"]
YEARS = ["入驻年限", "成立年限", "年数(认定日期)"]
AT_LEAST = ["不低于", "不少于", "≥", ">=", "不小于"]
COMPARE = [
    *(*AT_LEAST, "不超过", "不高于", "不多于", "≤", "<=", "高于", "超过", "大于", ">"),
    *("低于", "少于", "小于", "不足", "<", "等于", "=", "不等于", "≠", "!="),
]
PARAMETERS: dict[str, Any] = {
    "研发门槛": "3%",
    "单户上限": "200万元",
    "人数门槛": "10人",
    "截止日": "2023-06-30",
    "强度门槛": {
        "按": "上年度营业收入",
        "分档": [{"至": "20万元", "值": "5%"}, {"至": "50万元", "值": "4%"}, {"值": "3%"}],
    },
    "销售门槛": {
        "按": "产品类别",
        "对应": {"先进制造类": "80万元", "现代服务类": "10万元", "其他": "60万元"},
    },
    "园区标准": {"按": "所在园区", "对应": {"高新区": "50万元", "经开区": "33.3333万元"}},
}
MONEY_PARAMETERS = ["单户上限", "销售门槛", "园区标准"]
RATIO_PARAMETERS = ["研发门槛", "强度门槛"]
STEPS = ["分", "元", "百元", "千元", "万元"]
MODES = ["舍去", "进位", "四舍五入", "四舍六入五成双"]


def programmes(draw: random.Random, count: int) -> list[dict[str, Any]]:
    """So many random programmes."""
    return [RandomProgramme(draw).programme(number) for number in range(1, count + 1)]


class RandomProgramme:
    """Draws one programme, numbering its leaves."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._leaves = 0

    def programme(self, number: int) -> dict[str, Any]:
        """The programme, of one or two versions."""
        if self._chance(0.2):
            days = [("2025-01-01", "2026-03-31"), ("2026-04-01", "长期")]
        else:
            days = [("2026-01-01", self._draw.choice(["长期", "2026-12-31"]))]
        return programme(number, [self._version(each) for each in days])

    def _version(self, days: tuple[str, str]) -> dict[str, Any]:
        self._leaves = 0
        parts: dict[str, Any] = {}
        if self._chance(0.3):
            parts["适用前提"] = self.truth(1)
        parts["条件"] = self.tree(DEPTH)
        if self._chance(0.4):
            parts["排除情形"] = [self.leaf(1) for _ in range(self._draw.randint(1, 2))]
        if self._chance(0.1):
            parts["人工核验"] = [{"号": self._id(), "事项": "由部门核验"}]
        if self._chance(0.8):
            parts["金额"] = self.amount(2)
        used = repr(parts)
        parameters = {name: value for name, value in PARAMETERS.items() if name in used}
        return version(days, **({"参数": parameters} if parameters else {}), **parts)

    def tree(self, depth: int) -> dict[str, Any]:
        """A condition tree."""
        if depth <= 1 or self._chance(0.25):
            return self.leaf(2)
        kind = self._draw.choice(["全部满足", "任一满足", "至少满足", "不满足", "叶", "人工核验"])
        if kind == "叶":
            return self.leaf(2)
        if kind == "人工核验":
            return (
                {"号": self._id(), "人工核验": "由部门核验"} if self._chance(0.5) else self.leaf(2)
            )
        if kind == "不满足":
            return {kind: self.tree(depth - 1)}
        items = [self.tree(depth - 1) for _ in range(self._draw.randint(2, 4))]
        if kind == "至少满足":
            return {kind: str(self._draw.randint(1, len(items))), "其中": items}
        return {kind: items}

    def leaf(self, depth: int) -> dict[str, Any]:
        """A leaf, with its number."""
        return {"号": self._id(), "判断": self.truth(depth), "条款": f"第{self._leaves}条"}

    def truth(self, depth: int) -> str:
        """An expression that is true or false."""
        if depth > 0 and self._chance(0.15):
            word = self._draw.choice([" 且 ", " 或 "])
            parts = [self.truth(depth - 1) for _ in range(self._draw.randint(2, 3))]
            return word.join(f"({part})" for part in parts)
        if depth > 0 and self._chance(0.08):
            return f"非 ({self.truth(depth - 1)})"
        drawn = self._draw.choice(self._tests())(depth)
        return self._full_width(drawn) if self._chance(0.1) else drawn

    def _tests(self) -> list[Callable[[int], str]]:
        return [
            lambda depth: self._compared(self.money(depth), self.money(depth)),
            lambda depth: self._compared(self.money(depth), self.money(0)),
            lambda depth: self._compared(self.ratio(depth), self.ratio(0)),
            lambda _: self._counted(),
            lambda _: self._compared(self._draw.choice(YEARS), f"{self._draw.choice([1, 3, 5])}年"),
            lambda _: self._dated(),
            lambda _: self._draw.choice([*TRUTHS, "真"] if self._chance(0.1) else TRUTHS),
            lambda _: self._worded(),
            lambda _: self._held(),
            lambda _: self._coded(),
            self._between,
        ]

    def money(self, depth: int) -> str:
        """An expression for an amount of money."""
        if depth <= 0 or self._chance(0.4):
            return self._draw.choice(
                [*MONEY, *MONEY, *MONEY_PARAMETERS, self.money_literal(), self.money_literal()]
            )
        one, other = self.money(depth - 1), self.money(depth - 1)
        return self._draw.choice(
            [
                f"({one} + {other})",
                f"({one} - {other})",
                f"{one} * {self.ratio(0)}",
                f"{one} / {self._draw.choice(['2', '3', '评分', '产品占比'])}",
                f"最高({one}, {other})",
                f"最低({one}, {other}, {self.money(0)})",
            ]
        )

    def ratio(self, depth: int) -> str:
        """An expression for a plain number."""
        if depth <= 0 or self._chance(0.4):
            return self._draw.choice([*RATIOS, *RATIO_PARAMETERS, "3%", "0.05", "10%", "0.5"])
        return self._draw.choice(
            [
                f"{self._draw.choice(MONEY)} / {self._draw.choice(MONEY)}",
                f"从业人员 / {STAFF}",
                f"({self.ratio(depth - 1)} + {self.ratio(0)})",
                f"{self.ratio(0)} * {self.ratio(0)}",
                f"最低({self.ratio(0)}, {self.ratio(0)})",
            ]
        )

    def money_literal(self) -> str:
        """An amount of money as rules write it."""
        return self._draw.choice(
            [
                "0元",
                "10万元",
                "20万元",
                "50万元",
                "500001元",
                "0.01亿元",
                "99999元",
                "3333333.33元",
            ]
        )

    def _compared(self, left: str, right: str) -> str:
        return f"{left} {self._draw.choice(COMPARE)} {right}"

    def _counted(self) -> str:
        fact = self._draw.choice(list(COUNTS))
        unit = COUNTS[fact] if self._chance(0.5) else ""
        if fact in ("从业人员", STAFF) and self._chance(0.3):
            return self._compared(fact, self._draw.choice(["人数门槛", "从业人员", STAFF]))
        return self._compared(fact, f"{self._draw.choice([0, 1, 2, 10, 50])}{unit}")

    def _dated(self) -> str:
        word = self._draw.choice(["早于", "晚于", "不早于", "不晚于", "等于"])
        return f"{self._day()} {word} {self._day()}"

    def _day(self) -> str:
        base = self._draw.choice(
            [*DATES, *DATES, *DATES, "当日", "截止日", self._draw.choice(DAYS)]
        )
        if base[0] != "2" and self._chance(0.4):
            span = self._draw.choice(["1年", "5年", "6个月", "1个月", "10天", "30天"])
            return f"{base} {self._draw.choice('+-')} {span}"
        return base

    def _worded(self) -> str:
        facts = [("所在园区", PARKS), ("产品类别", KINDS), ("企业规模", SIZES)]
        fact, options = self._draw.choice(facts)
        if self._chance(0.5):
            option = self._draw.choice(options)
            shown = f"“{option}”" if self._chance(0.3) else option
            return f"{fact} {self._draw.choice(['等于', '不等于', '='])} {shown}"
        listed = "，".join(self._draw.sample(options, 2))
        return f"{fact} {self._draw.choice(['属于', '不属于'])} [{listed}]"

    def _held(self) -> str:
        word = self._draw.choice(["含有", "含有", "含有全部", "不含有"])
        if word != "含有全部" and self._chance(0.5):
            return f"资质称号 {word} {self._draw.choice(HONOURS)}"
        return f"资质称号 {word} [{', '.join(self._draw.sample(HONOURS, 2))}]"

    def _coded(self) -> str:
        asked = {"行业代码": INDUSTRIES, "注册地": [*REGIONS, "3301", "3302"]}
        fact = self._draw.choice(list(asked))
        listed = ", ".join(self._draw.sample(asked[fact], self._draw.randint(1, 3)))
        return f"{fact} {self._draw.choice(['属于', '属于', '不属于'])} [{listed}]"

    def _between(self, depth: int) -> str:
        if self._chance(0.5):
            low, high = self._draw.choice([("10万元", "50万元"), ("0元", "单户上限")])
            return f"{self.money(depth)} 介于 {low} 至 {high}"
        return f"从业人员 介于 {self._draw.choice(['1', '10人'])} 至 50人"

    def amount(self, depth: int) -> dict[str, Any]:
        """An amount of any form, with bounds and rounding."""
        kinds = ["定额", "比例", "超额累进", "全额分档", *(["分情形", "合计"] if depth > 0 else [])]
        if self._chance(0.05):
            return {"评定": "由部门评定", "上限": self.money(0)}
        found = self._form(self._draw.choice(kinds), depth)
        if self._chance(0.4):
            found["上限"] = self._draw.choice([self.money_literal(), "单户上限", self.money(1)])
        if self._chance(0.15):
            found["下限"] = self._draw.choice(["1万元", "100元"])
        if self._chance(0.5):
            found["取整"] = {"到": self._draw.choice(STEPS), "方式": self._draw.choice(MODES)}
        return found

    def _form(self, kind: str, depth: int) -> dict[str, Any]:
        if kind == "定额":
            return {kind: self._draw.choice([self.money_literal(), "单户上限", "园区标准"])}
        if kind == "比例":
            rate = self._draw.choice(["25%", "3%", "0.333%", "研发门槛", "强度门槛", "产品占比"])
            return {"基数": self.money(1), kind: rate}
        if kind == "超额累进":
            return {"基数": self.money(1), kind: self._steps(fixed=False)}
        if kind == "全额分档":
            return {"基数": self.money(1), kind: self._steps(fixed=True)}
        if kind == "分情形":
            branches = [{"当": self.truth(1)} | self._branch(depth) for _ in range(2)]
            if self._chance(0.6):
                branches.append({"其他": "是"} | self._branch(depth))
            return {kind: branches}
        parts = [{"名": f"第{part}部分"} | self._branch(depth) for part in (1, 2, 3)]
        return {
            kind: [{"当": self.truth(1)} | part if self._chance(0.5) else part for part in parts]
        }

    def _branch(self, depth: int) -> dict[str, Any]:
        found = self.amount(depth - 1)
        return {"定额": "5万元"} if "评定" in found else found

    def _steps(self, *, fixed: bool) -> list[dict[str, str]]:
        bounds = self._draw.choice([["20万元"], ["10万元", "50万元"], ["1元", "99999元", "50万元"]])
        rates = ["10%", "3%", "0.1%", "33.33%"]
        steps = [{"至": bound, "比例": self._draw.choice(rates)} for bound in bounds]
        if fixed and self._chance(0.5):
            steps[-1] = {"至": bounds[-1], "金额": "15,000.01元"}
        return [*steps, {"比例": self._draw.choice(rates)}]

    def _full_width(self, text: str) -> str:
        wide = str.maketrans("()%<>=,/+", "（）％＜＞＝，／＋")
        return text if "“" in text or "《" in text else text.translate(wide)

    def _chance(self, share: float) -> bool:
        return self._draw.random() < share

    def _id(self) -> str:
        self._leaves += 1
        return f"c{self._leaves}"


class MoneyProgramme(RandomProgramme):
    """A programme that everyone meets, so that its amount is always worked out.

    Its expressions are those that the exact reference reads.
    """

    def _version(self, days: tuple[str, str]) -> dict[str, Any]:
        amount = self.amount(2)
        used = repr(amount)
        parameters = {name: value for name, value in PARAMETERS.items() if name in used}
        return version(
            days,
            **({"参数": parameters} if parameters else {}),
            条件=[{"号": "c1", "判断": "真"}],
            金额=amount,
        )

    def _tests(self) -> list[Callable[[int], str]]:
        return [
            lambda depth: self._compared(self.money(depth), self.money(0)),
            lambda depth: self._compared(self.ratio(depth), self.ratio(0)),
            lambda _: self._counted(),
            lambda _: self._draw.choice(TRUTHS),
            lambda _: self._compared_text(),
        ]

    def _compared_text(self) -> str:
        fact, options = self._draw.choice([("所在园区", PARKS), ("产品类别", KINDS)])
        return f"{fact} {self._draw.choice(['等于', '不等于'])} {self._draw.choice(options)}"
