"""Claims about the error of the closed form: the exponents in omega with which its largest errors fall."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.closed_form.defect import error_orders
from numerics.closed_form.stages import compose
from verify.claim import Claim, Level
from verify.methods import Bounded, Points

#: Derived orders of the largest error at d = 5, from theta_ij and their neighbours.
ORDER_RATES = (1.0, 0.62, 0.37, 0.2, 0.1)


def fitted_orders(a: Any, omegas: Any) -> dict[str, tuple[float, float]]:
    """Return (fitted, derived) exponents of the largest error in omega, from the two smallest omega, by kind of figure."""
    from numerics.flow.integrate import integrate_factored

    d = len(a)
    M = 0.6 + 0.4 * np.eye(d)
    errors = []
    for omega in omegas:
        t = np.linspace(0, 1.15 * np.log(1 / omega) / (2 * a[-1]) + 4 / a[-1], 6001)
        W, R = compose(a, omega * M, t), integrate_factored(omega * M, a, float(t[-1]), rtol=1e-12).W(t)
        E = np.abs(W - R)
        loss = [np.sum((V @ np.ones(d) - 1) ** 2, axis=-1) / 2 for V in (W, R)]
        errors.append({"w": np.max(E, axis=0), "loss": np.max(np.abs(loss[0] - loss[1]))})
    step = np.log(omegas[-2] / omegas[-1])
    entries = np.log(errors[-2]["w"] / errors[-1]["w"]) / step
    derived, derived_loss = error_orders(np.asarray(a))
    found = {f"w_{i + 1}{j + 1}": (float(entries[i, j]), float(derived[i, j])) for i in range(d) for j in range(i, d)}
    return found | {"loss": (float(np.log(errors[-2]["loss"] / errors[-1]["loss"]) / step), derived_loss)}


def orders(rng: Generator, a: Any, omegas: Any, wrong: float = 1.0) -> Points:
    """Hold fitted exponents against the derived ones, in units of what they may be off by: 5%, and .2 from 2 on."""
    chosen = fitted_orders(np.asarray(a), omegas)
    off = {name: abs(fit - wrong * order) for name, (fit, order) in chosen.items()}
    for name, (fit, order) in chosen.items():
        allowed = min(0.2, 0.05 * order) if order < 2 else 0.2
        figures = {f"fitted_{name}": fit, "largest_deviation": max(off.values())}
        yield off[name] / allowed, {"figure": name, "fitted": fit, "derived": order}, figures


ORDERS_TWO = Claim(
    id="pivots.orders_two",
    title=(
        r"At $d = 2$ the largest errors of the closed form fall as $\omega^{2 \theta}$ for $w_{11}$, $w_{22}$ and the loss, "
        r"$\omega^{3 \theta}$ for $w_{12}$."
    ),
    source="new",
    method=Bounded(
        measure=partial(orders, a=(1.0, 0.5), omegas=(1e-10, 1e-14)),
        tolerance=1.0,
        named="",
        what=r"Exponents fitted between $\omega = 10^{-10}$ and $10^{-14}$ ($\theta = 1/4$) are compared with the derived ones.",
        refuted_by="An exponent more than 5% off.",
        faults=(("twice the exponent", {"wrong": 2.0}),),
    ),
    code=("numerics.closed_form.stages.compose", "numerics.closed_form.defect.error_orders"),
    depends_on=("pivots.one_stage",),
)

ORDERS_FIVE = Claim(
    id="pivots.orders_five",
    title=(
        "At $d = 5$, rates 1, .62, .37, .2, .1 and correlations .6, the fitted exponents of the largest error of every entry "
        "and of the test loss are the stated ones, which are not proved."
    ),
    source="new",
    method=Bounded(
        measure=partial(orders, a=ORDER_RATES, omegas=(1e-14, 1e-20)),
        tolerance=1.0,
        named="",
        what=r"Exponents fitted between $\omega = 10^{-14}$ and $10^{-20}$ are compared with the derived ones.",
        refuted_by="An exponent more than 5% off.",
        faults=(("twice the exponent", {"wrong": 2.0}),),
    ),
    reason=(
        r"Stated are $2 \min(\theta_{k-1,k}, \theta_{k,k+1})$ for $w_{kk}$, $\theta_{k,k+1}$ and twice the least $\theta$ "
        r"of neighbours it touches for $w_{k,k+1}$, $\min_{i<k<j} [\theta_{ik} + \theta_{kj} + (a_i - a_k)^2/(4 a_i a_k)]$ "
        r"for the other $w_{ij}$, and twice the least $\theta$ for the loss, with $\theta_{ij} = (a_i - a_j)/(2 a_i)$."
    ),
    level=Level.STANDARD,
    code=("numerics.closed_form.stages.compose", "numerics.closed_form.defect.error_orders"),
    depends_on=("pivots.orders_two",),
)
