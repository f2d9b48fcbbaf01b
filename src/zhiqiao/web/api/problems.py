"""Errors of the API as problem details (RFC 9457), in the language of the request."""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEDIA_TYPE = "application/problem+json"


class Fault(StrEnum):
    """Every way in which the API refuses; the end of the problem's `type`."""

    BAD_REQUEST = "bad-request"
    BAD_JSON = "bad-json"
    BAD_CURSOR = "bad-cursor"
    TOKEN_MISSING = "token-missing"  # noqa: S105 -- a code
    TOKEN_INVALID = "token-invalid"  # noqa: S105 -- a code
    CSRF = "csrf"
    NOT_FOUND = "not-found"
    METHOD = "method-not-allowed"
    KEY_IN_USE = "key-in-use"
    DONE_BEFORE = "done-before"
    CONFLICT = "conflict"
    CHANGED_MEANWHILE = "changed-meanwhile"
    TOO_LARGE = "too-large"
    MEDIA_TYPE = "media-type"
    INVALID = "invalid"
    KEY_REUSED = "key-reused"
    VERSION_MISSING = "version-missing"
    TOO_MANY = "too-many-requests"
    SERVER = "server-error"
    UNAVAILABLE = "unavailable"


WORDING: dict[Fault, tuple[int, Promise, Promise]] = {
    Fault.BAD_REQUEST: (400, _("请求有误"), _("请求的写法不对，没有处理。")),
    Fault.BAD_JSON: (400, _("不是 JSON"), _("请求正文不是完好的 JSON（UTF-8）。什么也没有写入。")),
    Fault.BAD_CURSOR: (400, _("游标无效"), _("cursor 不是本接口给出的。请去掉它从头取。")),
    Fault.TOKEN_MISSING: (
        401, _("需要令牌"), _("请在 Authorization 头里带上接口令牌：Bearer zq_…。"),
    ),
    Fault.TOKEN_INVALID: (
        401, _("令牌无效"), _("令牌不存在、已过期或已作废，或其主人已不在该机构。请在账户页新建。"),
    ),
    Fault.CSRF: (403, _("缺少防伪令牌"), _("用网页登录调用写操作时，要带 X-CSRFToken 头。")),
    Fault.NOT_FOUND: (404, _("找不到"), _("没有这一项，或者您无权查看。")),
    Fault.METHOD: (405, _("方法不支持"), _("这个地址不支持此方法，支持的见 Allow 头。")),
    Fault.KEY_IN_USE: (
        409, _("同一请求正在处理"), _("同一 Idempotency-Key 的请求还没有处理完。请稍后再试。"),
    ),
    Fault.DONE_BEFORE: (
        409, _("已经做过"),
        _("同一 Idempotency-Key 的请求已经生效，但当时的回答没有留下。请查看现状。"),
    ),
    Fault.CONFLICT: (409, _("现在不能这样做"), _("与它现在的状态不符，什么也没有改动。")),
    Fault.CHANGED_MEANWHILE: (
        412, _("已被别人改过"), _("它在您读取之后又被改过，什么也没有写入。请重新读取后再改。"),
    ),
    Fault.TOO_LARGE: (413, _("正文太大"), _("请求正文超过上限，没有读取。")),
    Fault.MEDIA_TYPE: (415, _("类型不支持"), _("请求正文要用 Content-Type: application/json。")),
    Fault.INVALID: (422, _("内容不对"), _("有的字段或参数不对，什么也没有写入。逐条见 errors。")),
    Fault.KEY_REUSED: (
        422, _("Idempotency-Key 用过了"), _("这个 Idempotency-Key 已用于另一个请求。请换一个。"),
    ),
    Fault.VERSION_MISSING: (
        428, _("缺少 If-Match"), _("修改时要用 If-Match 头带上读取时的 ETag，以免盖掉别人的改动。"),
    ),
    Fault.TOO_MANY: (429, _("请求太多"), _("请求太频繁。请过 Retry-After 秒再试。")),
    Fault.SERVER: (500, _("程序出错"), _("这不是您的问题。请稍后再试；一直如此请告诉管理员。")),
    Fault.UNAVAILABLE: (503, _("暂时不能用"), _("服务器正忙或正在维护。请稍后再试。")),
}  # fmt: skip
BY_STATUS = {
    400: Fault.BAD_REQUEST, 401: Fault.TOKEN_MISSING, 403: Fault.CSRF, 404: Fault.NOT_FOUND,
    405: Fault.METHOD, 413: Fault.TOO_LARGE, 503: Fault.UNAVAILABLE,
}  # fmt: skip


class ProblemError(Exception):
    """Ends a request with a problem.

    Args:
        fault: what was wrong.
        errors: what is wrong with each field or parameter.
        more: further members of the problem.
        headers: headers of the answer.
    """

    def __init__(
        self,
        fault: Fault,
        *,
        errors: Sequence[Mapping[str, object]] = (),
        more: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(fault)
        self.fault = fault
        self.errors = errors
        self.more = more or {}
        self.headers = headers or {}

    @property
    def status(self) -> int:
        """The HTTP status."""
        return WORDING[self.fault][0]

    def to_response(self, request: HttpRequest) -> HttpResponse:
        """The problem as an answer."""
        status, title, detail = WORDING[self.fault]
        body: dict[str, Any] = {
            "type": f"urn:zhiqiao:problem:{self.fault}",
            "title": str(title),
            "status": status,
            "detail": str(detail),
            "instance": request.path,
        }
        body |= self.more
        if self.errors:
            body["errors"] = [dict(each) for each in self.errors]
        text = json.dumps(body, ensure_ascii=False)
        return HttpResponse(text, status=status, content_type=MEDIA_TYPE, headers=self.headers)


def field_error(name: str, detail: str | Promise, code: str) -> dict[str, object]:
    """What is wrong with one field of the body."""
    return {"pointer": f"#/{name}", "code": code, "detail": str(detail)}
