"""Asks for every address, as one visitor, with numbers of one's own, of others and of nobody."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.cache import caches
from django.db import connection, transaction
from tests.secure.crawl import matrix, more
from tests.secure.crawl.browser import Browser
from tests.secure.crawl.forms import filled
from tests.secure.crawl.routes import Route
from tests.secure.crawl.rows import written_table
from tests.secure.crawl.worlds import FACT_CODE, World

from zhiqiao.web.accounts.models import Person

MISSING = 987_654_321
FIXED: dict[str, list[object]] = {
    "kind": ["csv"],
    "side": ["need"],
    "code": [FACT_CODE],
    "token": ["no-such-token"],
    "fact": [FACT_CODE],
}
"""Parts of addresses that name no row."""
SEARCH = "?q=canary&search=canary&status=draft"
SEARCHED = (
    "needs", "offers", "people", "jobs", "audit", "organisations", "imports", "profile", "profiles",
)  # fmt: skip


def fixed() -> dict[str, list[object]]:
    """`FIXED` with what newer apps add."""
    return FIXED | more.gathered("FIXED")


def searched() -> set[str]:
    """`SEARCHED` with what newer apps add."""
    return {*SEARCHED, *more.searched()}


@dataclass(frozen=True)
class Request:
    """One request of the crawl. `whose` says whose numbers stand in its address."""

    route: Route
    path: str
    whose: str
    shown: bool = False

    @property
    def is_hidden_or_missing(self) -> bool:
        """Whether the address names another's hidden row, or none."""
        return self.whose == "missing" or (self.whose == "other" and not self.shown)


@dataclass(frozen=True)
class Answer:
    """What came back. `written`: our tables that it wrote; `changed`: those of the watched world.

    All of it is put back.
    """

    request: Request
    status: int
    text: str
    changed: tuple[str, ...] = ()
    written: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """The request and the status: the text is long."""
        return f"{self.request.route.method} {self.request.path} → {self.status}"


class Written:
    """Notes which of our tables were written, statement by statement."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute, sql, params, many, context):
        """Django's wrapper around every statement."""
        table = written_table(sql)
        if table:
            self.tables.add(table)
        return execute(sql, params, many, context)


class Visitor:
    """One visitor with a browser or a token; `own` is the world that they own or come from."""

    def __init__(self, person: Person | None, own: World, *, token: str = "") -> None:
        self.person, self.own = person, own
        self._browser = Browser(person, token=token)

    def ask(self, request: Request, watched: World | None = None) -> Answer:
        """The answer; nothing it writes stays. Says which rows of the watched world it changed."""
        note = Written()
        point = transaction.savepoint()
        with connection.execute_wrapper(note):
            answer = self._send(request)
            text = _text_of(answer)
        changed = watched.changed(note.tables) if watched is not None and note.tables else ()
        transaction.savepoint_rollback(point)
        caches["default"].clear()
        return Answer(request, answer.status_code, text, changed, frozenset(note.tables))

    def _send(self, request: Request):
        method, path = request.route.method, request.path
        if method == "GET":
            return self._browser.get(path)
        sent = filled(request.route, self.own)
        if not request.route.template.startswith("api/"):
            return self._browser.submit(path, sent.fields)
        return self._browser.generic(
            method, path, sent.json, "application/json", headers=sent.headers
        )


def _text_of(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = content.decode("utf-8", "replace") + str(sorted(answer.headers.items()))
    return text + _inside(content)


def _inside(content: bytes) -> str:
    """What stands in a workbook."""
    import io
    import zipfile

    if not content.startswith(b"PK"):
        return ""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def requests_of(route: Route, own: World, other: World) -> Iterator[Request]:
    """The route with each choice of numbers; lists also with words that look for canaries."""
    queries, secret = more.gathered("QUERIES"), more.gathered("SECRET")
    tried = {name: [wrong] for name, wrong in secret.items()}
    if not route.parameters:
        yield Request(route, route.path({}) + queries.get(route.template, ""), "none")
        if route.method == "GET" and route.template.strip("/").split("/")[-1] in searched():
            yield Request(route, route.path({}) + SEARCH, "none")
        return
    crossed = [("other", ids | tried) for ids in _crossed(route.parameters, own, other)]
    asked = [("own", own.ids), ("other", other.ids | tried), *crossed, ("missing", tried)]
    for whose, ids in asked:
        if whose == "other" and not set(route.parameters) - set(fixed()) - set(secret):
            continue
        for named in _aligned({name: _choices(name, ids) for name in route.parameters}):
            shown = any(value in other.shown.get(name, ()) for name, value in named.items())
            yield Request(route, route.path(named), whose, shown)
        if not set(route.parameters) - set(fixed()):
            return


def _aligned(choices: dict[str, list[object]]) -> Iterator[dict[str, object]]:
    """Each number at least once, beside those that stand at its place in the other lists."""
    for place in range(max(map(len, choices.values()))):
        yield {name: found[place % len(found)] for name, found in choices.items()}


def _crossed(
    parameters: tuple[str, ...], own: World, other: World
) -> list[dict[str, list[object]]]:
    """One's own row with a part of another's, and the other way round."""
    _first, *rest = [name for name in parameters if name not in fixed()] or [""]
    if not rest:
        return []
    return [
        one.ids | {name: two.ids.get(name, [MISSING]) for name in rest}
        for one, two in ((own, other), (other, own))
    ]


def _choices(name: str, ids: dict[str, list[object]]) -> list[object]:
    if name in fixed():
        return fixed()[name]
    return ids.get(name, [MISSING])


def crawl(
    visitor: Visitor, routes: list[Route], own: World, other: World, *, name: str = ""
) -> Iterator[Answer]:
    """Every request of every route, asked; of a route that refuses the visitor, the first."""
    for route in routes:
        is_refused = name in matrix.refused(route)
        for request in requests_of(route, own, other):
            yield visitor.ask(request, other)
            if is_refused:
                break
