"""Claims that the NumPy closed forms, and the phase diagram that rests on them, are right: as derived, and as integrated.

Where values grow like exponentials, generated mutants leave what can be evaluated; here they are written by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from inspect import signature
from typing import Any

import numpy as np
from numpy.random import Generator
from sympy import Expr, Float, Symbol

from numerics.closed_form import entries, swing_by
from numerics.closed_form.rank_one import rank_one
from numerics.closed_form.stages import compose, stages
from numerics.closed_form.uniform import uniform
from numerics.phase_diagram import simulate_rises
from numerics.setting import Setting
from theory import isotropic, minor_entries, pivots
from theory import swing_by as theory_of_swing_by
from theory.algebra.symbols import a_1, a_2, a_3, c_1, entry
from verify.algebra.compile import to_numpy
from verify.claim import Claim, Level
from verify.claims.pivots.stages import random_start
from verify.methods import Bounded, Points, Twin

#: Rounding of a few dozen operations on values of order 10.
ROUNDING = 1e-12
#: Random arguments of every comparison.
DRAWS = 40

#: Where a letter is drawn, if not between .05 and .45.
Ranges = Mapping[str, tuple[float, float]]
NO_RANGES: Ranges = {}


def _compared(rng: Generator, expression: Callable[[], Expr], function: Callable[..., Any], ranges: Ranges) -> Points:
    """Yield the error of the function at DRAWS arguments, which have the names of the letters."""
    side = expression()
    letters = {letter.name: letter for letter in side.free_symbols}
    names = [name for name, letter in signature(function).parameters.items() if letter.default is letter.empty]
    arguments = [rng.uniform(*ranges.get(name, (0.05, 0.45)), DRAWS) for name in names]
    derived = to_numpy(side, [letters.get(name, Symbol(name)) for name in names])(*arguments)
    for values, expected in zip(np.transpose(arguments), derived, strict=True):
        where = dict(zip(names, map(float, values), strict=True))
        yield abs(float(function(**where)) - float(expected)), where


def _as_derived(
    expression: Callable[[], Expr], function: Callable[..., Any], fault: str, wrong: Mapping[str, Any], ranges: Ranges = NO_RANGES
) -> Bounded:
    """Return the method that compares a function with an expression; the fault gives the function one more argument."""
    return Bounded(
        measure=partial(_compared, expression=expression, function=function, ranges=ranges),
        tolerance=ROUNDING,
        what=f"The hand-written function and the compiled derived expression are compared at {DRAWS} random arguments.",
        faults=((fault, {"function": partial(function, **wrong)}),),
    )


def minor_entry(m: float, a_1: float, a_2: float, c_1: float, c_2: float, t: float, swap: bool = False) -> Any:
    """Call the hand-written minor entry with the letters of the theory; swapped, with i and j exchanged in the pivots only."""
    return entries.minor_entry(m, (a_1, a_2), (c_2, c_1) if swap else (c_1, c_2), t)


ENTRY_BY_HAND = Claim(
    id="numerics.minor_entry",
    title="The NumPy minor entry, in logarithms, is the derived closed form.",
    source="new",
    method=_as_derived(minor_entries.minor, minor_entry, "pivots exchanged", {"swap": True}, {"t": (0.0, 8.0)}),
    code=("numerics.closed_form.entries.minor_entry",),
    depends_on=("minor_entries.solution",),
)


def log_peak(m: float, a_1: float, c_1: float, theta: float, share: float = 2.0) -> Any:
    """Call the hand-written height of the peak with the letters of the theory, as a logarithm."""
    return np.log(entries.peak_value(m, a_1, a_1 * (1 - share * theta), c_1))


PEAK_BY_HAND = Claim(
    id="numerics.peak_value",
    title="The NumPy height of the peak is the derived one, as a logarithm.",
    source="new",
    method=_as_derived(minor_entries.log_peak_value, log_peak, "a_2 = a_1 (1 - theta)", {"share": 1.0}),
    code=("numerics.closed_form.entries.peak_value",),
    depends_on=("minor_entries.peak",),
)

THRESHOLD_BY_HAND = Claim(
    id="numerics.suppression_threshold",
    title="The NumPy suppression threshold is the derived one.",
    source="new",
    method=Twin(entries.suppression_threshold, ("a_1", "a_2"), draws=3, sizes=(1, 2)),
    equations=lambda: [minor_entries.suppression_threshold()],
    code=("numerics.closed_form.entries.suppression_threshold",),
    depends_on=("minor_entries.suppression_threshold",),
)


def second_pivot(a_1: float, a_2: float, S_12: float, c_1: float, S_23: float, t: float, swap: bool = False) -> Any:
    """Return S_22(t) of the hand-written composition at d = 2, in the letters of the theory; swapped, S_22 and c_1 exchanged."""
    first, second = (S_23, c_1) if swap else (c_1, S_23)
    return stages(np.array([a_1, a_2]), np.array([[first, S_12], [S_12, second]]), np.asarray(t))[1].c[0]


def _second_pivot() -> Expr:
    return pivots.stage(pivots.power()).subs({pivots.S_13: pivots.S_12, a_3: a_2}).subs(pivots.Phi, minor_entries.phi(a_1, c_1))


STAGE_RANGES = {
    **{"t": (0.0, 8.0), "a_1": (0.25, 0.45), "a_2": (0.05, 0.25)},
    **{"S_12": (-0.1, 0.1), "c_1": (0.2, 0.4), "S_23": (0.2, 0.4)},
}

STAGE_BY_HAND = Claim(
    id="numerics.stages",
    title="The NumPy stage at $d = 2$ is the derived one, as a function of time.",
    source="new",
    method=_as_derived(_second_pivot, second_pivot, "pivots exchanged", {"swap": True}, STAGE_RANGES),
    code=("numerics.closed_form.stages.stages",),
    depends_on=("pivots.one_stage",),
)


def uniform_as_derived(rng: Generator, shift: float = 0.0) -> Points:
    """Compare the NumPy solution uniform in the rates with the derived one at d = 3, at a few random arguments."""
    for _ in range(4):
        a, U = np.sort(rng.uniform(0.2, 2, 3))[::-1], rng.uniform(-0.3, 0.3, (3, 3))
        W0, t = U @ U.T, float(rng.uniform(0, 8))
        start = {entry("w", i + 1, j + 1): W0[i, j] for i in range(3) for j in range(i, 3)}
        derived = np.array(isotropic.uniform(3, list(map(Float, a)), Float(t)).subs(start), dtype=float)
        off = np.max(np.abs(uniform(a, W0, np.asarray(t * (1 + shift))) - derived))
        yield float(off), {"a": a.tolist(), "t": t}


UNIFORM_BY_HAND = Claim(
    id="numerics.uniform",
    title="The NumPy solution uniform in the rates is the derived one, to $10^{-10}$ ($d = 3$, 4 random settings).",
    source="new",
    method=Bounded(
        measure=uniform_as_derived,
        tolerance=1e-10,
        what="Both are evaluated at random rates, starts and times.",
        faults=(("times 1% off", {"shift": 0.01}),),
    ),
    level=Level.STANDARD,
    code=("numerics.closed_form.uniform.uniform",),
    depends_on=("pivots.uniform_at_first",),
)

#: Closed forms that are exact must agree with the integration to this.
EXACT_TOLERANCE = 1e-8


def exact_forms(rng: Generator, wrong: bool = False) -> Points:
    """Compare the exact closed forms with the integrated flow: rank one, equal rates, diagonal, d = 4."""
    from numerics.flow.integrate import integrate_factored

    t, d = np.linspace(0, 25, 251), 4
    a = np.sort(rng.uniform(0.3, 2.0, d))[::-1]
    u = rng.standard_normal(d) * 0.02
    start, c = random_start(d, 1e-4, rng), rng.uniform(1e-4, 0.2, d)
    slower = a * (1.01 if wrong else 1.0)
    runs = {
        "rank_one": (rank_one(slower, u, t), integrate_factored(np.outer(u, u), a, 25.0)),
        "equal_rates": (entries.isotropic(np.asarray(slower[0]), start, t), integrate_factored(start, np.full(d, a[0]), 25.0)),
        "diagonal": (compose(slower, np.diag(c), t), integrate_factored(np.diag(c), a, 25.0)),
    }
    for name, (W, path) in runs.items():
        error = float(np.max(np.abs(W - path.W(t))))
        yield error, {"closed form": name}, {f"error_{name}": error}


EXACT_FORMS = Claim(
    id="numerics.exact_forms",
    title=(
        "The NumPy closed forms for rank one, equal rates and diagonal starts agree with the integrated flow to $10^{-8}$ "
        "($d = 4$)."
    ),
    source="new",
    method=Bounded(
        measure=exact_forms,
        tolerance=EXACT_TOLERANCE,
        named="",
        what="Random starts are integrated to $t = 25$ and compared at 251 times.",
        faults=(("rates 1% off", {"wrong": True}),),
    ),
    level=Level.STANDARD,
    code=(
        "numerics.closed_form.rank_one.rank_one",
        "numerics.closed_form.entries.isotropic",
        "numerics.closed_form.stages.compose",
        "numerics.flow.integrate.integrate_factored",
    ),
    depends_on=("rank_one.solution", "isotropic.solution"),
)


def log_rise(a_1: float, theta: float, mu_1: float, mu_2: float, m: float, c_1: float, power: float = 1.0) -> Any:
    """Call the hand-written logarithm of the rise with the letters of the theory."""
    return swing_by.log_rise((a_1, a_1 * (1 - 2 * theta**power)), (mu_1, mu_2), m, c_1)


RISE_BY_HAND = Claim(
    id="numerics.log_rise",
    title="The NumPy rise is the derived one, with its constant, as a logarithm.",
    source="new",
    method=_as_derived(theory_of_swing_by.rise_constant, log_rise, "theta squared", {"power": 2.0}),
    code=("numerics.closed_form.swing_by.log_rise",),
    depends_on=("swing_by.exponent",),
)

#: Rises of the phase diagram are read off steps, not roots: within 2%, or 1e-8.
DIAGRAM_TOLERANCE = 0.02


def diagram_spots(rng: Generator, spots: int = 24, wrong: float = 1.0) -> Points:
    """Compare the batched simulation of the phase diagram with DOP853 at random points, in units of what they may be off by."""
    from numerics.model.tied import TIED
    from numerics.simulate import simulate

    for _ in range(spots):
        theta, omega, r = rng.uniform(0.05, 0.45), 10.0 ** rng.uniform(-12, -1), rng.uniform(0.1, 0.9)
        a = np.array([1.0, 1 - 2 * theta])
        batched = wrong * float(simulate_rises(a, np.sqrt(2 * a), np.array([omega]), r)[0])
        alone = simulate(Setting(TIED, a, omega * np.array([[1, r], [r, 1]]), np.sqrt(2 * a))).course.rise
        where = {"theta": theta, "omega": omega, "correlation": r, "batched": batched, "alone": alone}
        yield abs(batched - alone) / (DIAGRAM_TOLERANCE * alone + 1e-8), where


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
        faults=(("batched rises a fifth larger", {"wrong": 1.2}),),
    ),
    level=Level.STANDARD,
    code=("numerics.phase_diagram.simulate_rises",),
    depends_on=("numerics.tied_field", "numerics.test_loss"),
)
