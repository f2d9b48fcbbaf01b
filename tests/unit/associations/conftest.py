import pytest
from tests.unit.associations.corpus import DOCUMENTS

from zhiqiao.associations import Graph, build
from zhiqiao.index import load_encoder


@pytest.fixture(scope="session")
def graph() -> Graph:
    """Built with the real static encoder."""
    return build(DOCUMENTS, encoder=load_encoder("static"))
