"""Statistical claims: intervals that must lie inside a stated region, all of them at once, with one probability of error.

Sizes are fixed beforehand and nothing is drawn twice. Equality is claimed by equivalence: the whole interval must lie inside
the margin. Outside it refutes; across its edge, or wider than allowed, the claim is undecided.

All intervals of all claims of this method form one family: each misses with probability at most `FAMILY_LEVEL / COMPARISONS`, so
that with probability 99% at least every interval of the ledger covers what it estimates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from numpy.random import Generator

from theory.algebra.equation import Equation
from verify.claim import Evidence, Outcome, Result
from verify.methods.computation import ByHand, Fault

if TYPE_CHECKING:
    from numerics.intervals import Interval

#: The probability that any interval of any claim misses.
FAMILY_LEVEL = 0.01
#: The most intervals the ledger may hold; a test counts them.
COMPARISONS = 200
#: The level at which intervals are shown beside.
SHOWN_LEVEL = 0.01


@dataclass(frozen=True)
class Estimate:
    """One quantity, its interval at any level, and the region it is claimed to lie in.

    Parameters
    ----------
    name : a word for the measures
    interval : level to interval
    region : (lower, upper)
    half_width : the widest half-width allowed, or None
    """

    name: str
    interval: Callable[[float], Interval]
    region: tuple[float, float]
    half_width: float | None = None

    @classmethod
    def share(cls, name: str, hits: Any, region: tuple[float, float]) -> Estimate:
        """Return that of a proportion, from one truth value an observation, shape (n,)."""
        from numerics import intervals

        return cls(name, partial(intervals.proportion, int(hits.sum()), len(hits)), region)

    @classmethod
    def mean(cls, name: str, values: Any, region: tuple[float, float], half_width: float | None = None) -> Estimate:
        """Return that of the mean of independent values, shape (n,)."""
        from numerics import intervals

        return cls(name, partial(intervals.mean, values), region, half_width)

    @classmethod
    def ratio(cls, name: str, values: Any, margin: float) -> Estimate:
        """Return that of a mean which is 1 to within a margin, and known to within it."""
        return cls.mean(name, values, (1 - margin, 1 + margin), margin)

    @classmethod
    def order(cls, name: str, sizes: Any, samples: list[Any], region: tuple[float, float]) -> Estimate:
        """Return that of the exponent of a size in the root mean square of independent deviations, a sample for each size."""
        from numerics import intervals

        return cls(name, partial(intervals.order, sizes, samples), region)


Sampling = Callable[[Generator], Sequence[Estimate]]


@dataclass(frozen=True)
class Statistical(ByHand):
    """Draw once, and hold every interval against its region.

    Parameters
    ----------
    sampling : draws everything and returns the estimates
    comparisons : how many estimates that is
    what : what is drawn, how much of it, and why so much: sentences
    faults : a name, and arguments of the sampling that make it wrong (or another sampling)
    """

    sampling: Sampling
    comparisons: int
    what: str
    faults: tuple[Fault, ...] = ()
    faulty: Outcome = Outcome.REFUTED
    evidence: ClassVar[Evidence] = Evidence.STATISTICAL

    def describe(self) -> str:
        """Return what is done."""
        return (
            f"{self.what} Each interval has level {FAMILY_LEVEL / COMPARISONS:g}, so that all statistical intervals of the "
            f"ledger (at most {COMPARISONS}) hold together with probability {1 - FAMILY_LEVEL:.0%}."
        )

    def falsifier(self) -> str:
        """Return what would refute the claim."""
        return "An interval wholly outside its region; one across an edge, or too wide, leaves the claim undecided."

    def run(self, equations: Sequence[Equation], rng: Generator) -> Result:
        """Return VERIFIED if all intervals lie inside, REFUTED if one lies outside, else UNDECIDED."""
        estimates = list(self.sampling(rng))
        if len(estimates) != self.comparisons:
            raise ValueError(f"comparisons must be the number of estimates, {len(estimates)}, got {self.comparisons}")
        measures: dict[str, float] = {}
        points, outside, open_ones = 0, None, []
        for estimate in estimates:
            interval = estimate.interval(FAMILY_LEVEL / COMPARISONS)
            shown = estimate.interval(SHOWN_LEVEL)
            points += interval.count
            ends = {"low": interval.low, "high": interval.high, "99_low": shown.low, "99_high": shown.high}
            measures |= {estimate.name: interval.value} | {f"{estimate.name}_{end}": value for end, value in ends.items()}
            inside = interval.inside(*estimate.region)
            wide = estimate.half_width is not None and interval.half_width > estimate.half_width
            if inside is False and outside is None:
                bounds = {"interval": [interval.low, interval.high], "claimed": list(estimate.region)}
                outside = {"quantity": estimate.name, **bounds, "observations": interval.count}
            if inside is None or wide:
                open_ones.append(f"{estimate.name} in [{interval.low:.4g}, {interval.high:.4g}]")
        if outside is not None:
            return Result(Outcome.REFUTED, points, measures, outside)
        if open_ones:
            return Result(Outcome.UNDECIDED, points, measures, reason="; ".join(open_ones))
        return Result(Outcome.VERIFIED, points, measures)
