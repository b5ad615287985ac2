"""Claims about the errors that `swingby predict --model untied` states of the rise and of the turning points."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.random import Generator

from verify.claim import Claim, Evidence, Level, Result
from verify.claims.predict.errors import errors_of
from verify.claims.untied.stages import random_setting
from verify.methods import Computation

#: Parts within the stated error that are claimed; a swing that only one side has must be within the error of the test loss.
PARTS = {"rise": 0.95, "least_swing": 0.95, "turning_time": 0.95, "turning_loss": 0.9}
#: Of 100 settings some 60 turning points are compared, so that a part is known to about 3%.
SETTINGS = 100


def coverage(rng: Generator, settings: int, scale: float = 1.0) -> Result:
    """Return whether, of the rises and turning points of random settings, the claimed parts are within the stated error."""
    rows = [row for _ in range(settings) for row in errors_of(random_setting(rng))]
    within = {name: [actual <= scale * stated for figure, actual, stated in rows if figure == name] for name in PARTS}
    measures = {f"{name}_within": float(np.mean(held)) for name, held in within.items()}
    low = {name: float(np.mean(held)) for name, held in within.items() if np.mean(held) < PARTS[name]}
    counted = sum(map(len, within.values()))
    return Result.of(not low, counted, measures | {"turning_points": float(len(within["turning_time"]))}, low)


ERRORS = Claim(
    id="untied.errors",
    title=(
        f"On {SETTINGS} random settings of two free layers ($d = 2$ to 5, widths $d$ to $2d$, scales $10^{{-12}}$ to "
        r"$10^{-6}$) the errors of the rise and of the times of turning points are within the stated ones in 95%, those "
        "of their losses in 90%; and where one side alone has a swing, it is within the error stated of the test loss, in 95%."
    ),
    source="new",
    method=Computation(
        check=partial(coverage, settings=SETTINGS),
        evidence=Evidence.NUMERICAL,
        what="Each setting is predicted, and integrated layer by layer.",
        refuted_by="A kind of figure with a smaller part within its stated error.",
        faults=(("errors of a hundredth", {"settings": 25, "scale": 0.01}),),
    ),
    code=("numerics.answer.stated_errors", "numerics.model.untied.Untied"),
    level=Level.FULL,
    depends_on=("untied.times", "untied.small_scales"),
)
