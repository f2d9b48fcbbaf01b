"""The client: its parts are the nouns of the API."""

from collections.abc import Iterator
from typing import Any, Generic, Self, TypeVar, cast
from urllib.parse import quote

from zhiqiao.client.connection import Connection
from zhiqiao.client.shapes import (
    Assessment,
    Fact,
    Matches,
    Need,
    Offer,
    Organisation,
    Programme,
    Run,
)

Listed = TypeVar("Listed", Need, Offer)
PAGE = 100


class Client:
    """A server, seen with a token's eyes.

    Args:
        server: its address, such as https://zhiqiao.example.
        token: from the server's page “API tokens”; None reads what is public.
        **more: `language`, `timeout_s`, `transport`, `sleep` as `Connection` takes them.

    Raises:
        ClientError: every method does, where the server refuses or cannot be reached.
    """

    def __init__(self, server: str, token: str | None = None, **more: Any) -> None:  # noqa: ANN401
        self.connection = Connection(server, token, **more)
        self.needs = Listings[Need](self.connection, "needs")
        self.offers = Listings[Offer](self.connection, "offers")
        self.matches = MatchPart(self.connection)
        self.profile = ProfilePart(self.connection)
        self.programmes = ProgrammePart(self.connection)

    def __enter__(self) -> Self:
        """The client itself; leaving the block closes it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the connection."""
        self.close()

    def close(self) -> None:
        """Lets the server go."""
        self.connection.close()

    def me(self) -> dict[str, Any]:
        """Who the token speaks for and what it may do."""
        return cast("dict[str, Any]", self.connection.read("/me"))

    def organisations(self, q: str = "") -> Iterator[Organisation]:
        """One's own organisation; for the centre's staff those whose name or code holds `q`."""
        return _all(self.connection, "/organisations", q=q or None)


def _all(connection: Connection, path: str, **query: object) -> Iterator[Any]:
    """The items of every page."""
    cursor: str | None = None
    while True:
        page = connection.read(path, limit=PAGE, cursor=cursor, **query)
        yield from page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return


class Listings(Generic[Listed]):
    """Needs, or offers."""

    def __init__(self, connection: Connection, noun: str) -> None:
        self._connection = connection
        self._path = f"/{noun}"

    def list(
        self,
        *,
        q: str = "",
        status: str = "published",
        mine: bool = False,
        updated_since: str | None = None,
        sort: str = "new",
    ) -> Iterator[Listed]:
        """Those that hold every word of `q`; `sort` is new, old or updated."""
        wanted = {"q": q or None, "status": status, "mine": mine or None, "sort": sort}
        return _all(self._connection, self._path, **wanted, updated_since=updated_since)

    def get(self, listing_id: int) -> Listed:
        """One of them."""
        return cast("Listed", self._connection.read(f"{self._path}/{listing_id}"))

    def create(self, **fields: object) -> Listed:
        """A new one: `title` and more fields, `publish=True` to publish it at once."""
        return cast("Listed", self._connection.write("POST", self._path, fields))

    def change(self, listing_id: int, **fields: object) -> Listed:
        """Sets the fields; refused where someone changes it at the same moment."""
        path = f"{self._path}/{listing_id}"
        _found, headers = self._connection.send("GET", path)
        version = {"If-Match": headers["ETag"]}
        return cast("Listed", self._connection.write("PATCH", path, fields, **version))

    def publish(self, listing_id: int) -> Listed:
        """Makes it visible to everyone and has it matched."""
        return cast("Listed", self._connection.write("POST", f"{self._path}/{listing_id}/publish"))

    def withdraw(self, listing_id: int) -> Listed:
        """Hides it from all but its own people."""
        return cast("Listed", self._connection.write("POST", f"{self._path}/{listing_id}/withdraw"))


class MatchPart:
    """Suggestions and grades."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_need(self, need_id: int) -> Matches:
        """What the latest finished run suggests for the need, best first."""
        return self._matches(f"/needs/{need_id}/matches")

    def of_offer(self, offer_id: int) -> Matches:
        """What the latest finished run suggests for the offer, best first."""
        return self._matches(f"/offers/{offer_id}/matches")

    def _matches(self, path: str) -> Matches:
        first = self._connection.read(path, limit=PAGE)
        items, cursor = list(first["items"]), first["next_cursor"]
        while cursor is not None:
            page = self._connection.read(path, limit=PAGE, cursor=cursor)
            items += page["items"]
            cursor = page["next_cursor"]
        return {"run": first["run"], "under_way": first["under_way"], "items": items}

    def ask_for_need(self, need_id: int) -> Run:
        """Has the need matched again in the background."""
        return cast("Run", self._connection.write("POST", f"/needs/{need_id}/runs"))

    def ask_for_offer(self, offer_id: int) -> Run:
        """Has the offer matched again in the background."""
        return cast("Run", self._connection.write("POST", f"/offers/{offer_id}/runs"))

    def review(self, suggestion_id: int, *, relevance: int, note: str = "") -> dict[str, Any]:
        """Grades the pair, 4 strong to 1 none."""
        body = {"relevance": relevance, "note": note}
        path = f"/suggestions/{suggestion_id}/reviews"
        return cast("dict[str, Any]", self._connection.write("POST", path, body))


class ProfilePart:
    """What is known of organisations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self, organisation_id: int | None = None) -> list[Fact]:
        """The facts of one's own organisation; of another, those that one may see."""
        own = organisation_id is None
        path = "/profile" if own else f"/organisations/{organisation_id}/profile"
        return cast("list[Fact]", self._connection.read(path)["items"])

    def put(self, fact: str, value: object, **more: object) -> Fact:
        """States a fact of one's own organisation by its code; the earlier value stays as history.

        `period`, `as_of` and `replaces` may be given too.
        """
        path = f"/profile/{quote(fact, safe='')}"
        return cast("Fact", self._connection.write("PUT", path, {"value": value} | more))

    def confirm(self, fact: str, *, period: str = "") -> Fact:
        """Says that what others stated is right."""
        path = f"/profile/{quote(fact, safe='')}/confirm"
        if period:
            path += f"?period={quote(period)}"
        return cast("Fact", self._connection.write("POST", path))


class ProgrammePart:
    """Programmes of the rules that serve, and how they stand."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self, *, on: str | None = None) -> Iterator[Programme]:
        """All of them, as they stand on a day (today unless told)."""
        return _all(self._connection, "/programmes", on=on)

    def get(self, programme_id: str) -> dict[str, Any]:
        """One of them, with its conditions and clauses."""
        path = f"/programmes/{quote(programme_id, safe='')}"
        return cast("dict[str, Any]", self._connection.read(path))

    def assess(self, organisation_id: int | None = None, *, on: str | None = None) -> Assessment:
        """How each stands for one's own organisation, or for another. A hint, never a decision."""
        own = organisation_id is None
        path = "/assessment" if own else f"/organisations/{organisation_id}/assessment"
        return cast("Assessment", self._connection.read(path, on=on))
