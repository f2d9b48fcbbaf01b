"""How files leave the simulated bank: now, or held until their day."""

from dataclasses import dataclass
from datetime import date, datetime, time

from zhiqiao.bank.simulator.store import Store

OFFICE_OPENS = time(9)


@dataclass(frozen=True, slots=True)
class Post:
    """What is sent on a day."""

    store: Store
    day: date

    @property
    def written_at(self) -> datetime:
        """When files of the day say that they were written."""
        return datetime.combine(self.day, OFFICE_OPENS)

    def send(self, kind: str, content: bytes, *, due_on: date | None = None) -> None:
        """Sends a file, today or when it is due."""
        if due_on is not None and due_on > self.day:
            self.store.execute(
                "INSERT INTO held (due_on, name, content) VALUES (?, ?, ?)",
                (due_on.isoformat(), kind, content),
            )
        else:
            name = f"{kind}-{self.day:%Y%m%d}-{self.store.count('file'):08d}.xml"
            self.store.execute("INSERT INTO file (name, content) VALUES (?, ?)", (name, content))

    def send_held(self) -> None:
        """Sends what was held until today."""
        due = self.store.execute(
            "SELECT id, name, content FROM held WHERE due_on <= ? ORDER BY due_on, id",
            (self.day.isoformat(),),
        ).fetchall()
        for number, kind, content in due:
            self.send(kind, content)
            self.store.execute("DELETE FROM held WHERE id = ?", (number,))
