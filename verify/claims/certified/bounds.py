r"""That the bounds of both proofs are needed: one concept, where what they bound is known and reached.

w' = 2 a (w - w^2) has a closed form. From w < 0 two solutions part as fast as bounds by norms allow, and the errors of all
terms of L' = y y', L'' = y'^2 + y y'', y = (w - 1) z, have one sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from mpmath import exp, mpf, workdps
from numpy.random import Generator

from verify.claim import Claim, Evidence, Outcome, Result
from verify.methods import Computation

START, RATE, LENGTH, PROBE = Fraction(-1, 2), Fraction(3, 4), Fraction(1, 1024), Fraction(2)
DISTANCE = Fraction(1, 2**20)
#: What the two proofs may bound in excess: terms of the order of the distance, and of the square of the step.
EXCESS = 1e-5
#: Digits of the closed form, bits of the engines and order of their polynomials: all far below the errors looked at.
DIGITS, BITS, ORDER = 60, 256, 30
NAMES = ("W", "W'", "W''", "L'", "L''")


def _real(value: Any) -> mpf:
    q = value if hasattr(value, "numerator") else value.fmpq()
    return mpf(int(q.numerator)) / int(q.denominator)


def _moments(w: mpf, a: mpf, z: mpf) -> list[mpf]:
    """Return W, W', W'' and the slope and curvature of the test loss where W is w."""
    v = 2 * a * (w - w * w)
    bend = 2 * a * (1 - 2 * w) * v
    return [w, v, bend, z * z * (w - 1) * v, z * z * (v * v + (w - 1) * bend)]


def _parted(polynomial: list[mpf], moments: int = 8) -> list[mpf]:
    """Return how far starts at both ends are from the polynomial (in time) over the step, at most."""
    found = [mpf(0)] * 5
    a, z = _real(RATE), _real(PROBE)
    for k in range(moments + 1):
        t = _real(LENGTH) * k / moments
        rows = [polynomial]
        for _ in range(2):
            rows.append([n * c for n, c in enumerate(rows[-1])][1:])
        w, v, bend = (sum((c * t**n for n, c in enumerate(row)), mpf(0)) for row in rows)
        near = [w, v, bend, z * z * (w - 1) * v, z * z * (v * v + (w - 1) * bend)]
        for start in (_real(START - DISTANCE), _real(START + DISTANCE)):
            grown = start * exp(2 * a * t)
            true = _moments(grown / (1 - start + grown), a, z)
            found = [max(most, abs(p - q)) for most, p, q in zip(found, true, near, strict=True)]
    return found


def _by_balls(told: Fraction, change: Mapping[str, Any]) -> tuple[list[mpf], list[mpf]]:
    """Return the bounds of the first proof, and the coefficients in time of its polynomial."""
    from dataclasses import replace

    from flint import arb, ctx, fmpq

    from numerics.enclosure.field import matrix
    from numerics.enclosure.pieces import loss_slope_pieces, state_errors
    from numerics.enclosure.tube import Enclosure, Rates, Tube, integrate

    start, rate, length, probe, off = (fmpq(q.numerator, q.denominator) for q in (START, RATE, LENGTH, PROBE, told))
    with ctx.workprec(BITS):
        A = matrix([[rate]])
        rates = Rates(A, (), A)
        (step,) = integrate(Tube(matrix([[start]]), (), arb(off)), rates, length, ORDER, arb(2) ** -150)
        tube = Enclosure((replace(step, **{name: arb(value) for name, value in change.items()}),), rates, ORDER, BITS, arb(off))
        piece = loss_slope_pieces(tube, [probe])[0]
        bounds = [*state_errors(tube.steps[0], tube), piece.f_error, piece.g_error]
        return [_real(bound) for bound in bounds], [_real(c.mid()) for c in step.C.polynomials[0][0].coeffs()]


def _by_integers(told: Fraction, change: Mapping[str, Any]) -> tuple[list[mpf], list[mpf]]:
    """Return the bounds of the second proof, and the coefficients in time of its polynomial."""
    from dataclasses import replace

    from numerics.integers import flow, signs

    rates = flow.Rates(*flow.over_common([RATE]))
    C, defect = flow.series(flow.rounded([[START]], BITS), rates, LENGTH, ORDER, BITS)
    proved = flow.prove_error(C, defect, int(told * 2**BITS), rates, LENGTH, BITS)
    if proved is None:
        raise flow.UnprovedError("the step is too long")
    error, end_error = (bound / 2**BITS for bound in proved)
    whole = flow.Step(Fraction(0), LENGTH, tuple(C), BITS, error, Fraction(defect, 1 << BITS), flow.at_end(C), end_error)
    step = replace(whole, **change)
    seen = signs.residual(step, [PROBE], RATE)
    bounds = [*signs.state_errors(step, RATE), *signs.slope_errors(seen)]
    h = _real(LENGTH)
    in_time = [_real(bound) / h**n for bound, n in zip(bounds, (0, 1, 2, 1, 2), strict=True)]
    return in_time, [mpf(M[0][0]) / 2**BITS / h**n for n, M in enumerate(C)]


def reached(
    rng: Generator, told: Fraction = DISTANCE, balls: Mapping[str, Any] | None = None, integers: Mapping[str, Any] | None = None
) -> Result:
    """Return whether every bound of both proofs is at least the error that is reached, and hardly more.

    told : the distance of the starts from the centre, as the proofs are told
    balls, integers : what is changed in the proved steps
    """
    excess: list[float] = []
    with workdps(DIGITS):
        for proof, by, change in (("balls", _by_balls, balls), ("integers", _by_integers, integers)):
            bounds, polynomial = by(told, change or {})
            for name, bound, true in zip(NAMES, bounds, _parted(polynomial), strict=True):
                if bound < true:
                    shown = {"proof": proof, "of": name, "bound": float(bound), "error": float(true)}
                    return Result(Outcome.REFUTED, len(excess) + 1, counterexample=shown)
                excess.append(float(bound / true - 1))
    if max(excess) > EXCESS:
        return Result(Outcome.UNDECIDED, len(excess), reason=f"a bound exceeds what it bounds by {max(excess):.2g} of it")
    return Result(Outcome.VERIFIED, len(excess), {"greatest_excess": max(excess)})


BOUNDS = Claim(
    id="certified.bounds_are_reached",
    title=(
        r"One concept from $w(0) = -\tfrac12 \pm 2^{-20}$ at rate $\tfrac34$, over a step of $2^{-10}$: both proofs' bounds of "
        r"how far $W$, $\dot W$, $\ddot W$ and the slope and curvature of the test loss are from their polynomials hold what the "
        r"closed form says, and exceed it by less than $10^{-5}$ of it: no term of them can be left out."
    ),
    source="new",
    method=Computation(
        check=reached,
        evidence=Evidence.NUMERICAL,
        what="Ten bounds are compared with the errors of both ends of the interval of starts, to 60 digits, at nine times.",
        refuted_by="A bound below the error of a start that it speaks of.",
        faults=(
            ("told half the distance of the starts", {"told": DISTANCE / 2}),
            ("balls: nothing off in W", {"balls": {"bar": 0}}),
            ("balls: solutions that do not part", {"balls": {"lipschitz": 0}}),
            ("balls: solutions that part at half the speed", {"balls": {"lipschitz": 1.5}}),
            ("integers: nothing off in W", {"integers": {"error": Fraction(0)}}),
            ("integers: a step of half the length", {"integers": {"h": LENGTH / 2}}),
        ),
    ),
    code=(
        "numerics.enclosure.tube.advance",
        "numerics.enclosure.pieces.state_errors",
        "numerics.enclosure.pieces.product_errors",
        "numerics.integers.flow.prove_error",
        "numerics.integers.signs.state_errors",
        "numerics.integers.signs.product_errors",
    ),
    depends_on=("two_layer.major_entry", "task.test_loss_slope"),
)
