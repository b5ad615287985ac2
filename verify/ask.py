"""The functions behind `swingby.predict` and `swingby.simulate`: one's own setting, answered as the commands answer it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def predict(mu: Sequence[float], sigma: Sequence[float], W0: Any, **options: Any) -> dict[str, Any]:
    """Return what the closed forms predict for one setting, the document of ``swingby predict --json``.

    Parameters
    ----------
    mu : signals, length s, >= 0
    sigma : deviations, length s or d, >= 0
    W0 : start, shape (d, d); for tied weights symmetric positive semidefinite
    options : ``model`` ("tied" or "one-layer"), ``dim``, ``rates`` ("plain" or "squared"), ``probe``, ``horizon``

    Returns
    -------
    dict
        Clock, rates, order, pivots, learning times, turning points, rise, training area, final test loss, and the error of each.

    Raises
    ------
    ValueError
        If an argument does not fit, naming it.
    """
    from numerics.predict import as_json
    from numerics.predict import predict as run
    from numerics.setting import setting

    return as_json(run(setting(mu, sigma, np.asarray(W0, dtype=float), **options)))


def simulate(
    mu: Sequence[float], sigma: Sequence[float], W0: Any, *, iterate: str = "flow", eta: float | None = None, **options: Any
) -> dict[str, Any]:
    """Return what is measured for one setting, the document of ``swingby simulate --json``.

    Parameters
    ----------
    mu, sigma, W0, options : as for `predict`
    iterate : "flow", or "gd" or "recurrence" with a step size
    eta : the step size, > 0

    Raises
    ------
    ValueError
        If an argument does not fit, naming it.
    """
    from numerics.setting import setting
    from numerics.simulate import as_json
    from numerics.simulate import simulate as run

    return as_json(run(setting(mu, sigma, np.asarray(W0, dtype=float), **options), iterate, eta))
