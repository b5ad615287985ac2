"""Agreement needs a small error that falls with the tolerance; a constant error, however small at first, is refuted."""

import numpy as np
import pytest

from verify.claim import Outcome
from verify.methods import Agreement


def pair(error):
    def compute(tolerance, rng):
        exact = rng.random(5)
        return exact + error(tolerance), exact

    return compute


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (lambda tolerance: 10 * tolerance, Outcome.VERIFIED),
        (lambda tolerance: 1e-16, Outcome.VERIFIED),
        (lambda tolerance: 1e-8, Outcome.REFUTED),
        (lambda tolerance: 200 * tolerance, Outcome.REFUTED),
        (lambda tolerance: np.nan, Outcome.REFUTED),
        (lambda tolerance: 1.5e-7 + tolerance, Outcome.REFUTED),
    ],
)
def test_outcomes(error, expected):
    assert Agreement(pair(error), "A pair.").run([], np.random.default_rng(0)).outcome is expected


def test_the_shifted_mutant_is_refuted():
    agreement = Agreement(pair(lambda tolerance: 0.0), "A pair.")
    (mutant,) = agreement.mutants([])
    assert mutant.check(np.random.default_rng(0)).outcome is Outcome.REFUTED
