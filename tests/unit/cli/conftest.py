"""The real command, run as people run it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from zhiqiao.cli import running
from zhiqiao.cli.language import take_language


@dataclass(frozen=True)
class Outcome:
    """How one call ended."""

    status: int
    out: str
    err: str

    @property
    def result(self):
        """What `--json` printed."""
        return json.loads(self.out)


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    """Runs a call within this process, in a folder of its own: quicker, the same otherwise."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ZHIQIAO_LANG", raising=False)

    def run(*arguments):
        status = running.run(take_language([str(each) for each in arguments]))
        return Outcome(status, *capsys.readouterr())

    return run


@pytest.fixture
def zhiqiao(tmp_path):
    """Runs the real command in a folder of its own."""

    def run(*arguments, **environment):
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        ended = subprocess.run(  # noqa: S603 -- our own command
            [sys.executable, "-m", "zhiqiao.cli", *map(str, arguments)],
            cwd=tmp_path,
            env=kept
            | {"ZHIQIAO_DATA": str(tmp_path / "var"), "PYTHONPATH": os.pathsep.join(sys.path)}
            | {"PYTHONUTF8": "1", "COLUMNS": "100"}
            | environment,
            capture_output=True,
            timeout=120,
            check=False,
        )
        out, err = ended.stdout.decode(), ended.stderr.decode()
        assert "Traceback" not in err, err
        return Outcome(ended.returncode, out, err)

    return run
