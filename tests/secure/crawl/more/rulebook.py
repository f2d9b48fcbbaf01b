"""The rulebook: which organisation a department is, is public; only the operator says it."""

SEEN_BY_OTHERS = {}
SEARCHED = ("departments",)
NOT_IN_ONE_STEP = {"rules/departments/": "the name must be one that a rule gives a department"}


def add(made) -> None:
    """Nothing: published rules belong to nobody in particular."""
