"""The site and its background work start together and end together."""

import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from zhiqiao.cli import running
from zhiqiao.cli.serve import check_address
from zhiqiao.common import ErrorCode, ZhiqiaoError

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes in /proc")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(tmp_path, new_site):
    """A running `zhiqiao serve`, its address and the processes it started."""
    environment = os.environ | {
        "ZHIQIAO_DATA": str(new_site(tmp_path / "var")),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "zhiqiao.web.settings",
    }
    command = [sys.executable, "-m", "zhiqiao.cli", "serve", "--json", "--port", str(free_port())]
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(  # noqa: S603 -- our own command
            command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=log
        ) as started,
    ):
        started.ready = read_object(started.stdout)
        started.log = tmp_path / "log"
        yield started
        started.kill()


def read_object(stream):
    """The JSON object that is printed once the site answers."""
    lines = []
    for line in stream:
        lines.append(line)
        if line == b"}\n":
            break
    return json.loads(b"".join(lines))


def children(pid):
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    return {int(child): Path(f"/proc/{child}/cmdline").read_text("utf-8") for child in found}


def is_alive(pid):
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return False


def wait_for_end(pids):
    """Waits on the processes' own file descriptors, so there is no sleeping."""
    for pid in pids:
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        assert select.select([descriptor], [], [], 20)[0], f"process {pid} goes on"
        os.close(descriptor)


def test_the_site_answers_when_its_address_is_told(server):
    site = http.client.HTTPConnection(server.ready["address"].removeprefix("http://"))
    site.request("GET", "/healthz")
    assert site.getresponse().status == 200
    site.close()
    assert server.ready["pid"] == server.pid


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, running.DONE), (signal.SIGINT, running.INTERRUPTED)]
)
def test_both_end_in_order_when_asked(server, number, status):
    pids = children(server.pid)
    assert len(pids) == 2
    server.send_signal(number)
    assert server.wait(30) == status
    assert not any(is_alive(pid) for pid in pids)
    assert b"Traceback" not in server.log.read_bytes()


def test_neither_outlives_a_killed_parent(server):
    pids = list(children(server.pid))
    server.kill()
    server.wait(10)
    wait_for_end(pids)


def test_the_end_of_the_site_ends_everything_and_is_told(server):
    pids = children(server.pid)
    site = next(pid for pid, command in pids.items() if "\0web\0" in command)
    workers = list(children(site))
    assert workers
    os.kill(site, signal.SIGKILL)
    assert server.wait(30) == running.REFUSED
    wait_for_end(workers)
    assert not any(is_alive(pid) for pid in pids)
    assert read_object(server.stdout)["error"]["code"] == "server_stopped"
    assert "网站进程" in server.log.read_text("utf-8")


def test_a_port_in_use_is_told_with_a_free_one(zhiqiao):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = zhiqiao("serve", "--port", port)
    assert ended.status == 1
    assert f"端口 {port} 已被占用" in ended.err
    assert "--port" in ended.err


def test_addresses_that_cannot_be_used_are_told():
    with pytest.raises(ZhiqiaoError) as refused:
        check_address("203.0.113.7", 8000)
    assert refused.value.code is ErrorCode.ADDRESS_UNUSABLE
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ZhiqiaoError) as refused:
            check_address("127.0.0.1", taken.getsockname()[1])
    assert refused.value.code is ErrorCode.ADDRESS_BUSY
