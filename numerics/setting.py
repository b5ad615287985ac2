"""What `predict`, `simulate` and `certify` are asked: a model, its rates, a start, a test point and a horizon, read in one place.

    rates     a_p = sigma_p^2 + mu_p^2 / s for p <= s, sigma_k^2 beyond; or their squares (`squared`, as in the released code)
    start     W(0) given, or U = R * uniform(0, 1), W(0) = U U^T; for tied weights symmetric and positive semidefinite;
              the layers W_1, ..., W_L, W_1 next to the input, for a network that is followed layer by layer
    probe     z = x_hat(v) = sum_p v_p mu_p e_p, v_p in {-1, 0, 1}
    order     coordinates by descending rate; the closed forms work in this order
    or        a second moment A = Q diag(a) Q^T in place of mu and sigma, and a point z: the setting is that of Q^T f(Q x), with
              rates a, descending, and the point Q^T z, since the flows do not depend on the basis

Everything is read exactly (`ExactSetting`); the closed forms and integrators take the nearest floats (`Setting`).

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), sections 2 to 4.

Legend: mu (s,), sigma (d,) signals and deviations; a (d,) rates by coordinate; W0 (d, d) or layers; v (s,) zeros and ones of
any sign; z (d,) probe.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from numerics.model import model_named
from numerics.model.base import Model, floats
from numerics.start import MOST_DIMENSIONS, Drawn, checked_dimension
from numerics.task.arrays import Array
from numerics.task.elimination import INDEFINITE, symmetrised
from numerics.task.exact_numbers import LEAST, Rows, exact_matrix, exact_vector, fitting_number, quoted, rounded, shown
from numerics.task.identity_mapping import Task

RATES = ("plain", "squared")
#: Signals, deviations, rates, entries of W(0) and horizons beyond these leave what floating point can follow.
LARGEST_SIGNAL, LARGEST_RATE, LARGEST_ENTRY, LONGEST = 10**6, 2 * 10**12, 10**12, 10**9
#: Sizes between these are within all bounds, and floats see it quicker than fractions.
PLAIN = 1e-90, 1e5
#: So do rates and horizons below these, unless the rate is 0.
SMALLEST_RATE, SHORTEST = Fraction(1, 10**100), Fraction(1, 10**300)
#: An eigenvalue of a second moment below this part of the largest is 0.
NEGLIGIBLE_EIGENVALUE = 1e-14
#: Nor can more of the shortest timescale 1 / a_max be followed.
MOST_TIMESCALES = 10**10


@dataclass(frozen=True, eq=False)
class Setting:
    """One question to `predict` or `simulate`, in floats.

    Parameters
    ----------
    model : what the network is
    a : rates, >= 0, shape (d,)
    W0 : start, for the tied model symmetric and positive semidefinite, shape (d, d); or the layers, W_1 first
    z : test point, shape (d,)
    horizon : last time shown; by default 1.3 times the largest finite learning time + 8
    basis : Q, whose columns are the eigenvectors of a second moment that was given, and the coordinates of everything else
    """

    model: Model[Any, Any]
    a: Array
    W0: Any
    z: Array
    horizon: float | None = None
    basis: Array | None = None

    @property
    def order(self) -> np.ndarray:
        """Return the coordinates by descending rate, counted from 0, shape (d,)."""
        return np.argsort(-self.a, kind="stable")

    @cached_property
    def ordered(self) -> tuple[Array, Any, Array]:
        """Return (a, W0, z) with the coordinates in descending rate."""
        order = self.order
        return self.a[order], self.model.in_basis(self.W0, np.eye(order.size)[:, order]), self.z[order]

    def by_coordinate(self, ordered: Array) -> Array:
        """Return a vector (d,) given in descending rate, by coordinate."""
        return ordered[np.argsort(self.order)]


@dataclass(frozen=True, eq=False)
class ExactSetting:
    """One question to `predict`, `simulate` or `certify`, in exact numbers.

    Parameters
    ----------
    model : what the network is
    rates : "plain" for a, "squared" for a^2
    mu : signals, shape (s,)
    sigma : deviations, 0 where not given, shape (d,)
    W0 : start, rows of shape (d, d), or the layers, W_1 first
    v : zeros and ones of any sign, shape (s,)
    horizon : last time, or None for a default
    asymmetry : the largest |w_ij - w_ji| of the start as given, where W0 is its symmetric part
    second_moment : A, shape (d, d), in place of mu and sigma, which are then empty
    point : the test point where a second moment is given, shape (d,)
    drawn : how the start was drawn, or None where it was given
    """

    model: Model[Any, Any]
    rates: str
    mu: tuple[Fraction, ...]
    sigma: tuple[Fraction, ...]
    W0: Any
    v: tuple[int, ...]
    horizon: Fraction | None
    asymmetry: Fraction
    second_moment: Rows | None = None
    point: tuple[Fraction, ...] = ()
    drawn: Drawn | None = None

    @cached_property
    def a(self) -> tuple[Fraction, ...]:
        """Return the rates, shape (d,); those of a second moment are its eigenvalues in floats, descending."""
        if self.second_moment is not None:
            return tuple(Fraction(float(rate)) for rate in self._spectrum[0])
        s = len(self.mu)
        signals = [m * m / s for m in self.mu] + [Fraction(0)] * (len(self.sigma) - s)
        plain = [deviation**2 + signal for deviation, signal in zip(self.sigma, signals, strict=True)]
        return tuple(rate**2 if self.rates == "squared" else rate for rate in plain)

    @property
    def z(self) -> tuple[Fraction, ...]:
        """Return the test point x_hat(v), shape (d,)."""
        if self.second_moment is not None:
            return self.point
        return tuple(bit * m for bit, m in zip(self.v, self.mu, strict=True)) + (Fraction(0),) * (len(self.sigma) - len(self.mu))

    @property
    def note(self) -> str:
        """Return in a sentence how the data differ from those given, or nothing."""
        if not self.asymmetry:
            return ""
        return f"W(0) is taken as (W + W^T)/2, since it is symmetric only up to {shown(self.asymmetry)}"

    @cached_property
    def _spectrum(self) -> tuple[Array, Array]:
        """Return the eigenvalues of the second moment, descending, squared if the rates are, and its eigenvectors as columns."""
        values, vectors = np.linalg.eigh(floats(self.second_moment or ()))
        largest = np.abs(vectors).argmax(axis=0)
        vectors = vectors * np.where(vectors[largest, np.arange(values.size)] < 0, -1.0, 1.0)
        rates = np.where(values > NEGLIGIBLE_EIGENVALUE * values[-1], values, 0.0)[::-1]
        return rates**2 if self.rates == "squared" else rates, vectors[:, ::-1]

    def in_floats(self) -> Setting:
        """Return the nearest setting in floats, in the eigenbasis of a second moment that was given."""
        W0, z = self.model.in_floats(self.W0), np.array([float(x) for x in self.z])
        horizon = None if self.horizon is None else float(self.horizon)
        if self.second_moment is not None:
            a, Q = self._spectrum
            return Setting(self.model, a, self.model.in_basis(W0, Q), Q.T @ z, horizon, Q)
        return Setting(self.model, np.array([float(rate) for rate in self.a]), W0, z, horizon)


def setting(mu: Any, sigma: Any, W0: Any, model: str = "tied", **options: Any) -> Setting:
    """Return a checked setting in floats; the arguments are those of `exact_setting`."""
    return exact_setting(mu, sigma, W0, model, **options).in_floats()


def exact_setting(
    mu: Any,
    sigma: Any,
    W0: Any,
    model: str = "tied",
    dim: Any = None,
    rates: str = "plain",
    probe: Any = None,
    horizon: Any = None,
    second_moment: Any = None,
    *,
    init_scale: Any = None,
    seed: Any = None,
    hidden: Any = None,
    depth: Any = None,
) -> ExactSetting:
    """Return a checked setting in exact numbers, given in numbers or texts such as "1/50".

    Parameters
    ----------
    mu, sigma, W0, rates, horizon : as in `ExactSetting`; mu and sigma >= 0, sigma of shape (s,) or (d,), horizon > 0; layers as
        a sequence W_1, ..., W_L or a mapping of the names W1, ..., WL; W0 is None where `init_scale` is given
    model : a name in `numerics.model.MODELS`
    dim : d >= s; by default the size of W0, or as many as there are signals or deviations
    probe : v in {-1, 0, 1}^s, not all zero; by default all ones; with a second moment a point of d numbers
    second_moment : A in place of mu and sigma, which are then None: symmetric, positive semidefinite, shape (d, d)
    init_scale, seed, hidden, depth : of a random start, as in `numerics.start.random_start`; seed 0 by default

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    """
    network = model_named(model)
    if not isinstance(rates, str) or rates not in RATES:
        raise ValueError(f"rates must be one of {', '.join(RATES)}, got {rates!r}")
    rule = f"finite, at least {float(SHORTEST):g} and at most {LONGEST:g}"
    until = None if horizon is None else fitting_number("horizon", horizon, lambda T: SHORTEST <= T <= LONGEST, rule)
    size = None if dim is None else checked_dimension(dim)
    moment = None if second_moment is None else _second_moment(mu, sigma, second_moment)
    signals, deviations = ((), ()) if moment else (_vector("mu", mu), _vector("sigma", sigma))
    drawn = _drawn(W0, init_scale, seed, hidden, depth)
    if drawn is None:
        start = network.read_start(W0, MOST_DIMENSIONS)
    else:
        start = drawn.start(size or (len(moment) if moment else max(len(signals), len(deviations))), network.name)
    tables = network.tables(start)
    given = len(tables[0][1][0])
    d = given if size is None else size
    if moment is None:
        Task(tuple(map(float, signals)), tuple(map(float, deviations)), d)  # refuses lengths that do not fit
    elif len(moment) != d:
        raise ValueError(f"second moment must have shape ({d}, {d}), as the start, got ({len(moment)}, {len(moment)})")
    if given != d:
        shape = f"have shape ({d}, {d}), got ({given}, {given})" if len(tables) == 1 else f"have {d} columns, got {given}"
        raise ValueError(f"{tables[0][0]} must {shape}")
    for name, table in tables:
        for i, row in enumerate(table, 1):
            for j, entry in enumerate(row, 1):
                _check_size(f"{name} must have entries of", entry, LARGEST_ENTRY, place=f" at entry ({i}, {j})", size=" in size")
    start, asymmetry = network.checked_start(start)
    if moment is not None:
        point = _point(d, probe)
        question = ExactSetting(network, rates, (), (), start, (), until, asymmetry, moment, point, drawn)
    else:
        v = (1,) * len(signals) if probe is None else _probe(len(signals), probe)
        spread = deviations + (Fraction(0),) * (d - len(deviations))
        question = ExactSetting(network, rates, signals, spread, start, v, until, asymmetry, drawn=drawn)
    _check_rates(question)
    return question


def _drawn(W0: Any, init_scale: Any, seed: Any, hidden: Any, depth: Any) -> Drawn | None:
    """Return how the start is drawn, or None where it is given."""
    if (W0 is None) == (init_scale is None):
        raise ValueError(f"W0 must be given, or init_scale in its place, got {'neither' if W0 is None else 'both'}")
    if init_scale is not None:
        return Drawn(init_scale, 0 if seed is None else seed, hidden, depth)
    for name, value in (("seed", seed), ("hidden", hidden), ("depth", depth)):
        if value is not None:
            raise ValueError(f"{name} must be left out where W0 is given, got {quoted(value)}")
    return None


def _second_moment(mu: Any, sigma: Any, given: Any) -> Rows:
    """Return a second moment exactly, the symmetric part of one that is asymmetric by rounding."""
    for name, values in (("mu", mu), ("sigma", sigma)):
        if values is not None:
            raise ValueError(f"{name} must be left out beside a second moment, got {quoted(values)}")
    moment = exact_matrix("second moment", given, MOST_DIMENSIONS)
    for i, row in enumerate(moment, 1):
        for j, entry in enumerate(row, 1):
            _check_size("second moment must have entries of", entry, LARGEST_RATE, place=f" at entry ({i}, {j})", size=" in size")
    moment, _ = symmetrised(moment, "second moment must be symmetric")
    values = np.linalg.eigvalsh(floats(moment))
    if values[0] < -INDEFINITE * max(values[-1], 0.0):
        raise ValueError(f"second moment must be positive semidefinite, got an eigenvalue of {values[0]:.6g}")
    return moment


def _point(d: int, probe: Any) -> tuple[Fraction, ...]:
    """Return the test point beside a second moment, by default all ones."""
    point = (Fraction(1),) * d if probe is None else exact_vector("probe", probe)
    if len(point) != d:
        raise ValueError(f"probe must be a point of {d} numbers beside a second moment, got {len(point)}")
    for entry in point:
        _check_size("probe must have entries of", entry, LARGEST_SIGNAL, size=" in size")
    return point


def _vector(name: str, values: Any) -> tuple[Fraction, ...]:
    """Return signals or deviations; what else they must be is said by `Task`."""
    numbers = exact_vector(name, values)
    for number in numbers:
        if number < 0:
            raise ValueError(f"{name} must be finite and at least 0, got {shown(number)}")
        _check_size(f"{name} must be", number, LARGEST_SIGNAL)
    return numbers


def _check_size(rule: str, number: Fraction, most: int, least: Fraction = LEAST, place: str = "", size: str = "") -> None:
    """Raise ValueError, naming rule and place, unless the number is 0 or its size is in [least, most]."""
    if PLAIN[0] < abs(rounded(number)) < PLAIN[1]:
        return
    if abs(number) > most:
        raise ValueError(f"{rule} at most {most:g}, got {shown(number)}{place}")
    if 0 < abs(number) < least:
        raise ValueError(f"{rule} 0 or at least {float(least):g}{size}, got {shown(number)}{place}")


def _probe(concepts: int, probe: Any) -> tuple[int, ...]:
    rule = f"probe must be {concepts} zeros and ones, of any sign"
    try:
        numbers = exact_vector("probe", probe)
    except ValueError:
        raise ValueError(f"{rule}, got {quoted(probe)}") from None
    if len(numbers) != concepts or not {*map(abs, numbers)} <= {0, 1}:
        raise ValueError(f"{rule}, got {', '.join(map(shown, numbers[:20]))}")
    if not any(numbers):
        raise ValueError(f"probe must have a one among its zeros, got {', '.join(map(shown, numbers[:20]))}")
    return tuple(map(int, numbers))


def _check_rates(question: ExactSetting) -> None:
    largest = max(question.a)
    for rate in question.a:
        _check_size(
            f"{'second moment' if question.second_moment else 'mu and sigma'} must give rates of",
            rate,
            LARGEST_RATE,
            SMALLEST_RATE,
        )
    if question.horizon is not None and question.horizon * largest > MOST_TIMESCALES:
        raise ValueError(
            f"horizon must be at most {MOST_TIMESCALES:g} / the largest rate {shown(largest)}, got {shown(question.horizon)}"
        )
