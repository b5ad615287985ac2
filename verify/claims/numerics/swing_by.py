"""Claims that the numerics of the swing-by are right: the logarithm of the rise, the batched phase diagram."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.closed_form import swing_by as by_hand
from theory import swing_by as theory
from theory.algebra import symbols
from verify.claim import Claim, Level
from verify.methods import Bounded, Points
from verify.methods.compiled import compiled_twin


def log_rise(a_1: float, theta: float, mu_1: float, mu_2: float, m: float, c_1: float, power: float = 1.0) -> Any:
    """Call the hand-written logarithm of the rise with the letters of the theory."""
    return by_hand.log_rise((a_1, a_1 * (1 - 2 * theta**power)), (mu_1, mu_2), m, c_1)


def _rise() -> Any:
    letters = [symbols.a_1, symbols.theta, theory.mu_1, theory.mu_2, symbols.m, symbols.c_1]
    return theory.rise_constant(), letters


RISE_BY_HAND = Claim(
    id="numerics.log_rise",
    title="The NumPy rise is the derived one, with its constant, as a logarithm.",
    source="new",
    method=compiled_twin(_rise, log_rise, faults=(("theta squared", partial(log_rise, power=2.0)),)),
    equations=lambda: [theory.rise()],
    code=("numerics.closed_form.swing_by.log_rise",),
    depends_on=("swing_by.exponent",),
)


def diagram_spots(rng: Generator, spots: int = 24, wrong: float = 1.0) -> Points:
    """Compare the batched simulation of the phase diagram with DOP853 at random points, in units of what they may be off by."""
    from numerics.model.tied import TIED
    from numerics.phase_diagram import simulate_rises
    from numerics.setting import Setting
    from numerics.simulate import simulate

    for _ in range(spots):
        theta, omega, r = rng.uniform(0.05, 0.45), 10.0 ** rng.uniform(-12, -1), rng.uniform(0.1, 0.9)
        a = np.array([1.0, 1 - 2 * theta])
        batched = wrong * float(simulate_rises(a, np.sqrt(2 * a), np.array([omega]), r)[0])
        alone = simulate(Setting(TIED, a, omega * np.array([[1, r], [r, 1]]), np.sqrt(2 * a))).course.rise
        where = {"theta": theta, "omega": omega, "correlation": r, "batched": batched, "alone": alone}
        yield abs(batched - alone) / (DIAGRAM_TOLERANCE * alone + 1e-8), where


#: Rises of the phase diagram are read off steps, not roots: within 2%, or 1e-8.
DIAGRAM_TOLERANCE = 0.02

DIAGRAM_SPOTS = Claim(
    id="numerics.phase_diagram",
    title=(
        "The batched simulation of the phase diagram gives the rise of DOP853 with root-finding to 2% or $10^{-8}$, at 24 "
        "random points."
    ),
    source="new",
    method=Bounded(
        measure=diagram_spots,
        tolerance=1.0,
        named="largest_error_in_units_of_the_tolerance",
        what="Each point is simulated both ways.",
        refuted_by="A point at which the two differ more.",
        faults=(("batched rises a fifth larger", partial(diagram_spots, wrong=1.2)),),
    ),
    level=Level.STANDARD,
    code=("numerics.phase_diagram.simulate_rises",),
)
