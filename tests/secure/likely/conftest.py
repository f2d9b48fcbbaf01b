"""An enterprise, a peer of its trade, and a broker of the centre."""

import pytest
from tests.factories import OrganisationFactory, PersonFactory

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import OrganisationKind


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.ZHIQIAO_DATA = tmp_path / "data"


@pytest.fixture
def enterprise():
    return OrganisationFactory(name="溪东轴承")


@pytest.fixture
def seeker(enterprise):
    return PersonFactory(role=Role.SEEKER, organisation=enterprise)


@pytest.fixture
def peer():
    return OrganisationFactory(name="溪西轴承")


@pytest.fixture
def broker():
    return PersonFactory(
        role=Role.BROKER, organisation=OrganisationFactory(kind=OrganisationKind.CENTRE)
    )
