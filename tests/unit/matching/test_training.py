import pytest

from zhiqiao.common import ErrorCode
from zhiqiao.index import load_encoder
from zhiqiao.matching import Judged, RankingModel, evaluate, rank, train
from zhiqiao.matching.errors import MatchingError
from zhiqiao.matching.remembering import Remembering


@pytest.mark.proof
def test_a_training_gives_the_same_model_again_with_its_figures(city, lens):
    described = city.offers[:40]
    trained = train(city, lens=lens, name="city", described=described, resamples=20)
    assert trained == train(city, lens=lens, name="city", described=described, resamples=20)
    assert RankingModel.from_json(trained.model.to_json()) == trained.model
    assert trained.model.scales != lens.scales
    assert trained.model.provenance["cross_validated"] == trained.evaluation.as_dict()
    assert trained.evaluation.figures["auc_3"] > 0.75
    assert evaluate(city, model=trained.model, lens=lens, resamples=5).pairs == len(city.judgements)
    assert len(rank(city.needs[0], city.offers[:9], model=trained.model, lens=lens)) == 9


def test_too_few_judgements_train_nothing(city, lens):
    few = Judged(city.needs, city.offers, city.judgements[:150])
    with pytest.raises(MatchingError) as caught:
        train(few, lens=lens, name="few")
    assert caught.value.code is ErrorCode.JUDGEMENTS_TOO_FEW


def test_a_remembering_encoder_gives_what_the_encoder_gives():
    encoder = load_encoder("static")
    remembering = Remembering(encoder)
    texts = ["高温电解液", "", "污泥干化", "高温电解液"]
    for _ in range(2):
        assert (remembering.encode_passages(texts) == encoder.encode_passages(texts)).all()
        assert (remembering.encode_queries(texts) == encoder.encode_queries(texts)).all()
    assert (remembering.name, remembering.dim) == (encoder.name, encoder.dim)
    assert remembering.encode_queries([]).shape == (0, encoder.dim)
