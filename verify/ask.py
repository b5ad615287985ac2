"""The functions behind `swingby.predict`, `simulate` and `certify`: questions about one setting.

All three read their setting alike, by `numerics.setting.exact_setting`, and numbers as the shell reads them: a float is the
decimal that Python writes for it, 0.8 is 4/5. An array W(0) is the binary fractions that it holds, as a file .npy is.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numerics.setting import ExactSetting
    from verify.answers import Predicted, Simulated

#: A decimal of so many letters was written by hand, or rounded to be: it is a surprise that an array holds another number.
BY_HAND = 10


def predict(
    mu: Any = None,
    sigma: Any = None,
    W0: Any = None,
    *,
    init_scale: Any = None,
    seed: Any = None,
    dim: Any = None,
    model: str = "tied",
    hidden: Any = None,
    depth: Any = None,
    rates: str = "plain",
    probe: Any = None,
    horizon: Any = None,
    second_moment: Any = None,
) -> Predicted:
    """Predict what is learned when, and how the test loss goes, with the error to expect; nothing is integrated.

    Parameters
    ----------
    mu : signals, >= 0, shape (s,); here and below numbers, fractions, or texts such as "1/50"
    sigma : deviations, >= 0, shape (s,) or (d,)
    W0 : start, for the tied model symmetric and positive semidefinite, shape (d, d); for layers W_1 (h, d), ..., W_L (d, h) in a
        sequence, or in a mapping by the names "W1", ..., "WL"
    init_scale, seed : of a random start in place of W0, as `--init-scale R --seed K` draws it; seed 0 by default
    dim : d >= s, by default that of W0 or sigma
    model : "tied", "one-layer", "untied" or "deep"
    hidden, depth : width and number of random layers
    rates : "plain" or "squared"
    probe : v of zeros and ones of any sign, shape (s,), by default all ones; a point (d,) beside a second moment
    horizon : the last time
    second_moment : (d, d) in place of mu and sigma, which are then left out

    Returns
    -------
    What `swingby predict` prints as attributes, `as_dict()`, which is what `--json` prints, and `W(t)`, `loss(t)`,
    `train_loss(t)`, `output(t)`, `error(t)` as functions of a time or an array of times.

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    """
    from verify.answers import predicted

    return predicted(_read(_given(mu, sigma, W0, locals())))


def simulate(
    mu: Any = None,
    sigma: Any = None,
    W0: Any = None,
    iterate: str = "flow",
    eta: Any = None,
    *,
    init_scale: Any = None,
    seed: Any = None,
    dim: Any = None,
    model: str = "tied",
    hidden: Any = None,
    depth: Any = None,
    rates: str = "plain",
    probe: Any = None,
    horizon: Any = None,
    second_moment: Any = None,
) -> Simulated:
    """Integrate or iterate a setting, and return what is measured, in the words of `predict` (without `errors`).

    Parameters
    ----------
    iterate : "flow", "gd" (on the weights) or "recurrence" (on W, where there is one)
    eta : step size of an iteration, > 0
    others : as in `predict`

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    """
    from verify.answers import simulated

    return simulated(_read(_given(mu, sigma, W0, locals())), iterate, _decimals(eta))


def certify(
    mu: Any = None,
    sigma: Any = None,
    W0: Any = None,
    horizon: Any = None,
    *,
    radius: Any = None,
    v: Any = None,
    init_scale: Any = None,
    seed: Any = None,
    dim: Any = None,
    model: str = "tied",
    hidden: Any = None,
    depth: Any = None,
    rates: str = "plain",
    probe: Any = None,
    second_moment: Any = None,
) -> dict[str, Any]:
    """Prove how the test loss goes on [0, horizon], for the exact numbers given, in ball arithmetic.

    Parameters
    ----------
    horizon : the last time; by default past the learning of every probed concept
    radius : greatest error of W(t) in the enclosure, by default 1e-20
    v : another name of `probe`
    others : as in `predict`; a float is the decimal that Python writes for it, 0.8 is 4/5, as in the shell

    Returns
    -------
    The certificate, whose "outcome" is "VERIFIED", or "UNDECIDED" with a reason.

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    """
    from numerics.certificate.certify import DEFAULT_RADIUS, prove

    given = _given(mu, sigma, W0, locals())
    if v is not None and probe is not None:
        raise ValueError("probe must be given once, got v as well, which is another name of it")
    if v is not None:
        given["probe"] = _decimals(v)
    note = _surprise("W(0)", W0) or _surprise("second moment", second_moment)
    if note:
        warnings.warn(note, stacklevel=2)
    return prove(_read(given), DEFAULT_RADIUS if radius is None else _decimals(radius)).certificate()


#: The arguments that describe a setting.
SETTING = (
    "init_scale", "seed", "dim", "model", "hidden", "depth", "rates", "probe", "horizon", "second_moment",
)  # fmt: skip


def _given(mu: Any, sigma: Any, W0: Any, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a setting, floats as the decimals that they are written as."""
    options = {name: _decimals(arguments[name], arrays=name != "second_moment") for name in SETTING}
    return {"mu": _decimals(mu), "sigma": _decimals(sigma), "W0": _decimals(W0, arrays=False), **options}


def _decimals(value: Any, arrays: bool = True) -> Any:
    """Return a value with the floats in it as texts: in lists, tuples and mappings, and in arrays if asked to."""
    if isinstance(value, Mapping):
        return {name: _decimals(part, arrays) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_decimals(part, arrays) for part in value]
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if isinstance(value, float) or (kind == "f" and getattr(value, "shape", None) == ()):
        return str(value)
    if arrays and kind == "f" and type(value).__module__ == "numpy" and len(value.shape) == 1:
        return [str(entry) for entry in value]
    return value


def _surprise(name: str, value: Any) -> str:
    """Return a sentence where an array holds another number than the short decimal that it shows, or nothing."""
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    for entry in value.flat if kind == "f" and type(value).__module__ == "numpy" else ():
        written = str(entry)
        if len(written) <= BY_HAND and written not in ("nan", "inf", "-inf") and Fraction(written) != Fraction(float(entry)):
            held = Fraction(float(entry))
            return f"{name} is taken as the binary fractions that an array holds, {written} as {held}; lists are read as decimals"
    return ""


def _read(given: dict[str, Any]) -> ExactSetting:
    """Return the setting, with a warning where its data are not exactly those given."""
    from numerics.setting import exact_setting

    question = exact_setting(**given)
    if question.note:
        warnings.warn(question.note, stacklevel=3)
    return question
