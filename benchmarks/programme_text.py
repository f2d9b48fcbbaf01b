"""Generated programmes, kept as plain mappings and lists of texts, as programme files."""

from collections.abc import Mapping
from typing import Any

import yaml

DOCUMENT = "生成的规则"


class _Dumper(yaml.CSafeDumper):
    """Writes block style without anchors: programme files have none."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the name PyYAML calls with
        return True


def as_yaml(content: object) -> str:
    """The YAML text of mappings, lists and texts."""
    return yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)


def programme(number: int, versions: list[dict[str, Any]], **more: object) -> dict[str, Any]:
    """A programme with the keys that every programme needs."""
    head = {
        "事项": f"生成的事项{number:03}",
        "编号": programme_id(number),
        "部门": "市科学技术局",
        "级别": "市",
        "类型": "资金",
        "可信": "A",
    }
    return head | more | {"版本": versions}


def version(days: tuple[str, str] = ("2026-01-01", "长期"), **more: object) -> dict[str, Any]:
    """A version with the keys that every version needs, and the given ones."""
    first, last = days
    return {"有效期": {"自": first, "至": last}, "依据": [{"文件": DOCUMENT}], **more}


def programme_id(number: int) -> str:
    """The id of the n-th generated programme."""
    return f"SC-2026-{number:03}"


def texts(programmes: list[dict[str, Any]]) -> dict[str, str]:
    """Programme files by file name."""
    return {f"{each['编号']}/programme.yaml": as_yaml(each) for each in programmes}


def facts_text(facts: Mapping[str, Mapping[str, Any]]) -> str:
    """The facts dictionary, each with a question where it is not derived."""
    asked = {
        name: entry if "推算" in entry else {**entry, "提问": f"{name}是多少？"}
        for name, entry in facts.items()
    }
    return as_yaml(asked)
