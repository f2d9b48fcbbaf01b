"""A filled installation and backups of it, made once for all tests that need them."""

import os

import pytest
from tests.secure.operating import python, told

FILL = """
from tests.factories import NeedFactory, PersonFactory, ReviewFactory, run_with
from tests.secure import applying
from tests.secure.crawl.worlds import build
from zhiqiao.web.access import Role
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.audit.guard import without_guard
from zhiqiao.web.catalogue.actions import publish
from zhiqiao.web.vault.sealing import provider

with without_guard():
    runs = [run_with(4) for _ in range(3)]
    NeedFactory.create_batch(40)
    person = PersonFactory()
    for run in runs:
        ReviewFactory(need=run.need, offer=run.suggestions.first().offer, person=person)
for run in runs:
    publish(actor=person, listing=run.need)
provider().newest()
with without_guard(), every_row_for("filling"):
    build("a")
    build("b", Role.REVIEWER)
    applying.publish()
"""


@pytest.fixture(scope="session")
def filled(tmp_path_factory, new_site):
    """A data folder with rows of every app, and files beside the database."""
    data = new_site(tmp_path_factory.mktemp("filled") / "var")
    python(FILL, data=data)
    uploads = data / "uploads" / "2026"
    uploads.mkdir(parents=True)
    (uploads / "表.xlsx").write_bytes(os.urandom(3_000_000))
    (uploads / "empty").touch()
    return data


@pytest.fixture(scope="session")
def archive(filled, tmp_path_factory):
    """A backup of it without the keys."""
    path = tmp_path_factory.mktemp("archives") / "zhiqiao.zip"
    told("backup", path, data=filled)
    return path


@pytest.fixture
def with_keys(filled, tmp_path):
    """A backup of it with the keys."""
    path = tmp_path / "with-keys.zip"
    told("backup", path, "--with-keys", data=filled)
    return path
