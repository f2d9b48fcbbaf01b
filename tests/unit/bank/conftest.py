"""What the tests of the bank share."""

from importlib.metadata import distribution

import pytest

SCHEMAS = {
    "pain.001.001.09": ("pain001", "pain.001.001.09/pain.001.001.09.xsd"),
    "pain.002.001.12": ("pain001", "schemas/pain.002.001.12.xsd"),
    "camt.053.001.08": ("camt053", "xsd/camt.053.001.08.xsd"),
    "camt.054.001.08": ("camt053", "xsd/camt.054.001.08.xsd"),
}


@pytest.fixture(scope="session")
def valid():
    """Whether the published schema of its kind lets the bytes pass."""
    from xmlschema import XMLSchema10

    from zhiqiao.bank.reading import kind_of

    made = {}

    def check(content):
        kind = kind_of(content)
        if kind not in made:
            package, ending = SCHEMAS[kind]
            files = distribution(package).files or []
            path = next(each for each in files if str(each).endswith(ending))
            made[kind] = XMLSchema10(str(path.locate()))
        made[kind].validate(content.decode())
        return True

    return check
