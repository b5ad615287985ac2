"""What `predict` and `simulate` are asked: a model, its rates, a start, a test point and a horizon, in one place.

    rates     a_k of the task, or a_k^2 (`squared`, as in the released code)
    start     W(0) given, or U = R * uniform(0, 1), W(0) = U U^T
    order     coordinates by descending rate; the closed forms work in this order

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), sections 2 to 4.

    a (d,) rates by coordinate     W0 (d, d)     z (d,) test point
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from numerics.arrays import Floats
from numerics.elimination import triangular_factor
from numerics.task import Task

MODELS = ("tied", "one-layer")
RATES = ("plain", "squared")
CLOCKS = {"tied": "printed", "one-layer": "loss"}
#: Asymmetry of W(0) beyond this part of its largest entry is refused for tied weights.
SYMMETRY = 1e-9
#: A closed form of more dimensions would take many minutes and gigabytes.
MOST_DIMENSIONS = 128
#: Signals, deviations, rates, entries of W(0) and horizons beyond these leave what floating point can follow.
LARGEST_SIGNAL, LARGEST_RATE, LARGEST_ENTRY, LARGEST_SCALE, LONGEST = 1e6, 2e12, 1e12, 1e6, 1e9
#: Nor can more of the shortest timescale 1 / a_max.
MOST_TIMESCALES = 1e10


@dataclass(frozen=True, eq=False)
class Setting:
    """One question to `predict` or `simulate`.

    Parameters
    ----------
    model : "tied" or "one-layer"
    a : (d,) rates, >= 0
    W0 : (d, d) start; for the tied model symmetric and positive semidefinite
    z : (d,) test point
    horizon : last time shown; by default 1.3 times the largest finite learning time + 8
    """

    model: str
    a: Floats
    W0: Floats
    z: Floats
    horizon: float | None = None

    @property
    def order(self) -> np.ndarray:
        """Return the coordinates by descending rate, counted from 0, shape (d,)."""
        return np.argsort(-self.a, kind="stable")

    @property
    def clock(self) -> str:
        """Return what a unit of time is."""
        return CLOCKS[self.model]

    def in_order(self) -> tuple[Floats, Floats, Floats]:
        """Return (a, W0, z) with the coordinates in descending rate."""
        order = self.order
        return self.a[order], self.W0[np.ix_(order, order)], self.z[order]

    def by_coordinate(self, ordered: Floats) -> Floats:
        """Return a vector (d,) given in descending rate, by coordinate."""
        out = np.empty_like(ordered)
        out[self.order] = ordered
        return out


def setting(
    mu: Sequence[Any] | Floats,
    sigma: Sequence[Any] | Floats,
    W0: Any,
    model: str = "tied",
    dim: int | None = None,
    rates: str = "plain",
    probe: Sequence[float] | None = None,
    horizon: float | None = None,
) -> Setting:
    """Return a checked setting.

    Parameters
    ----------
    mu : (s,) signals, >= 0; here and below numbers, or strings such as "1/50"
    sigma : (s,) or (d,) deviations, >= 0
    W0 : (d, d) start
    model : "tied" or "one-layer"
    dim : d >= s; by default the size of W0
    rates : "plain" for a_k, "squared" for a_k^2
    probe : v in {0, 1}^s; by default all ones
    horizon : > 0, or None

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    """
    if model not in MODELS:
        raise ValueError(f"model must be one of {', '.join(MODELS)}, got {model!r}")
    if rates not in RATES:
        raise ValueError(f"rates must be one of {', '.join(RATES)}, got {rates!r}")
    if horizon is not None and not (np.isfinite(horizon) and 0 < horizon <= LONGEST):
        raise ValueError(f"horizon must be finite, above 0 and at most {LONGEST:g}, got {horizon}")
    W0 = real_matrix(W0)
    checked_dimension(W0.shape[0] if dim is None else dim)
    signals, deviations = small("mu", mu), small("sigma", sigma)
    task = Task(signals, deviations, W0.shape[0] if dim is None else dim)
    a = task.rates() ** 2 if rates == "squared" else task.rates()
    if np.max(a) > LARGEST_RATE:
        raise ValueError(f"mu and sigma must give rates of at most {LARGEST_RATE:g}, got {np.max(a):g}")
    if horizon is not None and horizon * np.max(a) > MOST_TIMESCALES:
        raise ValueError(f"horizon must be at most {MOST_TIMESCALES:g} / the largest rate {np.max(a):g}, got {horizon:g}")
    start = checked_start(W0, a, model)
    return Setting(model, a, start, task.probe(probe), horizon)


def checked_start(W0: Floats, a: Floats, model: str) -> Floats:
    """Return W(0) if it is a finite d x d matrix and, for tied weights, symmetric and positive semidefinite."""
    d = a.size
    if W0.shape != (d, d):
        raise ValueError(f"W(0) must have shape ({d}, {d}), got {W0.shape}")
    if not np.all(np.isfinite(W0)):
        raise ValueError(f"W(0) must be finite, got {W0[~np.isfinite(W0)][0]}")
    if np.max(np.abs(W0)) > LARGEST_ENTRY:
        raise ValueError(f"W(0) must have entries of at most {LARGEST_ENTRY:g}, got {np.max(np.abs(W0)):g}")
    if model != "tied":
        return W0
    largest = float(np.max(np.abs(W0)))
    if float(np.max(np.abs(W0 - W0.T))) > SYMMETRY * largest:
        raise ValueError(f"W(0) must be symmetric for the tied model, got an asymmetry of {np.max(np.abs(W0 - W0.T)):.3g}")
    start = W0 / 2 + W0.T / 2
    order = np.argsort(-a, kind="stable")
    triangular_factor(start[np.ix_(order, order)])
    return start


def checked_dimension(d: int) -> int:
    """Return d if it is not too large."""
    if not 1 <= d <= MOST_DIMENSIONS:
        raise ValueError(f"dim must be between 1 and {MOST_DIMENSIONS}, got {d}")
    return d


def real_number(entry: Any) -> float:
    """Return a number, or a text such as "1/50", as a float; what float and Fraction raise if it is none."""
    if isinstance(entry, (bool, np.bool_)):
        raise ValueError("a truth value is no number")
    return float(Fraction(entry)) if isinstance(entry, str) and "/" in entry else float(entry)


def real_matrix(rows: Any, name: str = "W(0)") -> Floats:
    """Return rows of numbers, or of texts such as "1/50", as a matrix of floats.

    Raises
    ------
    ValueError : naming the row or the entry that does not fit
    """
    if isinstance(rows, np.ndarray) and rows.dtype.kind in "fiu":
        table = np.asarray(rows, dtype=float)
        if table.ndim != 2:
            raise ValueError(f"{name} must have rows and columns, got shape {table.shape}")
        return table
    if not isinstance(rows, (list, tuple, np.ndarray)) or len(rows) == 0:
        raise ValueError(f"{name} must be rows of numbers, got {str(rows)[:40]!r}")
    out = np.zeros((len(rows), len(rows)))
    for i, row in enumerate(rows, 1):
        if not isinstance(row, (list, tuple, np.ndarray)) or len(row) != len(rows):
            held = f"{len(row)} entries" if isinstance(row, (list, tuple, np.ndarray)) else repr(row)[:40]
            raise ValueError(f"{name} must have shape ({len(rows)}, {len(rows)}), got row {i} with {held}")
        for j, entry in enumerate(row, 1):
            try:
                out[i - 1, j - 1] = value = real_number(entry)
                if not np.isfinite(value):
                    raise ValueError("not finite")
            except (ValueError, TypeError, ZeroDivisionError, OverflowError):
                raise ValueError(f"{name} must hold finite numbers, got {str(entry)[:40]!r} at entry ({i}, {j})") from None
    return out


def small(name: str, values: Sequence[Any] | Floats) -> tuple[float, ...]:
    """Return numbers of at most LARGEST_SIGNAL as floats; what else they must be is said by `Task`."""
    try:
        numbers = tuple(real_number(value) for value in values)
    except (ValueError, TypeError, ZeroDivisionError, OverflowError):
        raise ValueError(f"{name} must hold finite numbers, got {str(values)[:60]}") from None
    for number in numbers:
        if np.isfinite(number) and number > LARGEST_SIGNAL:
            raise ValueError(f"{name} must be at most {LARGEST_SIGNAL:g}, got {number:g}")
    return numbers


def random_start(scale: float, seed: int, d: int) -> Floats:
    """Return U U^T for U = scale * default_rng(seed).random((d, d))."""
    if not (np.isfinite(scale) and 0 < scale <= LARGEST_SCALE):
        raise ValueError(f"init-scale must be above 0 and at most {LARGEST_SCALE:g}, got {scale}")
    U = scale * np.random.default_rng(seed).random((checked_dimension(d), d))
    return np.asarray(U @ U.T)
