"""Running `zhiqiao` as an operator does: real processes, a data folder of their own."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

FORGOTTEN = ("ZHIQIAO_DATABASE_URL", "ZHIQIAO_MATCHER_DATABASE_URL", "ZHIQIAO_DATABASE_ROLE",
             "DJANGO_ALLOW_ASYNC_UNSAFE")  # fmt: skip


def environment(data, **more):
    """The environment of an operator who keeps the data there."""
    forgotten = {*FORGOTTEN, *(name for name in os.environ if name.startswith("ZHIQIAO_TEST_"))}
    kept = {name: value for name, value in os.environ.items() if name not in forgotten}
    return kept | {
        "ZHIQIAO_DATA": str(data),
        "ZHIQIAO_ENCODER": "static",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "zhiqiao.web.settings",
        **more,
    }


def zhiqiao(*arguments, data, **more):
    """A command that has ended."""
    return subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "zhiqiao.cli", *map(str, arguments)],
        env=environment(data, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def told(*arguments, data, **more):
    """The JSON of a command that succeeded."""
    ended = zhiqiao(*arguments, "--json", data=data, **more)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def refused(*arguments, data, **more):
    """The code of a command that was refused."""
    ended = zhiqiao(*arguments, "--json", data=data, **more)
    assert ended.returncode == 1, (ended.returncode, ended.stderr)
    assert "Traceback" not in ended.stderr
    return json.loads(ended.stdout)["error"]["code"]


def python(code, *, data, **more):
    """Runs code with Django ready, as the operator; what it printed."""
    ready = "from zhiqiao.cli.site import set_up_site\nset_up_site()\n"
    ended = subprocess.run(  # noqa: S603 -- our own code
        [sys.executable, "-c", ready + code],
        env=environment(data, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """A running `zhiqiao serve`."""

    def __init__(self, process, log, port):
        self.process, self.log, self.port = process, log, port

    def get(self, path, **headers):
        """Status and body of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


@contextmanager
def serving(data, *options, **more):
    """The site, from when it says that it is ready until it has ended in order."""
    port, log = free_port(), data.with_name(f"{data.name}.log")
    command = [sys.executable, "-m", "zhiqiao.cli", "serve", "--json", "--port", str(port)]
    with (
        log.open("wb") as out,
        subprocess.Popen(  # noqa: S603 -- our own command
            [*command, *map(str, options)],
            env=environment(data, **more),
            stdout=subprocess.PIPE,
            stderr=out,
        ) as process,
    ):
        try:
            for line in process.stdout:
                if line == b"}\n":
                    break
            yield Site(process, log, port)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
