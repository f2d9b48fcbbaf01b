"""Why a server did not do what was asked."""

from collections.abc import Mapping
from typing import Any

from zhiqiao.common import ErrorCode, ZhiqiaoError


class ClientError(ZhiqiaoError):
    """A server that refuses or cannot be reached.

    `problem` is the server's problem details (RFC 9457) where it sent any, `status` its HTTP
    status, 0 where it sent none.
    """

    problem: Mapping[str, Any] = {}
    status = 0


def refused(status: int, problem: Mapping[str, Any]) -> ClientError:
    """The error of an answer with problem details: its detail, then each wrong field."""
    error = ClientError(ErrorCode.SERVER_REFUSED, status=status, detail=detail_of(problem))
    error.problem, error.status = problem, status
    return error


def detail_of(problem: Mapping[str, Any], called: Mapping[str, str] | None = None) -> str:
    """The problem's detail, then each wrong field; `called` has other words for a pointer."""
    fields = [_field(each, called or {}) for each in problem.get("errors", [])]
    return " ".join([str(problem.get("detail", "")), *fields]).strip()


def _field(error: Mapping[str, Any], called: Mapping[str, str]) -> str:
    where = str(error.get("pointer") or error.get("parameter", ""))
    return f"{called.get(where, where)}: {error.get('detail', '')}"
