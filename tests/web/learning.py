"""A shadow, as a refit stores it, that has or has not ranked needs and won."""

from dataclasses import replace

from tests.factories import NeedFactory, OfferFactory, RunFactory

from zhiqiao.matching.fit import Comparison, Gain
from zhiqiao.web.matches import engine_room, refitting, serving, serving_actions
from zhiqiao.web.matches.models import ShadowSuggestion

NOTHING_GAINED = Gain(0.0, 0.0, 0.0, 12)
WON = Comparison(Gain(0.03, 0.01, 0.05, 12), NOTHING_GAINED)
DREW = Comparison(Gain(0.01, -0.02, 0.05, 12), NOTHING_GAINED)


def stored(comparison=WON, *, name="refit-1", as_shadow=True):
    """A refit's model with such a comparison to the serving one, which is its copy."""
    version, model = engine_room.serving_model()
    held_back = tuple(serving.held_back_grades())
    trial = refitting.Trial(replace(model, name=name), comparison, held_back)
    return serving_actions.store_trial(trial=trial, against=version, as_shadow=as_shadow)


def ranked(shadow, needs=serving.SHADOW_NEEDS_MIN, **pair):
    """The shadow has ranked so many needs of their own."""
    both = {"rank": 1, "served_rank": 1, "probability": 0.6, "served_probability": 0.5}
    for _ in range(needs):
        run = RunFactory(need=NeedFactory(), version=engine_room.serving_model()[0])
        ShadowSuggestion.objects.create(
            version=shadow, run=run, need=run.need, offer=OfferFactory(), **(both | pair)
        )


def keep_one_version_stored():
    """The shipped version's row, as the first run stores it."""
    version, _model = engine_room.serving_model()
    version.save()
    return version
