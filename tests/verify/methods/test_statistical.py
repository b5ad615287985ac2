"""Proposition: a statistical claim is verified only by intervals inside their regions, and all of them form one family of 1%."""

from functools import partial

import numpy as np
import pytest

from numerics.intervals import Interval, mean, order, proportion
from verify.claim import Evidence, Outcome
from verify.ledger import ledger
from verify.methods import Estimate, Statistical
from verify.methods.statistical import COMPARISONS, FAMILY_LEVEL


def _fixed(pair: tuple[float, float], level: float) -> Interval:
    return Interval(pair[0], sum(pair) / 2, pair[1], 7)


def _outcome(*pairs: tuple[float, float], half_width: float | None = None) -> Outcome:
    estimates = [Estimate(f"x{k}", partial(_fixed, pair), (0.0, 1.0), half_width) for k, pair in enumerate(pairs)]
    return Statistical(lambda rng: estimates, len(pairs), "x").run([], np.random.default_rng(0)).outcome


def test_inside_outside_and_across():
    assert _outcome((0.1, 0.9), (0.0, 1.0)) is Outcome.VERIFIED
    assert _outcome((0.1, 0.9), (1.1, 1.2)) is Outcome.REFUTED
    assert _outcome((0.1, 0.9), (0.9, 1.2)) is Outcome.UNDECIDED
    assert _outcome((0.1, 0.9), half_width=0.3) is Outcome.UNDECIDED


def test_the_number_of_comparisons_is_part_of_the_claim():
    method = Statistical(lambda rng: [Estimate("x", partial(_fixed, (0.1, 0.2)), (0.0, 1.0))], 2, "x")
    with pytest.raises(ValueError, match="comparisons"):
        method.run([], np.random.default_rng(0))


def test_the_level_of_an_interval_is_its_share_of_the_family():
    levels = []

    def interval(level: float) -> Interval:
        levels.append(level)
        return mean(np.arange(9.0), level)

    method = Statistical(lambda rng: [Estimate("x", interval, (-90.0, 90.0))], 1, "x")
    result = method.run([], np.random.default_rng(0))
    assert result.outcome is Outcome.VERIFIED
    assert levels[0] == FAMILY_LEVEL / COMPARISONS
    assert result.points == 9


def test_all_statistical_intervals_of_the_ledger_fit_into_the_family():
    """Claims with a check of their own count as four comparisons: the one there is states four, at a stricter level."""
    claims = [claim for claim in ledger().values() if claim.evidence is Evidence.STATISTICAL]
    counts = [claim.method.comparisons if isinstance(claim.method, Statistical) else 4 for claim in claims]
    assert len(claims) >= 15
    assert sum(counts) <= COMPARISONS
    assert FAMILY_LEVEL == 0.01


@pytest.mark.parametrize(("shift", "outcome"), [(0.0, Outcome.VERIFIED), (1.0, Outcome.REFUTED)])
def test_real_samples(shift: float, outcome: Outcome):
    def sampling(rng: np.random.Generator) -> list[Estimate]:
        return [Estimate("mean", partial(mean, rng.standard_normal(4000) + shift), (-0.2, 0.2))]

    assert Statistical(sampling, 1, "x").run([], np.random.default_rng(3)).outcome is outcome


def test_estimates_by_name_are_those_of_their_intervals():
    values, hits = np.array([0.9, 1.0, 1.2]), np.array([True, False, True, True])
    assert Estimate.mean("x", values, (0.0, 2.0)).interval(0.05) == mean(values, 0.05)
    ratio = Estimate.ratio("x", values, 0.02)
    assert ratio.interval(0.05) == mean(values, 0.05)
    assert (ratio.region, ratio.half_width) == ((0.98, 1.02), 0.02)
    assert Estimate.share("x", hits, (0.5, 1.0)).interval(0.05) == proportion(3, 4, 0.05)
    samples = [values, 2 * values[:2]]
    assert Estimate.order("x", np.array([1, 4]), samples, (0.4, 0.6)).interval(0.05) == order(np.array([1, 4]), samples, 0.05)
