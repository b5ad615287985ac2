"""Claims about clocks: at what speed the printed equations and the released code run."""

from __future__ import annotations

from numpy.random import Generator

from numerics.task.trajectory import Clock, one_layer_speed, tied_speed
from theory import clocks, two_layer
from theory.algebra.symbols import d, eta
from verify.claim import Claim, Outcome
from verify.methods import Bounded, Identity, Points, equality

INDUCED_FLOW_AS_PRINTED = equality(
    "clocks.tied_as_printed",
    "The printed $W' = V(W)$ is the gradient flow of the loss of Eq. (2.1) for $W = U U^T$, in every dimension.",
    two_layer.induced_flow_as_printed,
    source="arXiv 2410.08309v2, Eq. (4.3) with Eq. (2.1), as transcribed",
    method=Identity(counterexample={"a_1": "1", "a_11": "1", "u_11": "1/2"}, left="3/4", right="3/8"),
    expected=Outcome.REFUTED,
    corrected_by="clocks.tied_factor",
    depends_on=("two_layer.gradient",),
    reason="The gradient flow of the stated loss runs twice as fast: the printed clock is that of half the loss.",
)

TIED_FACTOR = equality(
    "clocks.tied_factor",
    "In every dimension, gradient flow of the loss in $U$ induces $W' = 2 V(W)$ on $W = U U^T$.",
    clocks.tied_factor,
    two_layer.induced_flow,
    depends_on=("two_layer.gradient",),
    corrects="clocks.tied_as_printed",
)

CODE_STEP = equality(
    "clocks.code_step",
    (
        r"One step of the released one-layer training at rate $\eta$ is $2 \eta/d$ units of loss time: its loss is a mean over "
        "$d$."
    ),
    clocks.code_step,
    source="released code",
    code=("theory.clocks.code_step", "theory.clocks.loss_per_code_step"),
    depends_on=("one_layer.flow",),
)


def _conversions(rng: Generator, tied_factor: float | None = None) -> Points:
    """Compare the factors of numerics.task.trajectory with the derived ones, at exact values."""
    derived = float(clocks.printed_per_loss()) if tied_factor is None else tied_factor
    code = float(clocks.loss_per_code_step().subs({eta: 0.1, d: 64}))
    pairs = {
        "loss to printed": (3.0 * tied_speed(Clock.LOSS), 3.0 * derived),
        "printed to loss": (3.0 / tied_speed(Clock.LOSS), 3.0 / derived),
        "recurrence steps to printed": (250.0 * tied_speed(Clock.CODE, 0.01), 2.5),
        "one-layer steps to loss": (one_layer_speed(Clock.CODE, 0.1, 64), code),
    }
    for name, (found, expected) in pairs.items():
        yield abs(found / expected - 1), {"conversion": name, "got": found, "derived": expected}


CONVERSION = Claim(
    id="clocks.conversion",
    title="The conversions between clocks that the numerics use are the derived factors, to $10^{-12}$.",
    source="new",
    method=Bounded(
        measure=_conversions,
        tolerance=1e-12,
        named="",
        what="Each conversion is compared with the factor derived by SymPy.",
        faults=(("factor 1 (the printed reading)", {"tied_factor": 1.0}),),
    ),
    code=(
        "numerics.task.trajectory.tied_speed",
        "numerics.task.trajectory.one_layer_speed",
        "numerics.task.trajectory.Trajectory.on",
    ),
    depends_on=("clocks.tied_factor", "clocks.code_step"),
)
