r"""Somebody's trained model held against the bridge: is the path of its unseen composition described by it or not.

    order   the concept that the bridge has first is learned first: proportion of runs above 1/2
    bend    the weak level where the strong one first crosses .8, minus E z_w + beta_ws (.8 - E z_s): within BEND
    times   ln (T_weak / T_strong) minus that of the bridge: within ln FACTOR, so that no clock is fitted

Each by an interval over the runs, of one family-wise level. A statement holds when its interval lies inside its margin, fails
when it lies outside, and is open otherwise; the first that fails is named.

Source: new.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numerics.diffusion.bridge import Prediction
from numerics.diffusion.cells import CONCEPTS, Design
from numerics.diffusion.paths import NEARLY, Paths
from numerics.intervals import Interval, mean, proportion

#: The probability that any of the intervals misses.
LEVEL = 0.05
#: How far the bend of a network may be off the slope: trained ones have a common shift of about .05 that nothing here explains.
BEND = 0.1
#: How far a ratio of times may be off: two times, each within a factor 1.4.
FACTOR = 2.0


@dataclass(frozen=True)
class Statement:
    """One statement of the bridge about a training.

    Parameters
    ----------
    name : order, bend or times
    said : in words, with the figures
    interval : of what is measured; None where runs give none
    margin : within which it must lie
    """

    name: str
    said: str
    interval: Interval | None
    margin: tuple[float, float]

    @property
    def holds(self) -> bool | None:
        """Return whether it holds, or None if that is open."""
        return None if self.interval is None else self.interval.inside(*self.margin)


@dataclass(frozen=True)
class Comparison:
    """All statements, in order."""

    statements: tuple[Statement, ...]

    @property
    def verdict(self) -> str:
        """Return described, not described or open."""
        held = [statement.holds for statement in self.statements]
        return "not described" if False in held else "open" if None in held else "described"

    @property
    def reason(self) -> str:
        """Return what decided it."""
        wanted = {"not described": False, "open": None, "described": True}[self.verdict]
        first = next(statement for statement in self.statements if statement.holds is wanted)
        return "all statements hold" if wanted else f"{first.name}: {first.said}"


def compare(paths: Paths, design: Design, prediction: Prediction) -> Comparison:
    """Return the comparison of the paths of at least two runs with the bridge.

    Raises
    ------
    ValueError : if there are fewer than two runs
    """
    runs = len(paths.coordinates[0])
    if runs < 2:
        raise ValueError(f"log must hold at least two runs, got {runs}")
    strong, level = prediction.strong, LEVEL / 3
    weak = 1 - strong
    times, mean_levels = paths.learned_at(), [float(value) for value in design.mean()]
    first = int(np.sum(times[:, strong] < times[:, weak]))
    decided = int(np.sum(np.isfinite(times).any(axis=1)))
    statements = [
        Statement(
            "order",
            f"{CONCEPTS[strong]} is learned first in {first} of the {decided} runs in which anything is learned, of {runs}",
            proportion(first, decided, level) if decided else None,
            (0.5, 1.0),
        )
    ]
    bend = paths.weak_at(strong) - mean_levels[weak]
    expected = prediction.slope * (NEARLY - mean_levels[strong])
    seen = bend[np.isfinite(bend)]
    interval = mean(seen - expected, level) if len(seen) > 1 and len(seen) == runs else None
    statements.append(
        Statement(
            "bend",
            f"{CONCEPTS[weak]} where {CONCEPTS[strong]} first crosses {NEARLY:g} is {_figure(seen)} off its mean, by the slope "
            f"{expected:.3f} ({len(seen)} of {runs} runs cross)",
            interval,
            (-BEND, BEND),
        )
    )
    predicted = prediction.learning_times
    both = np.isfinite(times).all(axis=1) & (times > 0).all(axis=1)
    ratio = np.log(times[both, weak] / times[both, strong])
    known = predicted[0] and predicted[1] and both.all()
    wanted = np.log(predicted[weak] / predicted[strong]) if known else np.nan  # type: ignore[operator]
    statements.append(
        Statement(
            "times",
            f"{CONCEPTS[weak]} takes {_figure(np.exp(ratio))} times as many steps as {CONCEPTS[strong]}, by the bridge "
            f"{f'{np.exp(wanted):.3f}' if known else 'unknown'} ({int(both.sum())} of {runs} runs learn both)",
            mean(ratio - wanted, level) if known else None,
            (-float(np.log(FACTOR)), float(np.log(FACTOR))),
        )
    )
    return Comparison(tuple(statements))


def _figure(values: np.ndarray) -> str:
    return f"{np.mean(values):.3f}" if len(values) else "not seen"
