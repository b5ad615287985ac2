"""Claims that the pivots of U U^T, U half the sum of the layers, set the learning times, and nothing else of a start does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.closed_form.entries import learning_time
from numerics.setting import Setting
from numerics.task.layers import layer_product
from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.methods import Bounded, Computation, Order, Points

#: Predicted times must be within this part of the measured ones.
TIME_TOLERANCE = 0.01
#: Part of the learning times whose error must lie within the stated one.
COVERAGE = 0.99
#: The least pivot of a drawn start, beside its greatest.
LEAST_PIVOT = 1e-3


def random_layers(rng: Generator, d: int, h: int, scale: float) -> Any:
    """Return layers of normal entries, W_2 drawn twice as large as W_1, so that they are not balanced."""
    return scale * rng.standard_normal((h, d)) / 2, scale * rng.standard_normal((d, h))


def random_setting(rng: Generator) -> Setting:
    """Draw d = 2 to 5, a width from d to 2d, a scale from 1e-12 to 1e-6, neighbouring rates 1.25 to 2 apart."""
    from numerics.model.untied import UNTIED

    while True:
        d = int(rng.integers(2, 6))
        layers = random_layers(rng, d, int(rng.integers(d, 2 * d + 1)), 10.0 ** rng.uniform(-12, -6))
        a = np.cumprod([rng.uniform(0.5, 2), *(1 / rng.uniform(1.25, 2, d - 1))])
        c = by_pivots(layers, None)
        if np.min(c) >= LEAST_PIVOT * np.max(c):
            return Setting(UNTIED, a, layers, rng.uniform(0.5, 2, d))


def times(rng: Generator, settings: int, scale: float = 1.0, shift: float = 0.0) -> Result:
    """Return whether predicted learning times of random settings are within 1%, and 99% of them within the stated error."""
    from numerics.answer import predicted
    from numerics.simulate import simulate

    relative, within, where = [], [], {}
    for _ in range(settings):
        run = simulate(random_setting(rng))
        said = predicted(run.prediction)
        T, off = np.array(said["learning_times"]) + shift, scale * np.array(said["error"]["learning_times"])
        errors = np.abs(T - run.learning_times)
        relative.append(float(np.max(errors / run.learning_times)))
        within += (errors <= off).tolist()
        if relative[-1] == max(relative):
            where = {"rates": run.prediction.setting.a.tolist(), "predicted": T.tolist(), "measured": run.learning_times.tolist()}
    measures = {"largest_relative_error": max(relative), "within_stated": float(np.mean(within))}
    holds = measures["largest_relative_error"] <= TIME_TOLERANCE and measures["within_stated"] >= COVERAGE
    return Result.of(holds, len(within), measures, where)


def _times(settings: int, level: Level, suffix: str) -> Claim:
    return Claim(
        id=f"untied.times{suffix}",
        title=(
            rf"From {settings} random unbalanced layers of scale $\epsilon$ ($d = 2$ to 5, widths $d$ to $2d$, $\epsilon$ from "
            r"$10^{-12}$ to $10^{-6}$, neighbouring rates 1.25 to 2 apart, pivots of $U U^T$ above $10^{-3}$ of the largest) all "
            "learning times are within 1% of those predicted by the pivots, and 99% of them within the stated error."
        ),
        source="new",
        method=Computation(
            check=partial(times, settings=settings),
            evidence=Evidence.NUMERICAL,
            what="Each setting is predicted, and integrated layer by layer.",
            refuted_by="A time more than 1% off, or more than 1% of the times beyond their stated error.",
            faults=(
                ("errors of a twentieth", {"settings": 6, "scale": 0.05}),
                ("times 1 late", {"settings": 6, "shift": 1.0}),
            ),
        ),
        code=("numerics.model.untied.Untied", "numerics.closed_form.untied.peaks"),
        depends_on=("untied.early", "pivots.as_minors"),
        corrects="" if suffix else "untied.diagonal_times",
        level=level,
    )


TIMES = _times(20, Level.STANDARD, "")

TIMES_MANY = _times(200, Level.FULL, "_many")

#: Rates of theta = 1/4, and layers of scale 1 from which the order is measured.
ORDER_RATES = (1.0, 0.5)
ORDER_LAYERS = (
    ((0.9, -0.3), (0.2, 0.8), (-0.5, 0.4)),
    ((0.7, 0.5, 0.1), (0.6, -0.2, 1.1)),
)


def time_error(omega: float, rng: Generator, wrong: bool = False) -> float:
    """Return the largest error of the pivot times at layers of scale sqrt(omega), or of those from the diagonal."""
    from numerics.flow.events import first_passages
    from numerics.flow.layers import integrate_layers
    from numerics.model.untied import UNTIED

    a = np.array(ORDER_RATES)
    layers = tuple(np.sqrt(omega) * np.array(layer) for layer in ORDER_LAYERS)
    M = UNTIED.eliminated(layers)
    T = learning_time(a, np.diag(M) if wrong else by_pivots(layers, M))
    path = integrate_layers(layers, a, 1.1 * float(np.max(UNTIED.anchors(a, layers))) + 8, rtol=1e-12)
    return float(np.max(np.abs(T - first_passages(path))))


ORDERS = Claim(
    id="untied.order",
    title=(
        r"The error of the pivot times falls as $\omega^{2 \theta}$, $\omega = \epsilon^2$: exponent 1/2 at $\theta = 1/4$, "
        r"from $\omega = 10^{-6}$ to $10^{-14}$ at $d = 2$ and width 3."
    ),
    source="new",
    method=Order(
        error=time_error,
        scales=(1e-6, 1e-8, 1e-10, 1e-12, 1e-14),
        exponent=0.5,
        tolerance=0.02,
        what=r"Layers of scale $\sqrt{\omega}$ are integrated at rates 1 and 1/2, to a tolerance of $10^{-12}$.",
        faults=(("the diagonal in place of pivots", {"wrong": True}),),
    ),
    level=Level.STANDARD,
    code=("numerics.model.untied.Untied", "numerics.flow.layers.integrate_layers"),
    depends_on=("untied.early",),
)


def by_diagonal(layers: Any, M: Any) -> Any:
    """Return the diagonal of U U^T."""
    return np.diag(M)


def by_singular_values(layers: Any, M: Any) -> Any:
    """Return the singular values of W(0)."""
    return np.linalg.svd(layer_product(layers), compute_uv=False)


def by_symmetric_part(layers: Any, M: Any) -> Any:
    """Return the pivots of (W(0) + W(0)^T)/2, taken positive."""
    W = layer_product(layers)
    rest, found = (W + W.T) / 2, []
    while rest.size:
        found.append(abs(float(rest[0, 0])))
        rest = rest[1:, 1:] - np.outer(rest[1:, 0], rest[0, 1:]) / rest[0, 0]
    return np.array(found)


def by_pivots(layers: Any, M: Any) -> Any:
    """Return the pivots of U U^T."""
    from numerics.model.untied import UNTIED

    return np.asarray(UNTIED.pivots(layers))


def other_times(rng: Generator, rule: Callable[[Any, Any], Any]) -> Points:
    """Compare the times that a rule gives with the measured ones, of one start at d = 3 and width 5, omega = 1e-10."""
    from numerics.model.untied import UNTIED
    from numerics.simulate import simulate

    a = np.array([1.0, 0.6, 0.3])
    fixed = np.random.default_rng(21)
    layers = (1e-5 * fixed.standard_normal((5, 3)), 1e-5 * fixed.standard_normal((3, 5)))
    T = learning_time(a, rule(layers, UNTIED.eliminated(layers)))
    measured = simulate(Setting(UNTIED, a, layers, np.ones(3))).learning_times
    off = np.abs(T - measured)
    where = {"rates": a.tolist(), "given": T.round(4).tolist(), "measured": measured.round(4).tolist()}
    yield float(np.max(off)), where


def _refuted(name: str, what: str, rule: Callable[[Any, Any], Any], error: str) -> Claim:
    return Claim(
        id=f"untied.{name}",
        title=f"The learning times of two free layers are $\\ln((1 - c)/c)/(2 a)$ of {what}, to .1.",
        source="new; what else a start has",
        method=Bounded(
            measure=partial(other_times, rule=rule),
            tolerance=0.1,
            what=r"One unbalanced start of scale $10^{-5}$, $d = 3$, width 5, is integrated.",
            faults=(("the pivots of U U^T", {"rule": by_pivots}),),
            faulty=Outcome.VERIFIED,
            stated={"error": error},
        ),
        code=("numerics.flow.layers.integrate_layers",),
        depends_on=("untied.early",),
        level=Level.STANDARD,
        expected=Outcome.REFUTED,
        corrected_by="untied.times" if name == "diagonal_times" else "",
        reason="Stronger concepts take their share of the weaker rows of U first: what is left of a row grows to be learned.",
    )


DIAGONAL = _refuted("diagonal_times", "the diagonal of $U U^T$", by_diagonal, "2.93")
SINGULAR = _refuted("singular_times", "the singular values of $W(0)$", by_singular_values, "2.70")
SYMMETRIC = _refuted("symmetric_times", "the pivots of the symmetric part of $W(0)$", by_symmetric_part, "8.78")
