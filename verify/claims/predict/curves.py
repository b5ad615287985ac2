"""Claims about the curves that `predict` and `simulate` give: how far off they are, and whether the test loss rises."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.random import Generator

from numerics.answer import predicted_curves, simulated_curves
from numerics.flow.events import SMALLEST_RISE
from numerics.predict import predict
from numerics.setting import Setting
from numerics.stated_errors import rises
from numerics.task.arrays import Array
from numerics.task.loss import test_loss
from verify.claim import Claim, Evidence, Level, Result
from verify.methods import Bounded, Computation, Points

#: Part of the settings in which the whole curve must be within its stated error.
COVERAGE = 0.99
#: Part of the settings with omega <= SMALL that may have no useful estimate, and of all whose turning points may be others.
USELESS, OTHERS = 0.1, 0.03
SMALL = 1e-3
#: Times between those of the run at which curves are compared.
TIMES = 400


def random_question(rng: Generator) -> tuple[Setting, float]:
    """Draw d = 2 to 6, neighbouring rates 1.2 to 3 apart in any order, omega from 1e-8 to 1e-1, three kinds of start."""
    from numerics.model.tied import TIED

    d, omega = int(rng.integers(2, 7)), 10.0 ** rng.uniform(-8, -1)
    ratios = rng.uniform(1.2, 3, d - 1)
    a = rng.permutation(np.cumprod(np.append(1.0, 1 / ratios))) * 10.0 ** rng.uniform(-0.5, 0.5)
    kind = int(rng.integers(3))
    width = int(rng.integers(d, 2 * d + 1))
    U = (
        rng.standard_normal((d, width)) / np.sqrt(width),
        rng.random((d, d)),
        rng.standard_normal((d, d)) / np.sqrt(d),
    )[kind]
    z = rng.uniform(0.5, 3, d) * rng.choice([1, 1, 1, -1], d)
    return Setting(TIED, a, omega * U @ U.T, z), omega


def times_of(horizon: float, shown: Array) -> Array:
    """Return the times of a run up to a horizon, and TIMES more."""
    return np.unique(np.append(np.linspace(0, horizon, TIMES), shown[shown <= horizon]))


def curves(rng: Generator, settings: int, scale: float = 1.0) -> Result:
    """Return whether whole curves are within their errors, and `rises` is right, on random settings."""
    from numerics.simulate import simulate

    rows = []
    for _ in range(settings):
        question, omega = random_question(rng)
        said, run = predict(question), simulate(question)
        told, seen = predicted_curves(said), simulated_curves(run)
        t = times_of(said.horizon, seen.shown)
        stated = scale * told.error(t)
        kinds = [[point.kind for point in found.course.turning_points] for found in (said, run)]
        answer, truth = rises(said), run.course.rise > SMALLEST_RISE
        rows.append(
            (
                bool(np.all(np.abs(told.loss(t) - seen.loss(t)) <= stated)),
                omega <= SMALL and not np.all(np.isfinite(stated)),
                omega <= SMALL,
                answer == ("no" if truth else "yes"),
                answer == "open",
                kinds[0] != kinds[1],
            )
        )
    within, useless, small, wrong, left_open, others = np.sum(rows, axis=0)
    measures = {
        "within": within / settings,
        "no_useful_estimate": useless / max(small, 1),
        "rises_wrong": float(wrong),
        "rises_open": left_open / settings,
        "other_turning_points": others / settings,
    }
    measures = {name: float(value) for name, value in measures.items()}
    good = measures["within"] >= COVERAGE and measures["no_useful_estimate"] <= USELESS and not wrong
    good = good and measures["other_turning_points"] <= OTHERS
    return Result.of(good, settings, measures, None if good else measures)


def _curves_claim(settings: int, level: Level, suffix: str) -> Claim:
    return Claim(
        id=f"predict.curves{suffix}",
        title=(
            rf"On {settings:,} random settings ($d = 2$ to 6, neighbouring rates 1.2 to 3 apart, $\omega$ from $10^{{-8}}$ to "
            r"$10^{-1}$) the predicted test loss is within its stated error at every time compared in 99% of them; in at most "
            r"10% of those with $\omega \le 10^{-3}$ there is no useful estimate; whether the loss rises is never answered "
            "wrongly; in at most 3% other turning points are predicted than seen."
        ),
        source="new",
        method=Computation(
            check=partial(curves, settings=settings),
            evidence=Evidence.NUMERICAL,
            what=f"Each setting is predicted and integrated, and compared at the times of the run and at {TIMES} more.",
            refuted_by="More than 1% of curves outside their errors, one wrong answer, or too many without an estimate.",
            faults=(("errors of a third", {"settings": settings // 4, "scale": 0.33}),),
        ),
        level=level,
        code=("numerics.stated_errors.loss_errors", "numerics.stated_errors.rises", "numerics.closed_form.uniform.uniform"),
        depends_on=("pivots.uniform",),
    )


CURVES = _curves_claim(100, Level.STANDARD, "")

CURVES_MANY = _curves_claim(1000, Level.FULL, "_many")

#: What DOP853 is asked for, in the entries of W, and the error of the test loss that is left of both.
REFERENCE, LEFT = 1e-12, 1e-8
#: Below this part of the loss at the start an error is measured by it.
FLOOR = 1e-6


def simulated(rng: Generator, settings: int = 20, pace: float = 1.0) -> Points:
    """Compare the test loss of runs with that of DOP853 on W, as a part of itself or of FLOOR of the loss at the start."""
    from numerics.flow.integrate import integrate_tied
    from numerics.simulate import simulate

    for _ in range(settings):
        question, omega = random_question(rng)
        run = simulate(question)
        seen = simulated_curves(run)
        t = times_of(run.horizon, seen.shown)
        least = float(np.min(np.abs(question.W0)))
        path = integrate_tied(question.W0, pace * question.a, float(t[-1]), REFERENCE, REFERENCE * least)
        expected = test_loss(path.W(t), question.z)
        off = np.abs(seen.loss(t) - expected) / np.maximum(expected, FLOOR * expected[0])
        yield float(np.max(off)), {"a": question.a.tolist(), "omega": omega}


SIMULATED = Claim(
    id="predict.simulated_curves",
    title=(
        "The test loss of `simulate` agrees with DOP853 on $W$ to $10^{-8}$ of itself, or of a millionth of the loss at the "
        r"start where that is more (20 random settings, $d = 2$ to 6, $\omega$ from $10^{-8}$ to $10^{-1}$)."
    ),
    source="new",
    method=Bounded(
        measure=simulated,
        tolerance=LEFT,
        what=f"DOP853 integrates W' = V(W) at the relative tolerance {REFERENCE:g}; times are those of the run and {TIMES} more.",
        faults=(("rates larger by a part of 10^-7", {"pace": 1 + 1e-7}),),
    ),
    level=Level.STANDARD,
    code=("numerics.simulate.simulate", "numerics.flow.integrate.integrate_factored"),
    depends_on=("two_layer.congruence_form",),
)
