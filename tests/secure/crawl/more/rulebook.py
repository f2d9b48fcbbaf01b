"""The rulebook: which organisation a department is, is public; only the operator says it."""

from zhiqiao.web.access import Permission

SEEN_BY_OTHERS = {}
SEARCHED = ("departments",)
WRITTEN_WITH = {
    "rulebook_departmentname": {Permission.ORGANISATION_ALL},
    "rulebook_publishedtext": {Permission.RULE_PUBLISH},
}


def add(made) -> None:
    """Nothing: published rules belong to nobody in particular."""
