"""Claims that the simulated test loss does what is predicted: its curve, its turning points, the onset of its rise."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.answer import predicted
from numerics.closed_form.entries import theta as theta_of
from numerics.closed_form.stages import compose
from numerics.phase_diagram import diagram
from numerics.setting import setting
from numerics.task.loss import test_loss
from verify.claim import Claim, Evidence, Level, Result
from verify.claims.swing_by.closed_form import MU, SIGMA, M
from verify.methods import Bounded, Computation, Points


def _setting(omega: float, start: Any = M) -> Any:
    return setting(MU, (SIGMA, SIGMA), omega * np.array(start))


#: Errors of the closed form's test loss must fall like omega^(2 theta), within this factor at each omega.
CURVE_FACTOR = 1.5
CURVE = ((3e-2, 1.5e-2), (1e-3, 3.4e-3), (1e-6, 8.6e-5), (1e-8, 6.7e-6))


def curve_errors(rng: Generator, diagonal: bool = False, shift: float = 0.0) -> Result:
    """Return whether the largest error of the test loss falls with omega, as omega^(2 theta) at the small end."""
    from numerics.simulate import simulate

    errors = []
    for omega, _ in CURVE:
        run = simulate(_setting(omega))
        a, W0, z = run.prediction.setting.ordered
        start = np.diag(np.diag(W0)) if diagonal else W0
        t = np.linspace(0, run.prediction.horizon, 4001)
        errors.append(float(np.max(np.abs(test_loss(compose(a, start, t), z) - test_loss(run.path.W(t), z)))) + shift)
    theta = float(theta_of(a[0], a[1]))
    order = float(np.log(errors[-2] / errors[-1]) / np.log(CURVE[-2][0] / CURVE[-1][0]))
    measures = {f"error_at_{omega:g}": error for (omega, _), error in zip(CURVE, errors, strict=True)}
    measures |= {"order": order, "derived_order": 2 * theta}
    falling = all(later < earlier for earlier, later in pairwise(errors))
    return Result.of(falling and abs(order / (2 * theta) - 1) < 0.05, len(CURVE), measures)


CURVE_CLAIM = Claim(
    id="swing_by.curve",
    title=(
        r"The closed-form test loss differs from the simulated one ever less as $\omega$ falls from $3 \cdot 10^{-2}$ to "
        r"$10^{-8}$, at last as $\omega^{2 \theta}$."
    ),
    source="new",
    method=Computation(
        check=curve_errors,
        evidence=Evidence.NUMERICAL,
        what=(
            r"$\mu = (1.5, 1)$, $\sigma = .05$, $M = \bigl[ \begin{smallmatrix} 1.2 & .7 \\ .7 & 1 \end{smallmatrix} \bigr]$: "
            "the flow is integrated and compared at 4,001 times."
        ),
        refuted_by=r"An error that does not fall, or an order more than 5% from $2 \theta$ between $10^{-6}$ and $10^{-8}$.",
        faults=(("the diagonal of W(0) alone", {"diagonal": True}), ("an error of 1e-4 added", {"shift": 1e-4})),
    ),
    code=("numerics.closed_form.stages.compose",),
    depends_on=("pivots.one_stage",),
)


def turning_points_within(rng: Generator, omegas: tuple[float, ...], stated: float = 1.0, negative: bool = False) -> Points:
    """Compare simulated minima, maxima and rises with the predicted ones, in units of their stated errors."""
    from numerics.simulate import simulate

    for omega in omegas:
        start = ((M[0][0], -M[0][1]), (-M[1][0], M[1][1])) if negative else M
        run = simulate(_setting(omega))
        said = predicted(run.prediction if not negative else simulate(_setting(omega, start)).prediction)
        if [p.kind for p in run.course.turning_points] != [p["kind"] for p in said["turning_points"]]:
            yield np.inf, {"omega": omega, "kinds": [p.kind for p in run.course.turning_points]}
            continue
        pairs = [(said["rise"], run.course.rise, said["error"]["rise"])]
        for point, seen, off in zip(
            said["turning_points"], run.course.turning_points, said["error"]["turning_points"], strict=True
        ):
            pairs += [(point["t"], seen.t, off["t"]), (point["loss"], seen.loss, off["loss"])]
        for said_value, measured, error in pairs:
            where = {"omega": omega, "predicted": said_value, "measured": measured, "stated error": error * stated}
            yield abs(said_value - measured) / (error * stated), where


TURNING_POINTS = Claim(
    id="swing_by.turning_points",
    title=(
        r"Predicted minima, maxima and rises are within the stated error of the simulated ones: none for $\omega = 10^{-1}$ to "
        "$10^{-4}$, a rise at $10^{-6}$, $10^{-8}$, $10^{-12}$."
    ),
    source="new",
    method=Bounded(
        measure=partial(turning_points_within, omegas=(1e-1, 1e-2, 1e-4, 1e-6, 1e-8, 1e-12)),
        tolerance=1.0,
        named="largest_error_in_units_of_the_stated",
        what=(
            "Turning points of the closed form and of the integrated flow are found as roots of the slope. "
            "The rise is the largest increase of the test loss above its running minimum, start and horizon included."
        ),
        refuted_by="Another number of turning points, or one further off than stated.",
        faults=(
            ("negative w_12(0)", {"omegas": (1e-6,), "negative": True}),
            ("a stated error of a tenth", {"omegas": (1e-6, 1e-8), "stated": 0.1}),
        ),
    ),
    level=Level.STANDARD,
    code=("numerics.answer.predicted", "numerics.flow.events.course"),
    depends_on=("swing_by.curve",),
)

#: The predicted onset must lie within this many decades of omega of the simulated one.
ONSET_TOLERANCE = 0.6


def onset_decades(rng: Generator, wrong: float = 0.0, columns: int = 6) -> Points:
    """Measure over how many decades of omega predicted and simulated rises disagree."""
    omega = np.geomspace(1e-12, 1e-3, 91)
    theta = np.linspace(0.15, 0.4, columns)
    for correlation in (0.1, 0.5, 0.9):
        panel = diagram(theta, omega, correlation)
        for place, share in enumerate(theta):
            seen, said = panel.rise[:, place] > 1e-9, panel.margin[:, place] > wrong
            decades = float(np.sum(seen != said) * np.log10(omega[1] / omega[0]))
            yield decades, {"theta": float(share), "correlation": correlation}


ONSET_MEASURED = Claim(
    id="swing_by.onset_measured",
    title=(
        r"The derived onset and the simulated one (rise above $10^{-9}$) lie within .6 decades of $\omega$: $\theta = .15$ to "
        r".4, correlations .1, .5, .9, $\omega$ from $10^{-12}$ to $10^{-3}$ (above, at $\theta = .25$ and correlation .9, "
        "they part)."
    ),
    source="new",
    method=Bounded(
        measure=onset_decades,
        tolerance=ONSET_TOLERANCE,
        named="largest_disagreement_in_decades",
        what="Each of 3 x 6 x 91 points is simulated.",
        refuted_by=r"A $\theta$ at which prediction and simulation disagree over more than .6 decades.",
        faults=(("the onset where gain is three times the cost", {"wrong": float(np.log(3.0))}),),
    ),
    level=Level.STANDARD,
    code=("numerics.closed_form.swing_by.onset_margin", "numerics.phase_diagram.simulate_rises"),
    depends_on=("swing_by.onset",),
)
