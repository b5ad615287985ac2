"""The functions behind `swingby.predict`, `simulate`, `certify`, `assumptions`: questions about one setting, answered as data.

All of them read their setting alike, by `numerics.setting.exact_setting`.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numerics.setting import ExactSetting


def predict(mu: Any, sigma: Any, W0: Any, **options: Any) -> dict[str, Any]:
    """Predict what is learned when, and how the test loss goes, with the error to expect; nothing is integrated.

    Parameters
    ----------
    mu : signals, >= 0, shape (s,); here and below numbers, fractions, or texts such as "1/50"
    sigma : deviations, >= 0, shape (s,) or (d,)
    W0 : start, for the tied model symmetric and positive semidefinite, shape (d, d); for the untied model its layers: W_1 (h, d)
        and W_2 (d, h) in a sequence, or in a mapping by the names "W1" and "W2"
    options : `model` "tied" (default), "one-layer" or "untied", `dim` d >= s, `rates` "plain" (default) or "squared", `probe`
        (s,) of zeros and ones, `horizon` the last time, `second_moment` (d, d) in place of mu and sigma, which are then None

    Returns
    -------
    What `swingby predict --json` prints: clock, a, order, pivots, learning_times, turning_points, rise, training_area,
    final_test_loss, error; null where a start has no closed form.

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    """
    from numerics.answer import predicted
    from numerics.predict import predict as run

    return predicted(run(_read(mu, sigma, W0, options).in_floats()))


def simulate(mu: Any, sigma: Any, W0: Any, iterate: str = "flow", eta: Any = None, **options: Any) -> dict[str, Any]:
    """Integrate or iterate a setting, and return what is measured, in the words of `predict` (without `error`).

    Parameters
    ----------
    mu, sigma, W0, options : as in `predict`
    iterate : "flow", "gd" (on the weights) or "recurrence" (on W, where there is one)
    eta : step size of an iteration, > 0

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    """
    from numerics.answer import simulated
    from numerics.simulate import simulate as run

    return simulated(run(_read(mu, sigma, W0, options).in_floats(), iterate, eta))


def certify(
    mu: Any, sigma: Any, W0: Any, horizon: Any = None, *, radius: Any = None, v: Any = None, **options: Any
) -> dict[str, Any]:
    """Prove how the test loss goes on [0, horizon], for the exact numbers given, in ball arithmetic.

    Parameters
    ----------
    mu, sigma, W0, options : as in `predict`; floats are the binary fractions that they are
    horizon : the last time; by default past the learning of every probed concept
    radius : greatest error of W(t) in the enclosure, by default 1e-20
    v : another name of the option `probe`

    Returns
    -------
    The certificate, whose "outcome" is "VERIFIED", or "UNDECIDED" with a reason.

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    """
    from numerics.certificate.certify import DEFAULT_RADIUS, prove

    if v is not None and options.get("probe") is not None:
        raise ValueError("probe must be given once, got v as well, which is another name of it")
    options |= {"horizon": horizon} | ({} if v is None else {"probe": v})
    return prove(_read(mu, sigma, W0, options), DEFAULT_RADIUS if radius is None else radius).certificate()


def assumptions(mu: Any, sigma: Any, W0: Any, eta: Any, **options: Any) -> dict[str, Any]:
    """Say which of the assumptions D.1 to D.5 of Appendix D hold, and by how many orders of magnitude the others fail.

    Parameters
    ----------
    mu, sigma, W0, options : as in `predict`, of the tied model
    eta : step size of the recurrence, >= 0

    Returns
    -------
    What `swingby assumptions --json` prints: holds, first_failure, orders (null where no smaller W(0) or eta mends it),
    by_assumption, reasons, constants, sentence.

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    """
    from numerics.assumptions import audit

    return audit(_read(mu, sigma, W0, options), eta).document()


def _read(mu: Any, sigma: Any, W0: Any, options: dict[str, Any]) -> ExactSetting:
    """Return the setting, with a warning where its data are not exactly those given."""
    from numerics.setting import exact_setting

    question = exact_setting(mu, sigma, W0, **options)
    if question.note:
        warnings.warn(question.note, stacklevel=3)
    return question
