"""For which regions and for whom a rule is, read off its conditions."""

from collections.abc import Iterator

from zhiqiao.codes import region_name
from zhiqiao.policy.language.nodes import Clause, Member, Node, Not, TextFact, children
from zhiqiao.policy.programme import Programme, Version

HOME = "注册地"
ANYWHERE = ""
FOR_PERSONS = "个人"
SPECIAL = frozenset({"孵化器", "研发平台", "技术转移机构"})
"""Whom most organisations are not: what only these can have is asked about last."""
ENTERPRISES = "企业"
AUDIENCES: dict[str, tuple[str, ...]] = {
    "个人": ("学历", "是否应届毕业生", "本市是否有房", "是否享受住房保障"),
    "孵化器": ("孵化器级别", "孵化面积", "在孵企业数", "运营主体是否法人"),
    "研发平台": ("概念验证中心类别", "中试平台类别", "依托单位类型", "新认定名称"),
    "技术转移机构": ("是否技术转移机构",),
    "初创企业": ("是否创业团队", "创业者身份", "是否种子企业", "首次享受时成立年限"),
    "中小企业": ("企业规模",),
    "高新技术企业": ("高企认定情形",),
}
"""Whom a rule speaks of, by the facts that it asks for; the first that fit count."""


def regions_of(programme: Programme, version: Version | None) -> tuple[str, ...]:
    """Codes of the regions that its conditions or its audience name; ANYWHERE alone if none."""
    roots: list[Node] = []
    if version:
        roots = [version.rule, *([version.applies] if version.applies else [])]
    if programme.audience:
        roots.append(programme.audience)
    found = sorted({code for root in roots for code in _regions(root)})
    return tuple(found) or (ANYWHERE,)


def _regions(node: Node) -> Iterator[str]:
    if isinstance(node, Not) or (isinstance(node, Clause) and node.is_exclusion):
        return
    if isinstance(node, Member) and node.matching == "region":
        if isinstance(node.value, TextFact) and node.value.name == HOME:
            yield from (code.ljust(6, "0") for code in node.options)
        return
    for each in children(node):
        yield from _regions(each)


def region_word(code: str) -> str:
    """The region's name, else its code; "" for ANYWHERE."""
    return (region_name(code) or code) if code else ""


def audiences_of(programme: Programme, version: Version | None) -> tuple[str, ...]:
    """For whom it is, in the words of AUDIENCES; 企业 where its conditions name no one else."""
    if FOR_PERSONS in programme.kinds:
        return (FOR_PERSONS,)
    asked = version.facts() if version else frozenset()
    found = tuple(word for word, names in AUDIENCES.items() if not asked.isdisjoint(names))
    return found or (ENTERPRISES,)
