import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.common import ErrorCode
from zhiqiao.index import load_model
from zhiqiao.matching import RankingModel, trees
from zhiqiao.matching.errors import MatchingError
from zhiqiao.matching.frame import Frame
from zhiqiao.matching.model import fuse
from zhiqiao.matching.similarity import FEATURES


def outcome(text):
    """The model in the text, or the code with which it is refused."""
    try:
        return RankingModel.from_json(text)
    except MatchingError as error:
        return error.code


def refused(text):
    with pytest.raises(MatchingError) as caught:
        RankingModel.from_json(text, path="somewhere")
    assert caught.value.code is ErrorCode.MODEL_UNREADABLE
    assert caught.value.data["path"] == "somewhere"


@pytest.mark.parametrize("encoder", ["static", "e5"])
def test_a_shipped_model_is_the_same_after_writing_and_reading(encoder):
    model = load_model(encoder)
    assert RankingModel.from_json(model.to_json()) == model
    assert json.loads(model.to_json())["format"] == 2
    assert model.encoder_name == encoder
    assert 0 < model.recommend_above < 1


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "3", '"model"', "{}", '{"format": 1}', "[" * 100_000, "\x00", "\ud800"],
)
def test_what_is_no_model_is_refused(text):
    refused(text)


# field, value that it must not have
WRONG = [
    ("format", 3),
    ("format", None),
    ("name", 3),
    ("encoder_name", None),
    ("centres", [0.0]),
    ("centres", ["a"] * 4),
    ("centres", None),
    ("spreads", [1.0] * 5),
    ("spreads", [1.0, 1.0, 1.0, 0.0]),
    ("spreads", [1.0, 1.0, 1.0, float("nan")]),
    ("calibration", {}),
    ("calibration", {"intercepts": [0.0] * 3}),
    ("calibration", {"intercepts": [0.0] * 2, "slopes": [1.0] * 3}),
    ("calibration", {"intercepts": [0.0] * 3, "slopes": [-1.0] * 3}),
    ("calibration", {"intercepts": [0.0] * 3, "slopes": [1.0] * 3, "more": [1.0] * 3}),
    ("calibration", {"intercepts": [float("inf")] * 3, "slopes": [1.0] * 3}),
    ("recommend_above", "0.5"),
    ("recommend_above", None),
    ("recommend_above", 10**400),
    ("trees", None),
    ("scales", []),
    ("scales", [{"offset": 0.0}] * 4),
    ("scales", [{"offset": 0.0, "slope": "1"}] * 4),
    ("frame", 3),
    ("frame", {}),
    ("frame", {"title": [0.0], "whole": [0.0], "offer": [0.0, 0.0], "shared": []}),
    ("frame", {"title": [0.0], "whole": [0.0], "offer": [0.0], "shared": [[0.0, 1.0]]}),
    ("weights", None),
    ("weights", [1.0] * 3),
    ("weights", [0.0] * 4),
    ("weights", [1.0, 1.0, 1.0, -1.0]),
    ("provenance", 3),
    ("unknown", 3),
]


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_a_wrong_field_is_refused(model, field, value):
    refused(json.dumps({**json.loads(model.to_json()), field: value}))


FIELDS = ["format", "name", "encoder_name", "centres", "spreads", "calibration"]
FIELDS += ["recommend_above", "trees", "scales", "provenance"]


@pytest.mark.parametrize("field", FIELDS)
def test_a_missing_field_is_refused(model, field):
    parts = json.loads(model.to_json())
    del parts[field]
    refused(json.dumps(parts))


def test_a_model_of_format_1_is_read_without_frame_and_with_even_weights(model):
    parts = json.loads(replace(model, frame=None).to_json()) | {"format": 1}
    del parts["frame"], parts["weights"]
    read = RankingModel.from_json(json.dumps(parts))
    assert (read.frame, read.weights) == (None, (1.0,) * 4)


def test_a_frame_and_weights_are_the_same_after_writing_and_reading(model):
    vectors = np.random.default_rng(0).normal(size=(3, 9, 5)).astype(np.float32)
    titles, wholes, offers = vectors
    frame = Frame.fitted(titles=titles, wholes=wholes, offers=offers)
    framed = replace(model, frame=frame, weights=(1.0, 1.0, 1.5, 1.5))
    assert RankingModel.from_json(framed.to_json()) == framed


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.sampled_from([*FIELDS, "frame", "weights", "more"]), JSON)
def test_any_field_is_read_or_refused_but_never_crashes(model, field, value):
    read = outcome(json.dumps({**json.loads(model.to_json()), field: value}))
    if isinstance(read, RankingModel):
        chances = replace(read, trees="").chances(np.zeros((2, len(FEATURES)), np.float32))
        assert ((chances >= 0) & (chances <= 1)).all()
    else:
        assert read is ErrorCode.MODEL_UNREADABLE


@given(st.integers(0, 10_000), st.text(max_size=3))
def test_a_cut_or_soiled_file_is_read_or_refused(model, place, soil):
    text = model.to_json()
    at = place % len(text)
    assert outcome(text[:at]) is ErrorCode.MODEL_UNREADABLE
    read = outcome(text[:at] + soil + text[at + 1 :])
    assert isinstance(read, RankingModel) or read is ErrorCode.MODEL_UNREADABLE


def test_the_fusion_is_the_mean_of_standardised_similarities():
    rows = np.array([[0.1, 0.2, 0.3, 0.4]], np.float32)
    found = fuse(rows, centres=(0.0, 0.1, 0.1, 0.0), spreads=(0.1, 0.1, 0.2, 0.4))
    assert found == pytest.approx([(0.1 / 0.1 + 0.1 / 0.1 + 0.2 / 0.2 + 0.4 / 0.4) / 4])


def test_a_similarity_that_weighs_more_counts_more():
    rows = np.array([[1.0, 0.0, 0.0, 2.0]], np.float32)
    found = fuse(rows, centres=(0.0,) * 4, spreads=(1.0,) * 4, weights=(1.0, 1.0, 1.0, 3.0))
    assert found == pytest.approx([(1.0 + 3 * 2.0) / 6])


def test_higher_similarities_never_lower_the_score_or_a_chance(model):
    rows = np.random.default_rng(0).uniform(-1, 1, (50, len(FEATURES))).astype(np.float32)
    for feature in range(len(FEATURES)):
        more = rows.copy()
        more[:, feature] += 0.2
        assert (model.scores(more) > model.scores(rows)).all()
        assert (model.chances(more) >= model.chances(rows)).all()


@pytest.fixture(scope="module")
def grown(model, pairs):
    """The shipped model with trees grown on the city's grades."""
    fused = fuse(pairs.similarities, centres=model.centres, spreads=model.spreads)
    text = trees.train(pairs.similarities, fused, pairs.grades, pairs.group_sizes, seed=0)
    return replace(model, trees=text)


def test_trees_correct_the_fusion_and_survive_writing(grown, model, pairs):
    plain, learned = model.scores(pairs.similarities), grown.scores(pairs.similarities)
    assert not np.allclose(plain, learned)
    assert np.corrcoef(plain, learned)[0, 1] > 0.7
    assert (RankingModel.from_json(grown.to_json()).scores(pairs.similarities) == learned).all()


def test_trees_grow_the_same_again_and_never_fall_with_a_similarity(grown, model, pairs):
    fused = fuse(pairs.similarities, centres=model.centres, spreads=model.spreads)
    again = trees.train(pairs.similarities, fused, pairs.grades, pairs.group_sizes, seed=0)
    assert again == grown.trees
    more = pairs.similarities + np.float32(0.1)
    assert (grown.scores(more) >= grown.scores(pairs.similarities)).all()


def test_damaged_trees_are_refused_when_they_are_used(model):
    broken = replace(model, trees="tree\nversion=v4\nnothing else")
    with pytest.raises(MatchingError) as caught:
        broken.scores(np.zeros((1, len(FEATURES)), np.float32))
    assert caught.value.code is ErrorCode.MODEL_UNREADABLE
