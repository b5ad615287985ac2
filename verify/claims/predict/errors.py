"""Claims about the errors that `swingby predict` states, on random settings and in edge cases."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.answer import predicted, simulated
from numerics.setting import Setting, setting
from numerics.stated_errors import stated_errors
from numerics.task.loss import test_loss
from verify.claim import Claim, Evidence, Level, Result
from verify.methods import Computation

#: Part of the predicted figures whose actual error must lie within the stated one.
COVERAGE = 0.99
#: In the median, the stated error may be this many times the actual one.
LARGEST_MEDIAN = 10.0
#: Errors below this are within the precision of the integration and left out of the median.
MEASURABLE = 1e-8
#: The figures of a prediction that are compared with a simulation.
FIGURES = (
    "learning_time",
    "test_loss",
    "rise",
    "training_area",
    "final_test_loss",
    "turning_time",
    "turning_loss",
    "least_swing",
)
#: Of these, single numbers of the answer, under their names.
SINGLE = ("rise", "training_area", "final_test_loss")


def random_setting(rng: Generator) -> Setting:
    """Draw a setting: d = 2 to 6, rates over two decades or from mu in [.5, 3], omega from 1e-12 to 1e-1, two kinds of start."""
    from numerics.model.tied import TIED

    omega = 10.0 ** rng.uniform(-12, -1)
    d = int(rng.integers(2, 7))
    if rng.random() < 0.5:
        B = rng.standard_normal((d, int(rng.integers(d, 2 * d + 1))))
        return Setting(TIED, 10.0 ** rng.uniform(-1, 1, d), omega * B @ B.T / B.shape[1], rng.uniform(0.5, 3, d))
    U = np.sqrt(omega) * rng.random((d, d))
    s = d - int(rng.integers(0, 2)) if d > 2 else d
    return setting(rng.uniform(0.5, 3, s), np.full(s, 0.05), U @ U.T, rates=("plain", "squared")[int(rng.integers(2))])


def errors_of(question: Setting) -> list[tuple[str, float, float]]:
    """Return (figure, actual error, stated error) for every figure of one setting."""
    from numerics.simulate import simulate

    run = simulate(question)
    off = stated_errors(run.prediction)
    said, seen = predicted(run.prediction) | {"error": off}, simulated(run)  # those of no use among them
    pairs = zip(said["learning_times"], seen["learning_times"], off["learning_times"], strict=True)
    rows = [("learning_time", *_difference(x, y, error)) for x, y, error in pairs if x != y]
    shown, z = run.prediction.shown, run.prediction.setting.ordered[2]
    losses = [test_loss(path.W(shown), z) for path in (run.prediction.path, run.path)]
    rows.append(("test_loss", float(np.max(np.abs(losses[0] - losses[1]))), off["test_loss"]))
    rows += [
        (name, *_difference(said[name], seen[name], off[name]))
        for name in SINGLE
        if said[name] is not None or seen[name] is not None
    ]
    return rows + turning_points_of(said, seen)


def turning_points_of(said: dict[str, Any], seen: dict[str, Any]) -> list[tuple[str, float, float]]:
    """Return the rows of the turning points: times and losses, where they are as many and of the same kinds on both sides.

    Where they are not, a swing between neighbours is predicted and not seen, or seen and not predicted: the least of them is an
    error of the test loss, and must be within the one stated for it.
    """
    points, found = said["turning_points"], seen["turning_points"]
    if [point["kind"] for point in points] != [point["kind"] for point in found]:
        swings = [abs(one["loss"] - other["loss"]) for side in (points, found) for one, other in pairwise(side)]
        return [("least_swing", min(swings, default=float("inf")), said["error"]["test_loss"])]
    rows = [("least_swing", 0.0, said["error"]["test_loss"])]
    for point, other, off in zip(points, found, said["error"]["turning_points"], strict=True):
        rows += [(f"turning_{name}", abs(point[key] - other[key]), off[key]) for name, key in (("time", "t"), ("loss", "loss"))]
    return rows


def _difference(said: float | None, seen: float | None, stated: float | None) -> tuple[float, float]:
    """Return actual and stated error; a figure that only one side has is infinitely far off."""
    actual = float("inf") if said is None or seen is None else abs(said - seen)
    return actual, 0.0 if stated is None else stated


def coverage(rng: Generator, settings: int, scale: float = 1.0) -> Result:
    """Return whether, of all figures of random settings, the actual error is within the stated one in 99%."""
    rows = [row for _ in range(settings) for row in errors_of(random_setting(rng))]
    measures: dict[str, float] = {}
    for figure in FIGURES:
        pairs = np.array([(actual, scale * stated) for name, actual, stated in rows if name == figure])
        if not pairs.size:
            continue
        within = float(np.mean(pairs[:, 0] <= pairs[:, 1]))
        visible = pairs[np.isfinite(pairs[:, 0]) & (pairs[:, 0] > MEASURABLE)]
        measures[f"{figure}_within"] = within
        if visible.shape[0] >= settings / 10:
            measures[f"{figure}_median_stated_over_actual"] = float(np.median(visible[:, 1] / visible[:, 0]))
    swings = [actual for name, actual, _ in rows if name == "least_swing"]
    bad = {
        name: value for name, value in measures.items() if not (COVERAGE if "within" in name else 0) <= value <= LARGEST_MEDIAN
    }
    return Result.of(not bad, len(rows), measures | {"same_turning_points": float(np.mean(np.equal(swings, 0)))}, bad)


def _coverage_claim(settings: int, level: Level, suffix: str) -> Claim:
    return Claim(
        id=f"predict.errors{suffix}",
        title=(
            rf"On {settings:,} random settings ($d = 2$ to 6, any rates, $\omega$ from $10^{{-12}}$ to $10^{{-1}}$) the actual "
            "error of each kind of figure, times and losses of turning points among them, is within the stated one in 99%, and "
            "in the median the stated one is at most 10 times the actual. Where other turning points are predicted than seen, "
            "the least swing between two of them counts as an error of the test loss."
        ),
        source="new",
        method=Computation(
            check=partial(coverage, settings=settings),
            evidence=Evidence.NUMERICAL,
            what=(
                "Each setting is predicted and integrated; learning times, the whole test loss, its rise and end, the training "
                "area, and times and losses of its turning points, where these are as many, are compared. Medians are over "
                "errors above 1e-8, the precision of the integration. "
                "The rise is the largest increase of the test loss above its running minimum, start and horizon included."
            ),
            refuted_by="A kind of figure with more than 1% of its errors above the stated one, or a median ratio above 10.",
            faults=(
                ("errors of a tenth", {"settings": settings // 4, "scale": 0.1}),
                ("errors ten times as large", {"settings": settings // 4, "scale": 10.0}),
            ),
        ),
        level=level,
        code=("numerics.stated_errors.stated_errors", "numerics.closed_form.defect.propagated_residual"),
        depends_on=("pivots.one_stage",),
    )


ERRORS = _coverage_claim(100, Level.STANDARD, "")

ERRORS_MANY = _coverage_claim(1000, Level.FULL, "_many")


def edge_cases(rng: Generator, stated: float = 1.0) -> Result:
    """Return whether degenerate settings are predicted within the stated errors, or refused in one sentence."""
    near = np.array([[1.0, 0.5], [0.5, 1.0]])
    cases: dict[str, Any] = {
        "equal rates": ((1.0, 1.0), 1e-4 * near),
        "close rates": ((1.0, 1.0001), 1e-5 * near),
        "a rate of zero": ((0.0, 1.0), 1e-4 * near),
        "at the identity": ((1.0, 1.5), np.eye(2)),
        "diagonal": ((1.0, 1.5), 1e-3 * np.diag([1.0, 2.0])),
        "rank one": ((1.0, 1.5), 1e-3 * np.ones((2, 2))),
        "nothing to start from": ((1.0, 1.5), np.zeros((2, 2))),
        "negative off-diagonal": ((1.0, 1.5), 1e-5 * (2 * np.eye(2) - near)),
        "starts above one half": ((1.0, 1.5), np.array([[0.8, 0.1], [0.1, 1.5]])),
        "one dimension": ((1.0,), np.array([[0.1]])),
        "rates a million apart": ((1.0, 1e-3), 1e-5 * near),
        "omega = 1e-300": ((1.0, 1.5), 1e-300 * near),
    }
    bad: dict[str, str] = {}
    for name, (mu, W0) in cases.items():
        sigma = (0.0,) * len(mu) if name == "rates a million apart" else (0.05 if mu[0] else 0.0,) * len(mu)
        rows = errors_of(setting(mu, sigma, W0))
        wrong = [figure for figure, actual, error in rows if actual > stated * error]
        if wrong:
            bad[name] = ", ".join(wrong)
    try:
        setting((1.0, 1.5), (0.05, 0.05), 2 * near - 1.5 * np.eye(2))
        bad["indefinite start"] = "accepted"
    except ValueError:
        pass
    return Result.of(not bad, len(cases) + 1, where=bad)


EDGES = Claim(
    id="predict.edge_cases",
    title=(
        "Equal, close and vanishing rates, rates a million apart, starts at the identity, diagonal, of rank one, zero, above "
        r"1/2, with negative entries, $d = 1$ and $\omega = 10^{-300}$ are predicted within the stated errors; an indefinite "
        "start is refused."
    ),
    source="new",
    method=Computation(
        check=edge_cases,
        evidence=Evidence.NUMERICAL,
        what="Every case is predicted and integrated.",
        refuted_by="A figure outside its stated error, or an indefinite start that is accepted.",
        faults=(("no error stated", {"stated": 0.0}),),
    ),
    level=Level.STANDARD,
    code=("numerics.predict.predict", "numerics.setting.setting"),
    depends_on=("isotropic.solution", "rank_one.solution"),
)
