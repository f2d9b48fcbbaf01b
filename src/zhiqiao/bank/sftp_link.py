"""A folder with the habits of SFTP: the bank's writes are slow and seen while they last.

Ours go up as NAME.part and are renamed. Theirs count once NAME.done stands beside them, or once
two looks in turn saw the same size and time.
"""

from pathlib import Path

from zhiqiao.bank.folder_link import FolderLink
from zhiqiao.bank.links import Sign, Verify

MARKER = ".done"


class SftpLikeFolderLink(FolderLink):
    """A folder mounted from, or mirrored with, a bank's SFTP server."""

    unfinished = ".part"

    def __init__(
        self, folder: Path, *, sign: Sign | None = None, verify: Verify | None = None
    ) -> None:
        super().__init__(folder, sign=sign, verify=verify)
        self._seen: dict[str, tuple[int, int]] = {}

    def _finished(self) -> list[str]:
        """The names whose file has its marker, or did not change since the last look."""
        names = super()._finished()
        looks = {name: self._look(name) for name in names if not name.endswith(MARKER)}
        former, self._seen = self._seen, looks
        return [
            name
            for name, look in looks.items()
            if name + MARKER in names or former.get(name) == look
        ]

    def _look(self, name: str) -> tuple[int, int]:
        found = (self.incoming / name).stat()
        return found.st_size, found.st_mtime_ns

    def _moves(self, name: str, target: Path) -> list[tuple[Path, Path]]:
        marker = target.with_name(target.name + MARKER)
        return [*super()._moves(name, target), (self.incoming / (name + MARKER), marker)]
