"""The functions behind `swingby.predict` and `swingby.simulate`: questions about one setting, answered as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numerics import predict as prediction
from numerics import simulate as simulation
from numerics.setting import setting


def predict(mu: Sequence[Any], sigma: Sequence[Any], W0: Any, **options: Any) -> dict[str, Any]:
    """Predict what is learned when, and how the test loss goes, with the error to expect; nothing is integrated.

    Parameters
    ----------
    mu : (s,) signals, >= 0; here and in W0 numbers, fractions, or strings such as "1/50"
    sigma : (s,) or (d,) deviations, >= 0
    W0 : (d, d) start; for the tied model symmetric and positive semidefinite
    options : `model` "tied" (default) or "one-layer", `dim` d >= s, `rates` "plain" (default) or "squared", `probe` (s,) of zeros
        and ones, `horizon` the last time

    Returns
    -------
    What `swingby predict --json` prints: clock, a, order, pivots, learning_times, turning_points, rise, training_area,
    final_test_loss, error.

    Raises
    ------
    ValueError
        Naming the argument, the rule and the value.
    """
    question = setting(mu, sigma, W0, **options)
    return prediction.as_json(prediction.predict(question))


def simulate(
    mu: Sequence[Any], sigma: Sequence[Any], W0: Any, iterate: str = "flow", eta: float | None = None, **options: Any
) -> dict[str, Any]:
    """Integrate or iterate a setting, and return what is measured, in the words of `predict` (without `error`).

    Parameters
    ----------
    mu, sigma, W0, options : as in `predict`
    iterate : "flow", "gd" (on U) or "recurrence" (on W)
    eta : step size of an iteration, > 0

    Raises
    ------
    ValueError
        Naming the argument, the rule and the value.
    """
    question = setting(mu, sigma, W0, **options)
    return simulation.as_json(simulation.simulate(question, iterate, eta))
