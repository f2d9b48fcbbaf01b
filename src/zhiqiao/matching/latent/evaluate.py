"""How well an outlook finds hidden facts, and whether its confidences mean what they say."""

from dataclasses import replace

import numpy as np

from zhiqiao.matching.latent.confidence import calibration_error, chances, listed
from zhiqiao.matching.latent.held_out import LatentEvaluation, hidden_facts, ranks, summed_up
from zhiqiao.matching.latent.landscape import Outlook


def evaluate_latent(outlook: Outlook, *, resamples: int = 2_000, seed: int = 0) -> LatentEvaluation:
    """Hides each fact of every enterprise with at least three, ranks it and sums up.

    Figures are means over enterprises; nothing is fitted. `calibration_error` compares the
    confidences of the first ten of every list with how often they were the hidden fact.

    Raises:
        MatchingError: ASSIGNEES_TOO_FEW where no enterprise has three facts, RIVALS_NONE where
            nobody else has any.
    """
    hidden = hidden_facts(outlook.landscape)
    found = ranks(outlook, hidden)
    result = summed_up(outlook, hidden, found, resamples=resamples, seed=seed)
    lists = listed(outlook, hidden)
    told = [chances(each.margins, outlook.model, held=each.held) for each in lists]
    right = np.concatenate([each.right for each in lists])
    error = calibration_error(np.concatenate(told), right)
    return replace(result, figures={**result.figures, "calibration_error": error})
