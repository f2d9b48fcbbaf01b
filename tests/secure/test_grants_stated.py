"""What an enterprise stated itself is marked wherever a department decides on what rests on it."""

import pytest
from tests.secure.granting import ID, PERIOD, Granting, entitlements
from tests.secure.paying import Paying

from zhiqiao.web.grants.models import Route
from zhiqiao.web.profiles.models import Source

pytestmark = pytest.mark.django_db
MARK = '<span class="tag demo">企业自报</span>'
FACTS = [
    {"name": "从业人员", "shown": "30 人", "source": Source.SELF, "as_of": "2026-07-01"},
    {"name": "企业规模", "shown": "小型", "source": Source.DEPARTMENT, "as_of": "2026-07-01"},
]


def stated(row, route=Route.APPLICATION):
    """The entitlement as one that was applied for with such facts."""
    entitlements().filter(pk=row.pk).update(route=route, content=row.content | {"facts": FACTS})
    return row


def test_where_it_is_granted(client):
    granting = Granting(count=2)
    granting.find()
    client.force_login(granting.reviewer)
    first, second = entitlements()
    stated(first)
    stated(second, route=Route.AUTOMATIC)
    page = client.get(f"/grants/{ID}/{PERIOD}/")
    assert page.content.decode().count(MARK) == 1
    one = client.get(f"/entitlements/{first.pk}/").content.decode()
    assert "部门数据没有证明，请核对：从业人员" in one
    # What decided nothing is no warning; where it came from is told all the same.
    other = client.get(f"/entitlements/{second.pk}/").content.decode()
    assert "部门数据没有证明" not in other
    assert other.count(MARK) == 1


@pytest.mark.django_db(transaction=True)
def test_where_it_is_paid(client):
    paying = Paying(payees=2)
    made = paying.submitted()
    stated(paying.entitlements[0])
    client.force_login(paying.checker)
    assert client.get(f"/payouts/{made.pk}/").content.decode().count(MARK) == 1
