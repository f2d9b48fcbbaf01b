"""The conditions that rules for rows are made of, and what a rule is.

Their text goes into PostgreSQL's policies (`row_policies`); `row_security` has the rules.
"""

from dataclasses import dataclass

from zhiqiao.web.access.permissions import Permission
from zhiqiao.web.access.row_actor import ARRIVING_WORD, SYSTEM_WORD, VISITOR_WORD


def setting(name: str) -> str:
    """A number that the connection says of its visitor."""
    # In a sub-select the setting is read once for a statement, not once for a row.
    return f"(SELECT NULLIF(current_setting('zhiqiao.{name}', true), '')::bigint)"


def holds(*words: str) -> str:
    """Whether the visitor holds one of the permissions."""
    scope = "current_setting('zhiqiao.scope', true)"
    found = " OR ".join(f"position(',{word},' in {scope}) > 0" for word in words)
    return f"(SELECT {found})"


SELF = f"person_id = {setting('person')}"
OWN = f"organisation_id = {setting('organisation')}"
ARRIVING = holds(ARRIVING_WORD)
VISITOR = holds(VISITOR_WORD)
SYSTEM = holds(SYSTEM_WORD)
STAFF = holds(Permission.LISTING_ALL)
NEVER = "false"


def of(table: str, column: str, condition: str) -> str:
    """That the row points at a row of which something holds."""
    found = f"SELECT 1 FROM {table} AS parent WHERE parent.id = {column}"  # noqa: S608 -- our own
    return f"EXISTS ({found} AND {condition})"


def either(*conditions: str) -> str:
    """That one of them holds."""
    return " OR ".join(f"({each})" for each in conditions)


@dataclass(frozen=True, slots=True)
class Rule:
    """What the site may do with a table's rows for its visitor.

    Attributes:
        seen: the rows shown.
        changed: the rows that may be changed, removed, or be the result of a change; `seen` and
            this where None.
        added: the rows that may be added; as `changed` where None.
        matcher: what the background worker may do with the table: SQL privileges.
        matcher_sees: the rows it may do that with.
    """

    seen: str
    changed: str | None = None
    added: str | None = None
    matcher: str = "SELECT, INSERT, UPDATE, DELETE"
    matcher_sees: str = "true"

    @property
    def changes(self) -> str:
        """The rows that may be changed."""
        return self.seen if self.changed is None else self.changed

    @property
    def adds(self) -> str:
        """The rows that may be added."""
        return self.changes if self.added is None else self.added
