"""`zhiqiao bank simulator`: the simulated bank as a process of its own."""

import os
import signal
import threading
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import FrameType

from zhiqiao.bank.simulator import STORE, SimulatedBank, faults_named
from zhiqiao.bank.simulator.folder import FolderDoor
from zhiqiao.bank.simulator.server import BankServer
from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note
from zhiqiao.common import ErrorCode, ZhiqiaoError


@dataclass(frozen=True, slots=True)
class Wanted:
    """The bank that is asked for."""

    data: Path
    address: tuple[str, int]
    seed: int
    faults: str | None
    day: date | None
    day_s: int = 0
    """After how many seconds a bank day is over; 0: when it is told so."""


def perform(wanted: Wanted, *, folder: Path | None, as_json: bool) -> None:
    """Serves until Ctrl-C or SIGTERM.

    Raises:
        ZhiqiaoError: the address or the folder cannot be used.
    """
    bank = _bank(wanted)
    server = _server(bank, wanted.address)
    if wanted.day_s:
        server.live(day_s=wanted.day_s)
    if folder is not None:
        server.watch(FolderDoor(bank, folder))
    signal.signal(signal.SIGTERM, lambda number, frame: _end(server, number, frame))
    _tell(server, as_json=as_json)
    try:
        server.serve_forever(poll_interval=0.05)
    finally:
        server.server_close()
        bank.close()


def _bank(wanted: Wanted) -> SimulatedBank:
    """The bank, with the store it had or a new one."""
    try:
        wanted.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise ZhiqiaoError(ErrorCode.OUTPUT_UNWRITABLE, path=str(wanted.data), why=why) from error
    faults = faults_named(wanted.faults) if wanted.faults else None
    starts_on = wanted.day or datetime.now().astimezone().date()
    path = wanted.data / STORE
    return SimulatedBank(path, seed=wanted.seed, faults=faults, starts_on=starts_on)


def _server(bank: SimulatedBank, address: tuple[str, int]) -> BankServer:
    """The listening server.

    Raises:
        ZhiqiaoError: ADDRESS_UNUSABLE.
    """
    try:
        return BankServer(bank, address)
    except OSError as error:
        host, port = address
        why = error.strerror or str(error)
        raise ZhiqiaoError(ErrorCode.ADDRESS_UNUSABLE, host=host, port=port, why=why) from error


def _end(server: BankServer, _number: int, _frame: FrameType | None) -> None:
    """Ends the server from beside it: it waits for the loop that was interrupted."""
    threading.Thread(target=server.end).start()


def _tell(server: BankServer, *, as_json: bool) -> None:
    """Says where the bank is. Programs wait for this line."""
    if as_json:
        emit({"url": server.url, "day": server.bank.day.isoformat(), "pid": os.getpid()})
        return
    note(
        tr(
            f"模拟银行在 {server.url}，银行日 {server.bank.day}。Ctrl-C 停止。",
            f"The simulated bank is at {server.url}, on {server.bank.day}. Ctrl-C ends it.",
        )
    )
