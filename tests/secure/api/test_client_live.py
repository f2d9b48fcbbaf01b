"""The client and the commands against a real server."""

import json
import stat

import pytest
from tests.factories import NeedFactory, OfferFactory, run_with

from zhiqiao.cli import running
from zhiqiao.cli.language import take_language
from zhiqiao.client import Client, ClientError, connection
from zhiqiao.web.access import Role

pytestmark = [pytest.mark.one_database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seeker(transactional_db, program):
    return program(Role.SEEKER)


@pytest.fixture
def client(live_server, seeker):
    with Client(live_server.url, seeker.text) as client:
        yield client


@pytest.fixture
def call(live_server, seeker, tmp_path, monkeypatch, capsys):
    """Runs a command with the seeker's token on the live server."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("ZHIQIAO_TOKEN", seeker.text)
    monkeypatch.delenv("ZHIQIAO_SERVER", raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(connection, "PAUSES_S", (0.0,))

    def run(*words, server=live_server.url):
        named = ["--server", server] if server else []
        status = running.run(take_language([*named, *map(str, words)]))
        out, err = capsys.readouterr()
        return status, out, err

    return run


def test_the_client_does_what_the_api_does(client, seeker):
    assert client.me()["username"] == seeker.person.username
    made = client.needs.create(title="低温固化", publish=True)
    assert client.needs.get(made["id"])["title"] == "低温固化"
    assert client.needs.change(made["id"], title="常温固化")["title"] == "常温固化"
    assert client.needs.withdraw(made["id"])["status"] == "withdrawn"
    assert client.needs.publish(made["id"])["status"] == "published"
    assert [each["id"] for each in client.needs.list(mine=True)] == [made["id"]]
    assert client.matches.ask_for_need(made["id"])["state"] == "waiting"
    assert client.matches.of_need(made["id"])["items"] == []
    assert [each["id"] for each in client.organisations()] == [seeker.person.organisation_id]
    assert client.profile.list() == []
    assert next(iter(client.programmes.list()))["id"]
    assert client.programmes.assess()["organisation_id"] == seeker.person.organisation_id


def test_more_than_a_page_is_walked(client):
    made = {NeedFactory().pk for _ in range(105)}
    assert {each["id"] for each in client.needs.list()} == made


def test_the_servers_refusal_is_an_error(client):
    with pytest.raises(ClientError) as refused:
        client.needs.create(title="")
    assert refused.value.status == 422
    with pytest.raises(ClientError) as refused:
        client.offers.create(title="x")
    assert refused.value.problem["permission"] == "own:offer:write"


def test_needs_by_command(call):
    status, out, _ = call(
        "need", "create", "--title", "低温固化", "--budget", "120.5", "--publish", "--json"
    )
    made = json.loads(out)
    assert (status, made["budget_fen"], made["status"]) == (0, 120_500_000, "published")
    listed = call("need", "list", "--mine")[1]
    assert "低温固化" in listed
    assert "已发布" in listed
    assert json.loads(call("need", "list", "--query", "低温", "--json")[1])[0]["id"] == made["id"]
    assert "1,205,000" in call("need", "show", made["code"])[1]
    assert "已撤回" in call("need", "withdraw", made["id"])[1]
    assert json.loads(call("need", "publish", made["code"], "--json")[1])["status"] == "published"


def test_offers_matches_profile_and_programmes_by_command(call, seeker):
    offer = OfferFactory(title="固化剂")
    assert "固化剂" in call("offer", "list")[1]
    assert "固化剂" in call("offer", "show", offer.pk)[1]
    need = NeedFactory(organisation=seeker.person.organisation)
    run_with(2, need=need)
    assert len(json.loads(call("match", "show", need.pk, "--json")[1])["items"]) == 2
    assert "强相关" in call("match", "show", need.code)[1]
    assert "空" in call("profile", "show")[2]
    programmes = json.loads(call("policy", "programmes", "--json")[1])
    assert programmes
    assert programmes[0]["id"] in call("policy", "programmes")[1]
    assert call("profile", "assess")[0] == 0
    facts = json.loads(call("profile", "assess", "--json")[1])["questions"]
    assert isinstance(facts, list)


def test_refusals_are_told_with_status_1(call):
    status, out, err = call("need", "create", "--title", " ", "--json")
    assert (status, json.loads(out)["error"]["code"]) == (1, "server_refused")
    assert "--title" in err
    assert "#/" not in err
    status, out, _ = call("need", "show", "N-1900-000001", "--json")
    assert (status, json.loads(out)["error"]["code"]) == (1, "listing_unknown")
    assert call("need", "create", "--title", "x", "--budget", "viel")[0] == 2


def test_the_centre_is_told_to_name_the_organisation(call, program, monkeypatch):
    monkeypatch.setenv("ZHIQIAO_TOKEN", program(Role.BROKER).text)
    create = ["need", "create", "--title", "低温固化", "--publish"]
    status, _, err = call(*create)
    assert (status, "--organisation: " in err) == (1, True)
    assert "已发布" in call(*create, "--organisation", "云溪涂料有限公司")[1]


def test_facts_are_set_by_code_or_name_and_shown_whole(call):
    assert "2019" in call("profile", "set", "established_on", "2019-05-01")[1]
    assert "2020" in call("profile", "set", "成立日期", "2020-05-01")[1]
    shown = call("profile", "show")[1]
    assert "established_on" in shown
    assert "已确认" in shown
    assert "VALUE" in call("profile", "set", "established_on", "nicht")[2]


def test_facts_and_profiles_that_are_not_there_are_told(call, program, monkeypatch):
    status, out, _ = call("profile", "set", "查无此项", "1", "--json")
    assert (status, json.loads(out)["error"]["code"]) == (1, "fact_unknown")
    assert "profile show" in json.loads(out)["error"]["message"]
    status, out, _ = call("profile", "show", "--organisation", "999999", "--json")
    assert (status, json.loads(out)["error"]["code"]) == (1, "server_refused")
    monkeypatch.setenv("ZHIQIAO_TOKEN", program(Role.BROKER).text)
    for words in (["show"], ["set", "established_on", "2019-05-01"]):
        status, out, _ = call("profile", *words, "--json")
        assert (status, json.loads(out)["error"]["code"]) == (1, "profile_none")


def test_login_keeps_the_token_for_its_owner_alone(
    call, seeker, tmp_path, monkeypatch, live_server
):
    monkeypatch.delenv("ZHIQIAO_TOKEN")
    status, out, _ = call("need", "list", "--mine", "--json")
    assert (status, json.loads(out)["error"]["code"]) == (1, "token_missing")
    monkeypatch.setattr("sys.stdin.readline", lambda: "zq_wrong\n", raising=False)
    assert call("login")[0] == 1
    monkeypatch.setattr("sys.stdin.readline", lambda: f"{seeker.text}\n", raising=False)
    assert call("login")[0] == 0
    path = tmp_path / "zhiqiao" / "login.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert call("need", "list", "--mine", server=None)[0] == 0
    status, out, _ = call("need", "list", "--mine", "--json", server="http://127.0.0.1:1")
    assert json.loads(out)["error"]["code"] == "token_missing"  # it is for its own server only
    assert call("logout")[0] == 0
    assert not path.exists()


def test_without_a_server_one_is_asked_for(call):
    status, out, _ = call("need", "list", "--json", server=None)
    assert (status, json.loads(out)["error"]["code"]) == (1, "server_unnamed")


def test_a_server_that_is_not_there_is_told(call):
    status, out, _ = call("offer", "list", "--json", server="http://127.0.0.1:1")
    assert (status, json.loads(out)["error"]["code"]) == (1, "server_unreachable")
