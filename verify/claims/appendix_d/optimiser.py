"""The claim that the largest omega of `swingby assumptions` is what an optimiser finds from the relations as they are printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.random import Generator
from sympy import Le, Symbol

from theory.appendix_d.assumptions import ASSUMPTIONS, C, K, P, a_i, a_j, a_k, alpha, beta, d, eta, gamma, kappa, omega, w_ij
from verify.claim import Claim, Level
from verify.methods import Bounded
from verify.methods.bounded import Points

#: What is chosen, each by its logarithm: the least entry of W(0) first.
least = Symbol("least", positive=True)
CHOSEN = (least, omega, beta, gamma, alpha, K, kappa, P, C)
GIVEN = (a_k, a_i, a_j, w_ij, d)
#: Tasks tried, and random constants that the search begins at for each of them.
TASKS, STARTS = 20, 3
#: SLSQP stops when an iteration improves the logarithm by less; what it finds may break a relation by no more than `BROKEN`.
STOP, BROKEN = 1e-12, 1e-9
#: What a relation without a value is worth: far from holding.
NOWHERE = -1e3

Sides = Callable[..., Any]


@cache
def _relations() -> Mapping[str, list[tuple[set[Symbol], Sides, Sides]]]:
    """Return the relations of each assumption: their symbols, the side that is to be smaller, and the other."""
    from verify.algebra.compile import to_numpy

    def compiled(relation: Any) -> tuple[set[Symbol], Sides, Sides]:
        small, large = (relation.lhs, relation.rhs) if isinstance(relation, Le) else (relation.rhs, relation.lhs)
        return relation.free_symbols, *(to_numpy(side, (*CHOSEN, *GIVEN)) for side in (small, large))

    of_a_step = {item.name: [it for it in item.relations if not it.has(eta)] for item in ASSUMPTIONS}
    return {name: [compiled(relation) for relation in relations] for name, relations in of_a_step.items()}


def _margins(x: Any, a: list[float], spread: float, names: tuple[str, ...]) -> Any:
    """Return the logarithms of the larger side over the smaller, of every relation at every rate, pair and entry."""
    margins = []
    with np.errstate(all="ignore"):
        values = np.exp(x)
        for name in names:
            for symbols, small, large in _relations()[name]:
                for given in _given(symbols, a, float(values[0]), spread):
                    at = (*values, *(given.get(symbol, 1.0) for symbol in GIVEN[:-1]), float(len(a)))
                    margins.append(np.log(large(*at)) - np.log(small(*at)))
    return np.nan_to_num(np.array(margins), nan=NOWHERE, posinf=-NOWHERE, neginf=NOWHERE)


def _given(symbols: set[Symbol], a: list[float], smallest: float, spread: float) -> Iterator[dict[Symbol, float]]:
    """Yield what a relation is about: rates, pairs of a stronger and a weaker one, or the least and the largest entry."""
    if a_k in symbols:
        yield from ({a_k: rate} for rate in a)
    elif a_i in symbols:
        yield from ({a_i: a[i], a_j: a[j]} for i in range(len(a)) for j in range(i + 1, len(a)))
    elif w_ij in symbols:
        yield from ({w_ij: smallest}, {w_ij: smallest * spread})
    else:
        yield {}


def largest(a: list[float], spread: float, names: tuple[str, ...], rng: Generator) -> float:
    """Return log10 of the largest least entry of W(0) that SLSQP finds, -infinity where it finds none.

    Parameters
    ----------
    a : rates, descending
    spread : the largest entry over the least
    names : the assumptions that are to hold together
    """
    from scipy.optimize import minimize

    found, slope = -np.inf, -np.eye(len(CHOSEN))[0] / 100
    for _ in range(STARTS):
        size = rng.uniform(400, 600)
        point = [-size, -size - 1, np.log(spread) + 1.5, np.log(a[0] / a[-1]) + 1, np.log(a[-1]) - 0.5, 3.2, 0.3, 0.9 * size, 1]
        begin = np.array(point) + rng.uniform(0, 0.2, len(CHOSEN))
        made = minimize(
            lambda x: float(slope @ x),
            begin,
            jac=lambda x: slope,
            method="SLSQP",
            constraints={"type": "ineq", "fun": lambda x: _margins(x, a, spread, names)},
            options={"maxiter": 500, "ftol": STOP},
        )
        if made.success and np.min(_margins(made.x, a, spread, names)) > -BROKEN:
            found = max(found, made.x[0] / np.log(10))
    return float(found)


def _differences(rng: Generator, *, more: int = 0, wider: float = 1.0, read: tuple[str, ...] = tuple("12345")) -> Points:
    """Yield how far the largest omega of numerics is from that of the optimiser, for D.1 to D.4 and for D.1 to D.5.

    Faults: `more` dimensions and a `wider` W(0) than numerics is told of, and numbers of the assumptions that are `read`.
    """
    from numerics.assumptions import assumptions

    for _ in range(TASKS):
        size = int(rng.integers(2, 6))
        a = (np.exp(rng.normal()) * np.cumprod([1.0, *rng.uniform(0.02, 0.32, size - 1)])).tolist()
        spread = float(np.exp(rng.uniform(0, 2)))
        W0 = np.where(np.eye(size), spread, 1.0)
        orders = assumptions(a, W0.tolist(), 0).orders
        a = [*a, *[a[-1]] * more]
        for last in ("D.4", "D.5"):
            names = tuple(name for name in orders if name <= last and name[-1] in read)
            apart = abs(largest(a, wider * spread, names, rng) + orders[last])
            yield apart, {"last": last, "a": [round(rate, 6) for rate in a], "spread": round(spread, 6)}


OPTIMISER = Claim(
    id="appendix_d.optimiser",
    title=(
        rf"For {TASKS} random sets of 2 to 5 rates with neighbouring ratios in $(.02, .32)$, and starts $W(0)$ whose entries "
        r"spread by up to $e^2$, the largest scale of $W(0)$ at which D.1 to D.4, and D.1 to D.5, hold together with some "
        r"constants is, by SLSQP on the relations as they are printed ($i$ the stronger in D.5), that of `swingby assumptions`, "
        "to $10^{-6}$ in its decimal logarithm."
    ),
    source="new; arXiv 2410.08309v2, Assumptions D.1 to D.5, as transcribed",
    method=Bounded(
        measure=_differences,
        tolerance=1e-6,
        what=(
            f"Nine logarithms, the scale and eight constants, are optimised from {STARTS} random choices under the compiled "
            "relations, and the best is compared."
        ),
        faults=(
            ("without D.4", {"read": tuple("1235")}),
            ("a start twice as wide", {"wider": 2.0}),
        ),
    ),
    code=("numerics.assumptions.assumptions",),
    level=Level.STANDARD,
    depends_on=("appendix_d.scale", "appendix_d.rises"),
)
