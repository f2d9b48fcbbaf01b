"""What the relations say to people, in Chinese and English."""

from collections.abc import Mapping

from zhiqiao.associations.paths import Hop
from zhiqiao.associations.values import Relation
from zhiqiao.common import Language

Both = tuple[str, str]

FORWARD: Mapping[Relation, Both] = {
    Relation.PART_OF: ("是其组成部分", "is part of"),
    Relation.USED_IN: ("用于", "is used in"),
    Relation.SOLVES: ("可解决", "solves"),
    Relation.SUBSTITUTES: ("可替代", "can replace"),
    Relation.RELATED: ("常一起出现", "often stands beside"),
    Relation.ALIKE: ("用法相近", "is used like"),
}
BACKWARD: Mapping[Relation, Both] = {
    **FORWARD,
    Relation.PART_OF: ("包括", "includes"),
    Relation.USED_IN: ("会用到", "makes use of"),
    Relation.SOLVES: ("可由其解决", "is solved by"),
    Relation.SUBSTITUTES: ("可由其替代", "can be replaced by"),
}
MENTIONS: Both = ("需求提到", "the need mentions")
MENTIONED: Both = ("成果提到", "the offer mentions")


def describe_hop(hop: Hop, language: Language = "zh") -> str:
    """What a hop says, e.g. "气凝胶 可解决 热失控"."""
    side = 0 if language == "zh" else 1
    if hop.relation is None:
        words, concept = (MENTIONED, hop.start) if hop.start else (MENTIONS, hop.end)
        return f"{words[side]} {concept}"
    words = (BACKWARD if hop.is_backward else FORWARD)[hop.relation]
    return f"{hop.start} {words[side]} {hop.end}"
