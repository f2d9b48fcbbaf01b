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
    fields = [
        f"{each.get('pointer') or each.get('parameter', '')}: {each.get('detail', '')}"
        for each in problem.get("errors", [])
    ]
    detail = " ".join([str(problem.get("detail", "")), *fields]).strip()
    error = ClientError(ErrorCode.SERVER_REFUSED, status=status, detail=detail)
    error.problem, error.status = problem, status
    return error
