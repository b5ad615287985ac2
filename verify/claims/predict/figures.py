"""Claims about figures that `swingby predict` gives: learning times of one layer, the error to expect before any run."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from numerics.closed_form.defect import largest_squared_peak
from numerics.closed_form.stages import compose
from numerics.setting import Setting
from verify.claim import Claim, Evidence, Level, Result
from verify.claims.predict.errors import MEASURABLE
from verify.methods import Bounded, Computation, Points


def one_layer_times(rng: Generator, power: int = 1) -> Points:
    """Compare predicted and integrated learning times of one layer with ln(2 (1 - w_kk(0)))/a_k."""
    from numerics.model.one_layer import ONE_LAYER
    from numerics.simulate import simulate

    generator = np.random.default_rng(11)
    a, W0 = generator.uniform(0.2, 2.0, 4), generator.uniform(-0.3, 0.3, (4, 4))
    run = simulate(Setting(ONE_LAYER, a, W0, np.ones(4)))
    formula = np.log(2 * (1 - np.diag(W0))) / a**power
    for name, times in (("predicted", run.prediction.learning_times), ("integrated", run.learning_times)):
        for k, time in enumerate(run.prediction.setting.by_coordinate(times)):
            yield abs(time - formula[k]), {"k": k + 1, name: float(time), "formula": float(formula[k])}


ONE_LAYER = Claim(
    id="predict.one_layer_times",
    title=(
        r"For one layer the predicted and the integrated first passages through 1/2 are $\ln(2 (1 - w_{kk}(0)))/a_k$, to "
        "$10^{-8}$ ($d = 4$)."
    ),
    source="new",
    method=Bounded(
        measure=one_layer_times,
        tolerance=MEASURABLE,
        what="A random start is predicted and integrated.",
        faults=(("rates squared", {"power": 2}),),
    ),
    code=("numerics.closed_form.entries.one_layer_learning_time", "numerics.predict.predict"),
    depends_on=("one_layer.learning_time",),
)


def peak_estimate(rng: Generator, cases: int = 40, scale: float = 1.0) -> Result:
    """Return whether the largest error of W lies between .9 and 3 times the largest squared peak, rates 1.4 apart or more."""
    from numerics.flow.integrate import integrate_factored

    ratios = []
    for _ in range(cases):
        d = int(rng.integers(2, 5))
        a = np.cumprod(np.append(1.0, 1 / rng.uniform(1.4, 2.5, d - 1)))
        omega = 10.0 ** rng.uniform(-10, -6)
        B = rng.standard_normal((d, 2 * d))
        W0 = omega * B @ B.T / (2 * d)
        t = np.linspace(0, 1.2 * np.log(1 / omega) / (2 * a[-1]) + 8, 4001)
        error = float(np.max(np.abs(compose(a, W0, t) - integrate_factored(W0, a, float(t[-1])).W(t))))
        ratios.append(scale * error / (largest_squared_peak(a, W0) + MEASURABLE))
    measures = {"least_ratio": min(ratios), "largest_ratio": max(ratios)}
    good = min(ratios) > 0.5 and max(ratios) < 3.0
    return Result.of(good, cases, measures)


PEAK_ESTIMATE = Claim(
    id="predict.peak_estimate",
    title=(
        "Before any run, the largest squared peak of a minor entry estimates the largest error of the closed form: within a "
        r"factor of 1/2 to 3 in 40 random cases, $d = 2$ to 4, neighbouring rates at least 1.4 apart, $\omega$ from $10^{-10}$ "
        "to $10^{-6}$."
    ),
    source="new",
    method=Computation(
        check=peak_estimate,
        evidence=Evidence.NUMERICAL,
        what="The largest error of an entry, by integration, is divided by the estimate.",
        refuted_by="A ratio outside [1/2, 3].",
        faults=(("errors ten times as large", {"cases": 10, "scale": 10.0}),),
    ),
    level=Level.STANDARD,
    code=("numerics.closed_form.defect.largest_squared_peak",),
    depends_on=("minor_entries.peak",),
)
