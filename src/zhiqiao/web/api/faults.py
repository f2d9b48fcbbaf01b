"""What is wrong with each field of a request, in words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "missing": _("必填。"),
    "extra_forbidden": _("没有这个字段，或不能由您填写。"),
    "string_type": _("应为文字。"),
    "string_too_short": _("太短，至少 %(min_length)s 个字。"),
    "string_too_long": _("太长，最多 %(max_length)s 个字。"),
    "string_pattern_mismatch": _("写法不对。"),
    "int_type": _("应为整数。"),
    "int_parsing": _("应为整数。"),
    "int_from_float": _("应为整数。"),
    "bool_type": _("应为 true 或 false。"),
    "bool_parsing": _("应为 true 或 false。"),
    "float_type": _("应为数。"),
    "finite_number": _("应为有限的数。"),
    "greater_than_equal": _("不能小于 %(ge)s。"),
    "greater_than": _("应大于 %(gt)s。"),
    "less_than_equal": _("不能大于 %(le)s。"),
    "date_type": _("应为日期，如 2026-11-20。"),
    "date_parsing": _("应为日期，如 2026-11-20。"),
    "date_from_datetime_parsing": _("应为日期，如 2026-11-20。"),
    "enum": _("可选：%(expected)s。"),
    "literal_error": _("可选：%(expected)s。"),
    "list_type": _("应为列表。"),
    "too_long": _("最多 %(max_length)s 项。"),
    "model_attributes_type": _("应为一个对象。"),
    "dict_type": _("应为一个对象。"),
    "none_required": _("应为 null。"),
}
ELSE = _("取值不对。")
IN_BODY = 2
"""A place in the body starts with the source and the argument's name."""


def described(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, object]]:
    """Each error with its place: a JSON pointer into the body, or the name of a parameter."""
    return [_place(error["loc"]) | _words(error) for error in errors]


def _place(loc: Sequence[object]) -> dict[str, object]:
    if loc and loc[0] == "body":
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in loc[IN_BODY:])
        return {"pointer": "#" + "".join(f"/{step}" for step in steps)}
    return {"parameter": str(loc[-1]) if loc else ""}


def _words(error: Mapping[str, Any]) -> dict[str, object]:
    code = str(error["type"])
    text = str(WORDS.get(code, ELSE))
    context = {str(key): str(value) for key, value in (error.get("ctx") or {}).items()}
    try:
        return {"code": code, "detail": text % context if "%(" in text else text}
    except KeyError:
        return {"code": code, "detail": str(ELSE)}
