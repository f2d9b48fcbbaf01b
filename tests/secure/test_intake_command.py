"""`zhiqiao import`: the operator's way in is the site's."""

import json

import pytest
from tests.factories import PersonFactory
from typer.testing import CliRunner

from zhiqiao.cli import site
from zhiqiao.cli.failure import show_error
from zhiqiao.cli.intake import bringing
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.access import Role
from zhiqiao.web.catalogue.models import Offer
from zhiqiao.web.intake.models import Import, ImportState
from zhiqiao.web.jobs.models import Job, JobState

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
GOOD = "编号,标题,机构,多余\nC-1,磁性树脂,某校,x\nC-2,脱色树脂,某校,y\n"


@pytest.fixture(autouse=True)
def test_database(monkeypatch):
    """The command finds the tests' database instead of setting one up."""
    monkeypatch.setattr(bringing, "set_up_site", lambda: None)
    assert site.set_up_site is not bringing.set_up_site


@pytest.fixture
def bring(tmp_path):
    """Runs the command's work on a text; other fields as given."""

    def run(text=GOOD, **more):
        path = tmp_path / "offers.csv"
        path.write_text(text, encoding="utf-8")
        told = {
            "kind": "offer", "path": path, "username": "operator", "choices": (), "encoding": "",
            "errors": None, "is_sure": True, "as_json": True,
        }  # fmt: skip
        bringing.perform(bringing.Request(**(told | more)))

    PersonFactory(username="operator", role=Role.OPERATOR)
    return run


def refusal(bring, *args, **kwargs):
    with pytest.raises(ZhiqiaoError) as refused:
        bring(*args, **kwargs)
    return refused.value.code


def test_a_file_is_written_and_told(bring, capsys):
    bring(choices=("publish=0",))
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["created"], told["ignored_columns"]) == ("confirmed", 2, ["多余"])
    assert set(Offer.objects.unscoped().values_list("status", flat=True)) == {"draft"}


def test_nothing_is_written_unless_someone_says_so(bring, capsys):
    bring(is_sure=False)
    assert json.loads(capsys.readouterr().out)["state"] == "discarded"
    assert not Offer.objects.unscoped().exists()


def test_bad_rows_are_told_and_written_where_asked(bring, tmp_path, capsys):
    errors = tmp_path / "errors.csv"
    with pytest.raises(ZhiqiaoError) as refused:
        bring("编号,标题,机构\nC-1,,某校\n", errors=errors)
    show_error(refused.value, is_json=True)
    out, err = capsys.readouterr()
    assert "第 2 行「标题」" in err
    told = json.loads(out)["error"]
    assert (told["code"], told["rows"]) == (ErrorCode.ROWS_BAD, [told["problems"][0]["message"]])
    assert told["problems"][0].items() >= {"line": 2, "column": "标题"}.items()
    assert told["problems"][0]["problem"] in told["rows"][0]
    assert len(errors.read_text("utf-8-sig").splitlines()) == 2
    assert Import.objects.unscoped().get().state == ImportState.REFUSED


def test_a_file_that_is_no_table_is_refused(bring):
    assert refusal(bring, "标题\n甲\n") == ErrorCode.COLUMN_MISSING


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "nothing"}, ErrorCode.INTAKE_KIND_UNKNOWN),
        ({"choices": ("unknown=1",)}, ErrorCode.INTAKE_CHOICE_BAD),
        ({"choices": (f"organisation={'长' * 200}",)}, ErrorCode.INTAKE_CHOICE_BAD),
        ({"username": "nobody"}, ErrorCode.PERSON_UNKNOWN),
        ({"encoding": "big5"}, ErrorCode.ENCODING_WRONG),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_stored(bring, change, code):
    assert refusal(bring, **change) == code
    assert not Offer.objects.unscoped().exists()


def test_who_may_not_import_does_not_import_here_either(bring):
    PersonFactory(username="seeker", role=Role.SEEKER)
    assert refusal(bring, username="seeker") == ErrorCode.INTAKE_NOT_ALLOWED


def test_an_import_that_stopped_midway_says_where_to_go_on(bring, monkeypatch):
    from zhiqiao.web.intake import actions

    def full(**_chunk):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(actions, "write_chunk", full)
    assert refusal(bring) == ErrorCode.INTAKE_STOPPED
    assert Job.objects.unscoped().latest("id").state == JobState.FAILED


def test_the_command_has_its_help():
    from zhiqiao.cli.app import app

    shown = CliRunner().invoke(app, ["import", "--help"])
    assert shown.exit_code == 0
    assert "--person" in shown.output
