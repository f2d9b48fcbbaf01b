"""Asking the site that we started how it is."""

import http.client
import json

OK = 200
ANYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 -- compared only


def answers(host: str, port: int) -> bool:
    """Whether the site is alive."""
    return _ask(host, port, "/healthz")[0] == OK


def unready_parts(host: str, port: int) -> dict[str, str] | None:
    """The parts that cannot work yet, each with a word why; None where the site does not answer."""
    status, body = _ask(host, port, "/readyz")
    if status == 0:
        return None
    try:
        found = json.loads(body)["checks"]
    except (ValueError, KeyError, TypeError):
        return {"site": str(status)}
    return {name: word for name, word in found.items() if word != "ok"}


def _ask(host: str, port: int, path: str) -> tuple[int, bytes]:
    near = {"::": "::1"}.get(host, "127.0.0.1") if host in ANYWHERE else host
    connection = http.client.HTTPConnection(near, port, timeout=5)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()
