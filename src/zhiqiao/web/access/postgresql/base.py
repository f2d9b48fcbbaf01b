"""The connection: sends for whom rows are shown before a query, whenever that has changed."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import Error
from psycopg.pq import TransactionStatus

from zhiqiao.web.access.row_actor import RowActor, wanted

SET = (
    "SELECT set_config('zhiqiao.person', %s, false), "
    "set_config('zhiqiao.organisation', %s, false), set_config('zhiqiao.scope', %s, false)"
)


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc, unused-ignore]
    """Knows what settings the connection has; None where a rollback may have brought back others.

    A setting made inside a transaction is undone with it, and by a rollback to a savepoint.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shown_to: RowActor | None = None

    def init_connection_state(self) -> None:
        """A new connection has no settings yet."""
        self._shown_to = None
        super().init_connection_state()

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor on a connection that shows the right rows."""
        self.show_wanted_rows()
        return super().create_cursor(name)

    def show_wanted_rows(self) -> None:
        """Sends the settings if they differ: one round trip, or none."""
        rows_to = wanted()
        if rows_to == self._shown_to:
            return
        raw: Any = self.connection
        if raw.info.transaction_status == TransactionStatus.INERROR:
            return  # nothing can be read before the rollback, which asks again
        raw.execute(SET, (rows_to.person, rows_to.organisation, rows_to.scope))
        self._shown_to = rows_to

    def forget_visitor(self) -> None:
        """Takes the visitor's settings off an open connection, or closes it."""
        if self.connection is None:
            return
        try:
            self.show_wanted_rows()
        except Error:
            self.close()

    def _rollback(self) -> None:
        self._shown_to = None
        super()._rollback()  # type: ignore[misc]  # the stubs leave it out

    def _savepoint_rollback(self, sid: str) -> None:
        self._shown_to = None
        super()._savepoint_rollback(sid)  # type: ignore[misc]
