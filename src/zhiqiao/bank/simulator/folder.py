"""The simulated bank's side of a shared folder, for `FolderLink` and its like."""

import os
from contextlib import suppress
from pathlib import Path

from zhiqiao.bank.errors import BankRefusedError
from zhiqiao.bank.links import Arrived, Sign, Verify, refusal_of
from zhiqiao.bank.simulator.bank import SimulatedBank

CURSOR = "folder"


class FolderDoor:
    """Takes files from outgoing/ and puts its own into incoming/.

    What was taken moves to taken/, what is refused to refused/ with the reason beside it.
    """

    def __init__(
        self,
        bank: SimulatedBank,
        folder: Path,
        *,
        sign: Sign | None = None,
        verify: Verify | None = None,
    ) -> None:
        self.bank = bank
        self.sign = sign
        self.verify = verify
        self.outgoing = folder / "outgoing"
        self.incoming = folder / "incoming"
        self.taken = folder / "taken"
        self.refused = folder / "refused"
        for each in (self.outgoing, self.incoming, self.taken, self.refused):
            each.mkdir(parents=True, exist_ok=True)

    def scan(self) -> int:
        """Takes and delivers everything there is; how many files moved."""
        waiting = sorted(self.outgoing.glob("*.xml"))
        for path in waiting:
            self._take(path)
        return len(waiting) + self._deliver()

    def _take(self, path: Path) -> None:
        """Takes a file in. It leaves the folder only once the bank has it for good."""
        content = path.read_bytes()
        signature_file = path.with_name(path.name + ".sig")
        signature = signature_file.read_bytes() if signature_file.exists() else None
        refusal = refusal_of(path.name, content=content, signature=signature, verify=self.verify)
        goal = self.taken if refusal is None else self.refused
        if refusal is None:
            try:
                self.bank.receive(content)
            except BankRefusedError as error:
                goal, refusal = self.refused, error
        if refusal is not None:
            (goal / f"{path.name}.why").write_text(str(refusal), "utf-8")
        path.replace(goal / path.name)
        with suppress(FileNotFoundError):
            signature_file.replace(goal / signature_file.name)

    def _deliver(self) -> int:
        """Puts new files into incoming/; how many."""
        after = int(self.bank.remembered(CURSOR, "0"))
        found = self.bank.files(after=after)
        for each in found:
            if self.sign is not None:
                self._put(Arrived(f"{each.name}.sig", self.sign(each.content), each.cursor))
            self._put(each)
            self.bank.remember(CURSOR, each.cursor)
        return len(found)

    def _put(self, file: Arrived) -> None:
        beside = self.incoming / f"{file.name}.tmp"
        with beside.open("wb") as handle:
            handle.write(file.content)
            handle.flush()
            os.fsync(handle.fileno())
        beside.replace(self.incoming / file.name)
