"""A logistic curve with a ridge, of which some coefficients may not be negative."""

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def logistic(
    design: Floats,
    outcomes: npt.ArrayLike,
    *,
    start: Floats,
    ridge: npt.ArrayLike,
    rising: Collection[int],
) -> Floats:
    """The likeliest coefficients, shape (k,), given that those of the columns `rising` are >= 0.

    All are fitted together (L-BFGS-B), so a coefficient held at 0 is as if its column were not
    there.

    Args:
        design: shape (n, k).
        outcomes: true or 1 where the outcome was reached, shape (n,).
        start: where the search begins and whither the ridge pulls, shape (k,).
        ridge: half of it times the squared distance from `start` is added to the loss; one
            number, or one for each coefficient.
        rising: numbers of columns.
    """
    from scipy.optimize import minimize

    reached, count = np.asarray(outcomes, np.float64), max(len(design), 1)
    pull = np.asarray(ridge, np.float64) * np.ones_like(start)

    def loss(beta: Floats) -> tuple[float, Floats]:
        logits, away = design @ beta, beta - start
        value = (np.logaddexp(0, logits) - reached * logits).sum() + (pull * away) @ away / 2
        chance = np.exp(-np.logaddexp(0, -logits))
        return float(value) / count, (design.T @ (chance - reached) + pull * away) / count

    bounds = [(0.0 if k in rising else None, None) for k in range(design.shape[1])]
    exact = {"ftol": 1e-15, "gtol": 1e-9, "maxiter": 1_000}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=exact)
    return np.asarray(found.x, np.float64)
