"""The box theorem, proved by enclosure: for all starts and signals of a box, the test loss is not monotone."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from flint import arb, ctx

from verify.claim import Claim, Evidence, Outcome, Result
from verify.claims.certified.swing_by import TWENTIETH, start, without_minor_entries
from verify.methods import Computation

BOX_TIMES = (Fraction(0), Fraction(27, 10), Fraction(51, 10), Fraction(8))


def box_losses(spread: Fraction, signal_spread: Fraction, times: Sequence[Fraction], diagonal: bool = False) -> list[arb]:
    """Return balls that hold the test loss at each time for all mu_2 and all W(0) of the box (squared rates, Fig. 5)."""
    from numerics.certificate.certify import exact
    from numerics.enclosure.given_data import enclose_box
    from numerics.enclosure.pieces import test_loss
    from numerics.setting import exact_setting

    sigma = [TWENTIETH] * 3
    middle, half, W0 = Fraction(3, 2), signal_spread, start(0, 3, Fraction(1, 5))
    low, high = (exact_setting((1, m), sigma, W0, rates="squared").a for m in (middle - half, middle + half))
    a = [exact((p + q) / 2) for p, q in zip(low, high, strict=True)]
    a_spread = [exact((q - p) / 2) for p, q in zip(low, high, strict=True)]
    rows = [[exact(entry) for entry in row] for row in (without_minor_entries(W0) if diagonal else W0)]
    tube = enclose_box(rows, [[exact(spread)] * 3] * 3, a, a_spread, exact(max(times)), order=9, precision=60)
    with ctx.workprec(60):
        z = [arb(1), arb(exact(middle), arb(exact(half)).upper()), arb(0)]
        return [test_loss(tube.at(exact(t)), z) for t in times]


def not_monotone(spread: Fraction, signal_spread: Fraction, *, diagonal: bool = False, sooner: bool = False) -> Result:
    """Return whether L(0) > L(t1) < L(t2) > L(t3) for every member of the box."""
    from numerics.enclosure.tube import EnclosureError

    times = tuple(t / 4 for t in BOX_TIMES) if sooner else BOX_TIMES
    try:
        losses = box_losses(spread, signal_spread, times, diagonal)
    except EnclosureError as error:
        return Result(Outcome.UNDECIDED, reason=str(error))
    changes = [(after - before) * sign for (before, after), sign in zip(pairwise(losses), (-1, 1, -1), strict=True)]
    least = min(float(change.lower()) for change in changes)
    shown = {f"L({float(t):g})": loss.str(4) for t, loss in zip(times, losses, strict=True)}
    if least > 0:
        return Result(Outcome.VERIFIED, 1, {"least_margin": least, "entries_within": float(spread)})
    if any(change < 0 for change in changes):
        return Result(Outcome.REFUTED, 1, counterexample=shown)
    return Result(Outcome.UNDECIDED, 1, reason=f"the losses overlap: {shown}")


BOX_SPREAD, BOX_SIGNAL = Fraction(7, 100_000), Fraction(1, 2000)
BOX = Claim(
    id="certified.box",
    title=(
        r"For all $\mu_2$ in $[1.4995, 1.5005]$ and all symmetric $W(0)$ within $7 \cdot 10^{-5}$ in each entry of a start "
        r"like Fig. 5's ($d = 3$, squared rates, $\sigma = .05$ on all three axes, as coded), the test loss is not monotone: "
        "$L(0) > L(2.7) < L(5.1) > L(8)$."
    ),
    source="new",
    method=Computation(
        check=lambda rng: not_monotone(BOX_SPREAD, BOX_SIGNAL),
        evidence=Evidence.ENCLOSED,
        what="The flow is enclosed for the whole box at once, in mean-value form: centre, seven tangents, quadratic remainder.",
        refuted_by="A box on which one of the three inequalities is proved to be the other way round.",
        faults=(
            (
                "minor entries removed from the start",
                lambda rng: not_monotone(Fraction(1, 10**6), Fraction(1, 10**6), diagonal=True),
            ),
            ("times a quarter as late", lambda rng: not_monotone(BOX_SPREAD, BOX_SIGNAL, sooner=True)),
        ),
    ),
    code=("numerics.enclosure.tube.advance", "numerics.enclosure.given_data.enclose_box", "numerics.enclosure.tube.Enclosure.at"),
    depends_on=("task.test_loss_slope",),
)
