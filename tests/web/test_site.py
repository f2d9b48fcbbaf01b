"""Headers, health, languages, errors, signing in, the audit rows."""

import pytest
from django.core.management import call_command
from django.test import Client
from tests.factories import NeedFactory, OrganisationFactory, PersonFactory, run_with

from zhiqiao.web.access import Role
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.keys import read_or_make_secret_key

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def test_health_is_json():
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_every_answer_forbids_inline_scripts_and_framing():
    for address in ("/", "/needs/", "/nothing/"):
        headers = Client().get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_has_inline_scripts_styles_or_handlers(broker):
    run = run_with(2)
    pages = ["/", "/needs/", "/offers/", f"/needs/{run.need_id}/", "/statistics/", "/imports/"]
    for page in [*pages, "/needs/new/", "/sign-in/"]:
        text = broker.get(page).content.decode()
        assert " style=" not in text, page
        assert " onclick=" not in text, page
        scripts = text.split("<script")[1:]
        assert all("src=" in s.split(">")[0] or "application/json" in s for s in scripts), page


def test_chinese_unless_chosen_otherwise():
    client = Client(headers={"accept-language": "en"})
    assert client.get("/").headers["Content-Language"] == "zh-hans"
    client.post("/language/", {"language": "en", "next": "/"})
    assert client.get("/").headers["Content-Language"] == "en"


@pytest.mark.parametrize(("address", "status"), [("/nothing/", 404), ("/needs/0/", 404)])
def test_error_pages_say_what_to_do(address, status):
    answer = Client().get(address)
    assert answer.status_code == status
    assert "回到首页" in answer.content.decode()


def test_the_page_for_a_broken_server_needs_no_database(rf):
    from zhiqiao.web.site.views import server_error

    assert "没有写入" in server_error(rf.get("/")).content.decode()


def test_a_form_without_its_token_is_refused_with_words(broker):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/sign-in/", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "打开太久" in answer.content.decode()


def test_signing_in_by_password_leads_back():
    person = PersonFactory(password=PASSWORD)
    client = Client()
    form = {"username": person.username, "password": PASSWORD, "next": "/imports/"}
    assert client.post("/sign-in/", form).url == "/imports/"
    assert client.get("/imports/").status_code == 200


def test_five_wrong_passwords_lock_the_name_from_that_address():
    person = PersonFactory(password=PASSWORD)
    client = Client()
    form = {"username": person.username}
    for _ in range(5):
        answer = client.post("/sign-in/", form | {"password": "wrong"})
    assert answer.status_code == 429
    assert "15 分钟" in answer.content.decode()
    assert client.post("/sign-in/", form | {"password": PASSWORD}).status_code == 429


def test_an_address_elsewhere_is_not_followed_after_signing_in():
    person = PersonFactory(password=PASSWORD)
    form = {"username": person.username, "password": PASSWORD, "next": "https://evil.example/"}
    assert Client().post("/sign-in/", form).url == "/"


def test_roles_are_switched_only_among_demo_people(settings):
    real, demo = PersonFactory(), PersonFactory(is_demo=True)
    client = Client()
    assert client.post(f"/demo-role/{real.pk}/").status_code == 404
    assert client.post(f"/demo-role/{demo.pk}/").url == "/"
    settings.ZHIQIAO_DEMO = False
    assert Client().post(f"/demo-role/{demo.pk}/").status_code == 404


def test_an_operator_adds_a_person_who_can_sign_in(sign_in):
    operator = sign_in(PersonFactory(role=Role.OPERATOR))
    form = {"username": "wang", "name": "王一", "role": "seeker", "password": PASSWORD}
    form["organisation"] = OrganisationFactory().name
    assert operator.post("/people/", form).status_code == 302
    sent = Client().post("/sign-in/", {"username": "wang", "password": PASSWORD})
    assert sent.status_code == 302
    assert "create_person" in AuditRow.objects.values_list("action", flat=True)
    again = operator.post("/people/", form | {"password": "short"})
    assert {"username", "password"} <= set(again.context["form"].errors)


def test_the_front_page_of_each_role(people, sign_in):
    run_with(2)
    NeedFactory(quality_level="poor", quality=0.1, title="想提高效率")
    seen = {role: sign_in(person).get("/", follow=True) for role, person in people.items()}
    assert "想提高效率" in seen[Role.BROKER].content.decode()
    assert "写第一条需求" in seen[Role.SEEKER].content.decode()
    assert "发布第一项成果" in seen[Role.PROVIDER].content.decode()
    assert "近一年的漏斗" in seen[Role.ANALYST].content.decode()


def test_the_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_secret_key_is_made_once_and_private(tmp_path):
    path = tmp_path / "data" / "secret-key"
    key = read_or_make_secret_key(path)
    assert read_or_make_secret_key(path) == key
    assert len(key) > 50
    assert path.stat().st_mode & 0o077 == 0
    assert [each.name for each in path.parent.iterdir()] == ["secret-key"]
