"""However a call ends, it ends with the right status and without a traceback."""

import os
import signal
import subprocess
import sys

import pytest

from zhiqiao.cli import running


@pytest.fixture
def start(tmp_path):
    """Starts `zhiqiao match diagnose` on a file that takes a while."""
    rows = "".join(f"{number},需求{number}\n" for number in range(20_000))
    (tmp_path / "needs.csv").write_text("id,title\n" + rows, "utf-8")
    environment = os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-m", "zhiqiao.cli", "match", "diagnose", "--needs", "needs.csv"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as started:
        yield started


def test_control_c_ends_with_130(start):
    assert start.stdout.read(1)
    start.send_signal(signal.SIGINT)
    _, err = start.communicate(timeout=60)
    assert start.returncode == running.INTERRUPTED
    assert err == b""


def test_a_closed_pipe_is_quiet(start):
    assert start.stdout.read(1)
    start.stdout.close()
    err = start.stderr.read()
    assert start.wait(60) == running.PIPE_CLOSED
    assert err == b""


def test_a_fault_of_ours_is_one_line_with_the_way_to_learn_more(zhiqiao, tmp_path):
    (tmp_path / "var").write_text("a file where the data folder should be", "utf-8")
    ended = zhiqiao("match", "reindex")
    assert ended.status == running.FAULT
    assert ended.err.startswith("程序出错：")
    assert "ZHIQIAO_DEBUG=1" in ended.err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_a_full_disk_behind_standard_output_is_told():
    command = [sys.executable, "-m", "zhiqiao.cli", "match", "diagnose", "--title", "x", "--json"]
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(  # noqa: S603 -- our own command
            command, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ended.returncode == running.REFUSED
    assert ended.stderr.decode().startswith("错误：结果写不出去")
    assert b"Traceback" not in ended.stderr


def test_the_full_trace_is_there_for_developers(tmp_path):
    (tmp_path / "var").write_text("a file where the data folder should be", "utf-8")
    environment = os.environ | {"ZHIQIAO_DATA": str(tmp_path / "var"), "ZHIQIAO_DEBUG": "1"}
    environment |= {
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "zhiqiao.web.settings",
    }
    ended = subprocess.run(
        [sys.executable, "-m", "zhiqiao.cli", "match", "reindex"],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert b"Traceback" in ended.stderr
