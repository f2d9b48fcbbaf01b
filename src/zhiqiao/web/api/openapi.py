"""The description of the API (OpenAPI 3.1), and a page that shows it."""

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import EVERYONE, Permission, requires
from zhiqiao.web.api.building import ROOT, api, path_views
from zhiqiao.web.api.endpoint import Endpoint
from zhiqiao.web.api.problems import MEDIA_TYPE
from zhiqiao.web.api.schemas import Problem

GROUPS = {
    "account": _("本人和机构"),
    "needs": _("需求"),
    "offers": _("成果"),
    "matches": _("匹配"),
    "profile": _("企业画像"),
    "programmes": _("政策事项"),
}
INTRO = "技术需求、科技成果、匹配、企业画像与政策事项。说明见文档“接口”。"
PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}
KEY_PARAMETER = {
    "in": "header", "name": "Idempotency-Key", "required": False,
    "description": "同一个键的请求只生效一次，30 天内再发得到同一个回答。",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}  # fmt: skip
VERSION_PARAMETER = {
    "in": "header", "name": "If-Match", "required": True,
    "description": "读取时的 ETag；* 为不管版本。",
    "schema": {"type": "string", "pattern": "^[!-~]+$"},
}  # fmt: skip
REFUSALS = {
    "get": ("400", "401", "404", "422", "429"),
    "post": ("400", "401", "403", "404", "409", "413", "415", "422", "429"),
}
REFUSALS["put"] = (*REFUSALS["post"], "412")
REFUSALS["patch"] = (*REFUSALS["post"], "412", "428")


@cache
def schema() -> dict[str, Any]:
    """The description: ninja's, with permissions, tokens, keys and problems added."""
    made: dict[str, Any] = json.loads(
        json.dumps(api.get_openapi_schema(path_prefix=f"/{ROOT}/"), default=str)
    )
    made["info"]["description"] = INTRO
    made["components"]["schemas"]["Problem"] = Problem.model_json_schema(
        ref_template="#/components/schemas/{model}"
    )
    made["components"]["schemas"] |= made["components"]["schemas"]["Problem"].pop("$defs", {})
    made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for route, _name, path_view in path_views():
        _complete(made["paths"][_address(route)], Endpoint(path_view))
    return made


def _address(route: str) -> str:
    parts = (
        f"{{{part.strip('<>').rpartition(':')[2]}}}" if part.startswith("<") else part
        for part in route.split("/")
    )
    return f"/{ROOT}/{'/'.join(parts)}"


def _complete(operations: dict[str, Any], endpoint: Endpoint) -> None:
    for method, operation in operations.items():
        permission = endpoint.permissions[method.upper()]
        operation["x-permission"] = str(permission)
        operation["security"] = [{"token": []}, *([{}] if permission in EVERYONE else [])]
        if method != "get":
            operation["parameters"].append(KEY_PARAMETER)
        if method == "patch":
            operation["parameters"].append(VERSION_PARAMETER)
        for status in REFUSALS[method]:
            operation["responses"].setdefault(status, _problem(status))


def _problem(status: str) -> dict[str, Any]:
    return {"description": status, "content": {MEDIA_TYPE: {"schema": PROBLEM_REF}}}


@cache
def _text() -> str:
    return json.dumps(schema(), ensure_ascii=False)


@requires(Permission.PUBLIC)
def description(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The description as JSON."""
    return HttpResponse(_text(), content_type="application/json")


@requires(Permission.PUBLIC)
def reference(request: HttpRequest) -> HttpResponse:
    """The description as a page."""
    return render(request, "api/reference.html", {"groups": _groups(), "root": ROOT})


def _groups() -> list[dict[str, Any]]:
    """The operations by their tag, in the order of the addresses."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in schema()["paths"].items():
        for method, operation in operations.items():
            shown = {"method": method.upper(), "path": path, "operation": operation}
            shown["permission"] = operation["x-permission"]
            shown["fields"] = _fields(operation)
            groups.setdefault(operation["tags"][0], []).append(shown)
    return [{"name": GROUPS[name], "operations": listed} for name, listed in groups.items()]


def _fields(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The body's fields with their kinds."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    body = schema()["components"]["schemas"].get(name, {})
    required = body.get("required", [])
    return [
        {"name": field, "kind": kind_of(each), "is_required": field in required}
        for field, each in body.get("properties", {}).items()
    ]


def kind_of(each: dict[str, Any]) -> str:
    """The kind of a field in short."""
    options = each.get("anyOf", [each])
    return " | ".join(str(option.get("format") or option.get("type", "")) for option in options)
