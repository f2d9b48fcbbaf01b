"""Runs docs/howto/run-in-production.md as it is written, on a fresh Debian 12 root, and a restore.

    benchmarks/prove_operation.py --root FOLDER

FOLDER is an empty one, or made by `debootstrap --variant=minbase bookworm FOLDER`. Needs root,
debootstrap and a Debian mirror. There is no systemd in such a root: `systemctl` is a stand-in that
runs each unit's ExecStart by hand, as its User, with its EnvironmentFile, and for Type=notify waits
for READY=1. Everything after the installation runs in a network of its own.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "howto" / "run-in-production.md"
MIRROR = "http://deb.debian.org/debian"
LEFT_OUT = (
    ".git", ".venv", "node_modules", "var", "_build", "vendor", "__pycache__", ".mypy_cache",
    ".ruff_cache", ".hypothesis", ".import_linter_cache",
)  # fmt: skip
STAND_IN = '''#!/usr/bin/python3
"""systemctl, for a root without systemd: start, stop and reload by hand."""
import os, re, shlex, signal, socket, subprocess, sys, time
UNITS = "/etc/systemd/system/"

def value(text, name, default=""):
    found = re.search(rf"^{name}=(.*)$", text, re.M)
    return found[1] if found else default

def start(unit):
    if unit.endswith(".timer"):
        return
    if unit.startswith("nginx"):
        return subprocess.run(["nginx"], check=True)
    text = open(UNITS + unit).read()
    env = dict(PATH=os.environ["PATH"])
    for line in open(value(text, "EnvironmentFile")):
        if "=" in line and not line.startswith("#"):
            env.update([line.rstrip("\\n").split("=", 1)])
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    place = "/run/notify-" + unit
    if os.path.exists(place):
        os.unlink(place)
    listener.bind(place)
    os.chmod(place, 0o777)
    if value(text, "Type") == "notify":
        env["NOTIFY_SOCKET"] = place
    log = open("/var/log/" + unit + ".log", "ab")
    command = ["setpriv", "--reuid", value(text, "User"), "--regid", value(text, "Group")]
    command += ["--init-groups", "--no-new-privs", *shlex.split(value(text, "ExecStart"))]
    process = subprocess.Popen(
        command, env=env, stdout=log, stderr=log, start_new_session=True, cwd="/"
    )
    open("/run/pid-" + unit, "w").write(str(process.pid))
    if value(text, "Type") == "oneshot":
        return sys.exit(process.wait()) if process.wait() else None
    listener.settimeout(float(value(text, "TimeoutStartSec", "90")))
    said = listener.recv(100)
    assert said == b"READY=1", said

def stop(unit):
    pid = int(open("/run/pid-" + unit).read())
    os.kill(pid, signal.SIGTERM)
    while os.path.exists(f"/proc/{pid}/exe"):
        time.sleep(0.1)

verb, *rest = [word for word in sys.argv[1:] if word != "--now"]
names = [name if "." in name else name + ".service" for name in rest]
if verb in ("enable", "start"):
    for name in names: start(name)
elif verb == "stop":
    for name in names: stop(name)
elif verb == "reload":
    if subprocess.run(["nginx", "-s", "reload"], stderr=subprocess.DEVNULL).returncode:
        start("nginx.service")
'''


def blocks() -> dict[str, list[str]]:
    """The shell blocks of the page, by their heading."""
    found: dict[str, list[str]] = {}
    for section in PAGE.read_text("utf-8").split("\n## ")[1:]:
        title = section.partition("\n")[0]
        found[title] = re.findall(r"^```sh\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    return found


class Machine:
    """The root, and what is run in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.times: dict[str, float] = {}

    def prepare(self) -> None:
        """A minimal Debian, the source tree in it, and nothing that starts by itself."""
        if not (self.root / "etc").is_dir():
            call("debootstrap", "--variant=minbase", "bookworm", self.root, MIRROR)
        for name, kind in (("dev", "--rbind"), ("sys", "--rbind")):
            if not (self.root / name / "null").exists() and not any((self.root / name).iterdir()):
                call("mount", kind, f"/{name}", self.root / name)
        for name in ("resolv.conf", "hosts"):
            shutil.copy(f"/etc/{name}", self.root / "etc" / name)
        self.write("usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n")
        self.write("usr/local/sbin/systemctl", STAND_IN)
        target = self.root / "opt" / "zhiqiao"
        shutil.copytree(
            ROOT,
            target,
            ignore=shutil.ignore_patterns(*LEFT_OUT),
            dirs_exist_ok=True,
            symlinks=True,
        )

    def write(self, name: str, text: str) -> None:
        """A program in the root."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def run(self, name: str, script: str, *, alone: bool = True) -> None:
        """Runs a script in the root; raises where a line of it fails. Its time is noted."""
        self.write("srv/step.sh", "set -e\n" + script)
        inside = ["chroot", str(self.root), "env", "-i", "HOME=/root", "LANG=C.UTF-8"]
        inside += ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
        inside += ["DEBIAN_FRONTEND=noninteractive", "bash", "-x", "/srv/step.sh"]
        if alone:
            quoted = " ".join(inside)
            mount = f"mount -t proc proc {self.root}/proc"
            inside = ["unshare", "--net", "--pid", "--mount", "--fork", "--kill-child", "sh", "-c"]
            inside += [f"ip link set lo up && {mount} && {quoted}"]
        began = time.monotonic()
        call(*inside)
        self.times[name] = round(time.monotonic() - began, 1)


def call(*words: object) -> None:
    """Runs a command that must succeed; what it prints goes to standard error."""
    subprocess.run([str(word) for word in words], check=True, stdout=sys.stderr)  # noqa: S603


START_DATABASE = "pg_ctlcluster 15 main start\n"
CHECKS = """
curl -sf http://127.0.0.1:8000/readyz > /srv/readyz.json
for path in metrics readyz; do
  test "$(curl -so /dev/null -w '%{http_code}' --cacert /etc/ssl/zhiqiao/certificate.pem \
    --resolve zhiqiao.example:443:127.0.0.1 https://zhiqiao.example/$path)" = 404
done
test "$(curl -so /dev/null -w '%{http_code}' --resolve zhiqiao.example:80:127.0.0.1 \
  http://zhiqiao.example/)" = 301
curl -sf --cacert /etc/ssl/zhiqiao/certificate.pem --resolve zhiqiao.example:443:127.0.0.1 \
  https://zhiqiao.example/ | grep -q 智桥
systemctl start zhiqiao-backup
"""
KEEP_AND_EMPTY = """
systemctl stop zhiqiao
zhiqiao audit verify
mkdir -p /srv/drill
cp -r /var/lib/zhiqiao-keys /srv/drill/keys
cp /var/backups/zhiqiao/now.zip /srv/drill/now.zip
rm -rf /var/lib/zhiqiao /var/lib/zhiqiao-keys /var/backups/zhiqiao
su postgres -c "dropdb zhiqiao"
rm -f /etc/zhiqiao/environment
cd /opt/zhiqiao
"""
COMPARE = """
zhiqiao audit verify
zhiqiao backup --json /var/backups/zhiqiao/again.zip > /srv/again.json
python3 - <<'PYTHON'
import json, zipfile
def tables(path):
    told = json.loads(zipfile.ZipFile(path).read("manifest.json"))
    return {each["name"]: (each["rows"], each["sha256"]) for each in told["tables"]}
kept, again = tables("/srv/drill/now.zip"), tables("/var/backups/zhiqiao/again.zip")
assert kept == again, {name for name in kept if kept[name] != again.get(name)}
told = {"tables": len(kept), "rows": sum(rows for rows, _ in kept.values())}
json.dump(told, open("/srv/same.json", "w"))
PYTHON
systemctl start zhiqiao
curl -sf http://127.0.0.1:8000/readyz
systemctl stop zhiqiao
"""


def main() -> None:
    """Runs the drill and prints what it did as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--installed", action="store_true", help="sections 1-3 were done before")
    asked = parser.parse_args()
    page = list(blocks().items())
    numbered = [pieces for title, pieces in page if title[0].isdigit()]
    named = dict(page)
    machine = Machine(asked.root.resolve())
    machine.prepare()
    if not asked.installed:
        for number, pieces in enumerate(numbered[:3], start=1):
            machine.run(f"section {number}", "".join(pieces), alone=False)
    set_up = "cd /opt/zhiqiao\n" + "".join("".join(pieces) for pieces in numbered[3:])
    backup, restore = "".join(named["备份"]), "".join(named["恢复演练"])
    seeing = "".join(named["健康和数字"])
    demo = "zhiqiao demo\n"  # rows to carry over
    upgrade = "".join(named["升级"]).replace("make ", ": make ")  # the code is the same
    machine.run(
        "sections 4-7, checks, backup, upgrade, restore drill",
        START_DATABASE
        + set_up
        + demo
        + CHECKS
        + seeing
        + backup
        + upgrade
        + KEEP_AND_EMPTY
        + numbered[1][0].replace("adduser", ": adduser")
        + "cd /opt/zhiqiao\n"
        + "".join(numbered[3])
        + "cd /srv/drill\n"
        + restore
        + COMPARE,
    )
    told = {name: json.loads((machine.root / "srv" / name).read_text()) for name in ("same.json",)}
    print(json.dumps({"seconds": machine.times, "restored": told["same.json"]}, indent=1))


if __name__ == "__main__":
    main()
