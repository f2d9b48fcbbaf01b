"""Files in a folder that a bank's client program watches: outgoing/, incoming/, done/, sent/.

A file appears whole or not at all: it is written beside, forced to disk and renamed. What was
handed over is kept in sent/, so that an enquiry can be answered after the bank took its file.
"""

import hashlib
import os
from pathlib import Path

from zhiqiao.bank.errors import BankLinkError, BankTimeoutError, BankUnreachableError
from zhiqiao.bank.links import (
    Arrived,
    Enquiry,
    Receipt,
    Sign,
    Verify,
    checked_name,
    name_of,
    refusal_of,
)
from zhiqiao.common import ErrorCode

SIGNATURE = ".sig"


class FolderLink:
    """A folder shared with the bank.

    Args:
        folder: holds the folders named above; they are made where missing.
        sign: signs what is sent; its signature stands beside the file as NAME.sig.
        verify: checks what arrives; a file without a right signature is handed over as refused.
    """

    unfinished = ".tmp"
    """Ends the name of a file that is being written."""

    def __init__(
        self, folder: Path, *, sign: Sign | None = None, verify: Verify | None = None
    ) -> None:
        self.sign = sign
        self.verify = verify
        self.outgoing = folder / "outgoing"
        self.incoming = folder / "incoming"
        self.done = folder / "done"
        self.sent = folder / "sent"

    def send(self, name: str, *, content: bytes) -> Receipt:
        """See `BankLink.send`."""
        checked_name(name)
        try:
            self._make_folders()
            if (former := _content(self.sent / name, self.outgoing / name)) is not None:
                if former != content:
                    raise BankLinkError(ErrorCode.BANK_NAME_TAKEN, name=name)
                self._keep(name, content)
                return Receipt(name, is_repeat=True)
            if self.sign is not None:
                self._put(self.outgoing, name + SIGNATURE, self.sign(content))
            self._put(self.outgoing, name, content)
        except OSError as error:
            raise _failure(error, name, is_there=(self.outgoing / name).exists()) from error
        self._keep(name, content)
        return Receipt(name)

    def _keep(self, name: str, content: bytes) -> None:
        """Notes what was handed over. Without the note it would be sent again, which is safe."""
        try:
            if not (self.sent / name).exists():
                self._put(self.sent, name, content)
        except OSError as error:
            raise BankTimeoutError(ErrorCode.BANK_TIMEOUT, name=name, why=_why(error)) from error

    def enquire(self, message_id: str) -> Enquiry:
        """See `BankLink.enquire`."""
        name = name_of(message_id)
        try:
            if not self.outgoing.is_dir():
                return Enquiry.UNREACHABLE
            found = (self.sent / name).exists() or (self.outgoing / name).exists()
        except OSError:
            return Enquiry.UNREACHABLE
        return Enquiry.KNOWN if found else Enquiry.NOT_KNOWN

    def fetch(self, *, after: str = "", at_most: int = 100) -> list[Arrived]:  # noqa: ARG002
        """See `BankLink.fetch`. A folder keeps its own place: what is not acknowledged comes."""
        try:
            self._make_folders()
            names = [name for name in self._finished() if not name.endswith(SIGNATURE)]
            return [self._arrived(name) for name in names[:at_most]]
        except OSError as error:
            why = _why(error)
            raise BankUnreachableError(ErrorCode.BANK_UNREACHABLE, name="-", why=why) from error

    def _arrived(self, name: str) -> Arrived:
        content = (self.incoming / name).read_bytes()
        signature = _content(self.incoming / (name + SIGNATURE))
        refusal = refusal_of(name, content=content, signature=signature, verify=self.verify)
        return Arrived(name, content, cursor=name, refusal=refusal)

    def acknowledge(self, arrived: Arrived) -> None:
        """Moves the file to done/; another file of the same name keeps a name of its own there."""
        target = self.done / arrived.name
        if (former := _content(target)) is not None and former != arrived.content:
            digest = hashlib.sha256(arrived.content).hexdigest()[:12]
            target = self.done / f"{arrived.name}.{digest}"
        for source, goal in self._moves(arrived.name, target):
            if source.exists():
                source.replace(goal)
        _force(self.done)

    def _moves(self, name: str, target: Path) -> list[tuple[Path, Path]]:
        """What belongs to a file, and where it goes."""
        signature = target.with_name(target.name + SIGNATURE)
        return [
            (self.incoming / name, target),
            (self.incoming / (name + SIGNATURE), signature),
        ]

    def _finished(self) -> list[str]:
        """The names in incoming/ that are whole, by name."""
        return sorted(
            each.name
            for each in self.incoming.iterdir()
            if each.is_file()
            and not each.name.startswith(".")
            and not each.name.endswith(self.unfinished)
        )

    def _put(self, folder: Path, name: str, content: bytes) -> None:
        """Writes the file beside, forces it to disk, and lets it appear at once."""
        beside = folder / (name + self.unfinished)
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / name)
        _force(folder)

    def _make_folders(self) -> None:
        for folder in (self.outgoing, self.incoming, self.done, self.sent):
            folder.mkdir(parents=True, exist_ok=True)


def _content(*places: Path) -> bytes | None:
    """What stands at the first of the places that has anything."""
    for place in places:
        try:
            return place.read_bytes()
        except FileNotFoundError:
            continue
    return None


def _force(folder: Path) -> None:
    """Makes the names of a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _failure(error: OSError, name: str, *, is_there: bool) -> BankLinkError:
    """What a failed write means: the bank may see the file, or surely not."""
    if is_there:
        return BankTimeoutError(ErrorCode.BANK_TIMEOUT, name=name, why=_why(error))
    return BankUnreachableError(ErrorCode.BANK_UNREACHABLE, name=name, why=_why(error))


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__
