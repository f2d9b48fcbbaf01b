import pytest
from tests.unit.matching.city import judged_city

from zhiqiao.index import load_encoder, load_model, load_rarity
from zhiqiao.matching import Judged, Lens, RankingModel
from zhiqiao.matching.pairs import JudgedPairs, judged_pairs


@pytest.fixture(scope="session")
def lens() -> Lens:
    """The real static encoder and the shipped rarity."""
    return Lens(load_encoder("static"), load_rarity())


@pytest.fixture(scope="session")
def model() -> RankingModel:
    return load_model("static")


@pytest.fixture(scope="session")
def city() -> Judged:
    return judged_city()


@pytest.fixture(scope="session")
def pairs(city: Judged, lens: Lens) -> JudgedPairs:
    return judged_pairs(city, lens=lens)
