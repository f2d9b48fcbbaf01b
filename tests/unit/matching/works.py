"""A few enterprises whose works are about four fields, written for the tests."""

from zhiqiao.matching.latent.values import Fact, Profile

FIELDS = {
    "电池": ("锂离子电池模组的散热结构", "电池包内电芯温升过高的问题", "液冷板", "电芯间隔热垫"),
    "钢铁": ("高炉渣余热回收方法", "转炉钢水温度波动的问题", "钢渣粒化", "连铸坯表面裂纹"),
    "果树": ("苹果树整形修剪机械", "果园人工修剪效率低的问题", "枝条识别", "果实套袋"),
    "通信": ("下行参考信号的发送方法", "基站与终端之间信令开销大的问题", "波束训练", "信道估计"),
}
ENDINGS = ("的优化设计", "的在线检测装置", "的控制系统", "的仿真方法")


def fact(number: int, field: str, ending: int) -> Fact:
    """One work of a field."""
    title, problem, first, second = FIELDS[field]
    kept = (first, second)[ending % 2]
    text = (
        f"本发明公开了一种{kept}{ENDINGS[ending]}，涉及{field}领域。"
        f"针对{problem}，采用{kept}与{title}，解决了{problem}，寿命≥{number + 3}年。"
    )
    return Fact(f"F{number:03}", f"一种{kept}{ENDINGS[ending]}", text)


def town() -> list[Profile]:
    """Eight enterprises, two a field, each with three works of it."""
    found = []
    number = 0
    for at, field in enumerate(FIELDS):
        for side in (0, 1):
            works = []
            for step in range(3):
                works.append(fact(number, field, (side + step) % 4))
                number += 1
            code = f"C{30 + at}11"
            found.append(Profile(f"E{at}{side}", f"{field}企业{side}", code, tuple(works)))
    return found
