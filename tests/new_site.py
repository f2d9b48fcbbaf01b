"""The database of a new site: set up once by the real command, copied for each test.

Setting one up runs every migration, which takes seconds; most tests only want a site to work on.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

SET_UP = "from zhiqiao.cli.site import set_up_site; set_up_site()"
NAME = "db.sqlite3"


def database_of_a_new_site(folder: Path) -> Path:
    """The file; made there by whichever of the run's processes asks first."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder / "site" / NAME
        if not made.is_file():
            _set_up(folder / "being-made")
            (folder / "being-made").rename(folder / "site")
    return made


def _set_up(data: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if "ZHIQIAO" not in name}
    more = {"ZHIQIAO_DATA": str(data), "PYTHONPATH": os.pathsep.join(sys.path)}
    more["DJANGO_SETTINGS_MODULE"] = "zhiqiao.web.settings"
    command = [sys.executable, "-c", SET_UP]
    subprocess.run(command, env=kept | more, check=True)  # noqa: S603 -- our own code


def copy_into(data: Path, database: Path) -> Path:
    """Makes the data folder where there is none and puts the database there; the folder."""
    data.mkdir(parents=True, exist_ok=True)
    shutil.copy(database, data / NAME)
    return data
