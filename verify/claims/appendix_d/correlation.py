"""The claim on which starts of the recurrence break the lower half of Lemma D.5: the squared correlation against the step."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from verify.claim import Claim, Evidence, Level, Result
from verify.claims.appendix_d.lemmas import repaired
from verify.methods import Computation

#: Rates of the stronger concept against the weaker one's 1, each at the largest step that D.2 allows for K = 20.
RATES = (3.5, 5.0, 8.0)
#: Starts of each, their largest distance from the threshold, in logarithms of squared correlations, and what may be misjudged.
STARTS, REACH, TOLERANCE = 150, 0.03, 0.002
#: Decimal logarithms of w_11(0).
SIZES = (-14.0, -10.0)


def _misjudged(rng: Generator, share: float = 1.0) -> Result:
    """Return the farthest start from the threshold whose fate is not the one foretold; `share` of the rise is a fault."""
    from numerics.flow.iterate import in_place

    farthest, turned = 0.0, 0
    for first in RATES:
        a, eta = np.array([first, 1.0]), 1 / (180 * first)
        w_11 = 10 ** rng.uniform(*SIZES, STARTS)
        w_22 = w_11 * rng.uniform(0.8, 1.25, STARTS)
        rise = eta * (first - 1) ** 2 * np.log(1 / w_11) / (2 * first)
        squared = np.exp(np.minimum(rng.uniform(-REACH, REACH, STARTS) - rise, -1e-6))
        w_12 = np.sqrt(squared * w_11 * w_22)
        W = np.array([[w_11, w_12], [w_12, w_22]])
        step, negative = in_place(W, a, eta), np.zeros(STARTS, dtype=bool)
        with np.errstate(over="ignore", invalid="ignore"):  # where w_22 < 0 it diverges, which is what is looked for
            for _ in range(int(np.log(1 / w_11.min()) / (2 * eta))):
                step()
                negative |= W[1, 1] < 0
        margin = np.log(squared) + share * rise
        wrong = negative != (margin > 0)
        farthest = max(farthest, float(np.abs(margin[wrong]).max(initial=0.0)))
        turned += int(negative.sum())
    total = STARTS * len(RATES)
    measures = {"farthest_misjudged": farthest, "turned_negative": float(turned)}
    return Result.of(farthest <= TOLERANCE and 0 < turned < total, total, measures)


THRESHOLD = Claim(
    id="appendix_d.correlation_threshold",
    title=(
        rf"At $d = 2$, of ${STARTS * len(RATES)}$ random starts of size $10^{{-14}}$ to $10^{{-10}}$ at $\eta = 1/(180 a_1)$, "
        r"the recurrence makes $w_{22}$ negative from those with $\rho^2 \exp(\eta (a_1 - a_2)^2 \ln(1/w_{11}(0))/(2 a_1)) > "
        rf"1$, $\rho$ their correlation, up to ${TOLERANCE}$ in the logarithm of $\rho^2$."
    ),
    source=repaired("Lemma D.5"),
    method=Computation(
        check=lambda rng, **changes: _misjudged(rng, **changes),
        evidence=Evidence.NUMERICAL,
        what=(
            f"The starts lie within {REACH} of the threshold; each is followed until the second concept would be learned, and "
            "the farthest one that is misjudged is looked for."
        ),
        refuted_by="A misjudged start farther from the threshold.",
        faults=(("half the exponent", {"share": 0.5}), ("no exponent", {"share": 0.0})),
    ),
    code=("numerics.flow.iterate.in_place",),
    depends_on=("appendix_d.correlation_rises",),
    level=Level.STANDARD,
)
