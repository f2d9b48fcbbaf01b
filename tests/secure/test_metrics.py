"""Figures: who may read them, that they are right, and that nothing personal is in them."""

import re

import pytest
from django.test import Client
from tests.factories import NeedFactory, PersonFactory

from zhiqiao.web.access import Role
from zhiqiao.web.operation import exposition, figures, heartbeat

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
TOKEN = "figures-token-of-a-test-0123456789"
CANARY = "金丝雀甲乙"


def scraped(client, **headers):
    return client.get("/metrics", headers=headers)


@pytest.fixture
def figures_text(settings):
    settings.ZHIQIAO_METRICS_TOKEN = TOKEN

    def read():
        return scraped(Client(), authorization=f"Bearer {TOKEN}").content.decode()

    return read


def value(text, name, **labels):
    """The value of one line; 0 where there is none."""
    wanted = ",".join(f'{key}="{each}"' for key, each in sorted(labels.items()))
    full = f"{name}{{{wanted}}}" if wanted else name
    found = re.search(rf"^{re.escape(full)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_strangers_find_no_figures(settings):
    assert scraped(Client()).status_code == 404
    settings.ZHIQIAO_METRICS_TOKEN = TOKEN
    assert scraped(Client(), authorization="Bearer wrong").status_code == 404
    assert scraped(Client(), authorization="Bearer ").status_code == 404
    assert scraped(Client(), authorization=TOKEN).status_code == 404


def test_an_empty_token_opens_nothing(settings):
    settings.ZHIQIAO_METRICS_TOKEN = ""
    assert scraped(Client(), authorization="Bearer ").status_code == 404


def test_the_token_reads_them(figures_text):
    assert "zhiqiao_requests_total" in figures_text()


@pytest.mark.parametrize(("role", "status"), [(Role.OPERATOR, 200), (Role.SEEKER, 404)])
def test_the_permission_reads_them(role, status):
    client = Client()
    client.force_login(
        PersonFactory(role=role), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert scraped(client).status_code == status


def test_programs_on_this_machine_read_them_only_where_that_is_set(settings):
    settings.ZHIQIAO_METRICS_LOOPBACK = True
    assert scraped(Client(REMOTE_ADDR="127.0.0.1")).status_code == 200
    assert scraped(Client(REMOTE_ADDR="::1")).status_code == 200
    assert scraped(Client(REMOTE_ADDR="203.0.113.9")).status_code == 404
    through_proxy = Client(REMOTE_ADDR="127.0.0.1")
    assert scraped(through_proxy, x_forwarded_for="203.0.113.9").status_code == 404
    settings.ZHIQIAO_METRICS_LOOPBACK = False
    assert scraped(Client(REMOTE_ADDR="127.0.0.1")).status_code == 404


def test_requests_are_counted_by_route_method_and_status(figures_text):
    labels = {"route": "needs", "method": "GET", "status": "200"}
    before = value(figures_text(), "zhiqiao_requests_total", **labels)
    Client().get("/needs/")
    after = figures_text()
    assert value(after, "zhiqiao_requests_total", **labels) == before + 1
    assert value(after, "zhiqiao_request_seconds_count", route="needs", method="GET") > 0
    assert value(after, "zhiqiao_request_queries_sum", route="needs") > 0


def test_paths_names_and_words_are_in_no_label(figures_text):
    need = NeedFactory(title=CANARY)
    client = Client()
    for address in (f"/needs/{need.pk}/", f"/{CANARY}/", f"/needs/?q={CANARY}", "/needs/9871234/"):
        client.get(address)
        client.generic(CANARY.encode().hex(), address)
    client.post("/sign-in/", {"username": CANARY, "password": CANARY})
    text = figures_text()
    assert CANARY not in text
    assert "9871234" not in text
    assert CANARY.encode().hex() not in text
    assert 'route="unmatched"' in text
    assert 'method="OTHER"' in text


def test_failed_sign_ins_are_counted(figures_text):
    before = value(figures_text(), "zhiqiao_sign_in_failures_total")
    Client().post("/sign-in/", {"username": "nobody", "password": "wrong password"})
    assert value(figures_text(), "zhiqiao_sign_in_failures_total") == before + 1


def test_the_state_of_the_data_is_told(figures_text, settings):
    heartbeat.beat(settings.ZHIQIAO_DATA)
    text = figures_text()
    for name in ("zhiqiao_audit_rows_total", "zhiqiao_queue_age_seconds", "zhiqiao_database_bytes"):
        assert name in text
    assert value(text, "zhiqiao_worker_heartbeat_age_seconds") < heartbeat.LATE_AFTER_S


def test_a_worker_that_never_lived_is_told(figures_text, settings, tmp_path):
    settings.ZHIQIAO_DATA = tmp_path
    assert value(figures_text(), "zhiqiao_worker_heartbeat_age_seconds") == float("inf")


def test_every_label_is_one_of_a_few():
    names = {label for metric in figures.REGISTRY.collect() for label in _labels(metric)}
    assert names <= {"route", "method", "status", "le"}
    assert exposition.SHARED_FILES == "PROMETHEUS_MULTIPROC_DIR"


def _labels(metric):
    return {label for sample in metric.samples for label in sample.labels}
