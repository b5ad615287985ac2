"""What the printed statements of Appendix D say along a trajectory, and how an admissible start that breaks one refutes it.

Every statement is "left side <= right side", both balls. D.1 to D.5 are proved first of the start; where one fails, the claim is
VACUOUS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.methods import Computation

if TYPE_CHECKING:
    from flint import arb, arb_mat

Constants: TypeAlias = Mapping[str, Fraction]
Rows: TypeAlias = Sequence[Sequence[Fraction]]


@dataclass(frozen=True)
class Seen:
    """A trajectory: W(0), W at a time, which is eta k after k steps, and the constants as balls."""

    constants: Mapping[str, arb]
    a: Sequence[Fraction]
    W0: arb_mat
    W: arb_mat
    time: Fraction


#: What a statement says: its left side is at most its right side.
Sides: TypeAlias = Callable[[Seen], tuple["arb", "arb"]]


def numbers(**texts: str) -> dict[str, Fraction]:
    """Return constants from texts, exactly."""
    return {name: Fraction(text) for name, text in texts.items()}


def balls(constants: Constants) -> dict[str, arb]:
    """Return the constants as balls."""
    from numerics.enclosure.assumptions import ball

    return {name: ball(value) for name, value in constants.items()}


def verdict(constants: Constants, seen: Seen, sides: Sides, starts: Sequence[Rows], step: int | None = None) -> Result:
    """Return whether left <= right for what was seen, from an admissible start.

    starts : exact W(0), or several between which its entries lie
    """
    from flint import arb

    from numerics.enclosure.assumptions import failing_assumptions

    if failing := sorted({name for rows in starts for name in failing_assumptions(constants, seen.a, rows)}):
        return Result(Outcome.VACUOUS, reason=f"the start does not satisfy {', '.join(failing)}")
    left, right = sides(seen)
    W0 = [[(entry / seen.constants["omega"]).str(10, radius=False) for entry in row] for row in seen.W0.tolist()]
    at = {"a": [str(rate) for rate in seen.a], "omega": f"{float(constants['omega']):.6g}", "W(0)/omega": W0}
    moment = {"time": str(seen.time)} if step is None else {"step": step}
    shown = {"at": {**at, **moment}, "left": left.str(6), "right": right.str(6)}
    measures = {"log10_of_left_over_right": float(abs(left / right).log() / arb(10).log())} if left > 0 and right > 0 else {}
    if not (left <= right or left > right):
        return Result(Outcome.UNDECIDED, 1, reason=f"the balls of both sides overlap: {left.str(3)} and {right.str(3)}")
    return Result.of(bool(left <= right), 1, measures, shown)


def false(
    name: str,
    statement: str,
    title: str,
    check: Callable[..., Result],
    what: str,
    corrections: tuple[tuple[str, Mapping[str, Any]], ...],
    reason: str,
    code: str,
    depends_on: tuple[str, ...],
    level: Level = Level.QUICK,
) -> Claim:
    """Return the claim of a printed statement that an admissible start refutes; under its corrections it holds there."""
    return Claim(
        id=f"appendix_d.{name}",
        title=title,
        source=f"arXiv 2410.08309v2, {statement}, as transcribed",
        method=Computation(
            check=lambda rng, **changes: check(**changes),
            evidence=Evidence.ENCLOSED,
            what=f"The assumptions are proved in balls for exact constants; then {what}",
            refuted_by="An admissible start from which the left side, a ball, lies above the right side.",
            faults=corrections,
            faulty=Outcome.VERIFIED,
        ),
        code=(code,),
        level=level,
        expected=Outcome.REFUTED,
        depends_on=depends_on,
        reason=reason,
    )


def reach(seen: Seen) -> arb:
    """Return P beta omega."""
    return seen.constants["P"] * seen.constants["beta"] * seen.constants["omega"]


def noise(seen: Seen, power: int = 1) -> tuple[arb, arb]:
    """Return N_22 and the bound of Cor. D.1, with P^power; with 2 the factor is d - 1 as well."""
    from numerics.enclosure.assumptions import ball

    c, size = seen.constants, len(seen.a)
    noise = sum(
        (ball(seen.a[1] + seen.a[k]) * seen.W[1, k] ** 2 for k in range(size) if k != 1),
        ball(Fraction(0)),
    )
    return noise, 2 * c["P"] ** power * c["gamma"] * c["alpha"] * (size - power + 1) * (c["beta"] * c["omega"]) ** 2


def growth(seen: Seen, mean: bool = False) -> tuple[arb, arb]:
    """Return |w_23| and the bound of Lemma D.1; with `mean`, by the mean of the diagonal and without kappa."""
    from numerics.enclosure.assumptions import ball

    start = (seen.W0[1, 1] * seen.W0[2, 2]).sqrt() if mean else abs(seen.W0[1, 2])
    kappa = ball(Fraction(1)) if mean else seen.constants["kappa"]
    return abs(seen.W[1, 2]), start * (ball((seen.a[1] + seen.a[2]) * seen.time) * kappa).exp()


def own_growth(seen: Seen, pivot: bool = False) -> tuple[arb, arb]:
    """Return the lower bound of Lemma D.3 for w_22, in its window, and w_22; with `pivot`, from w_22 - w_12^2/w_11."""
    from numerics.enclosure.assumptions import ball

    first = seen.W0[1, 1]
    rate, kappa = ball(seen.a[1]), seen.constants["kappa"]
    if not ball(seen.time) <= (reach(seen) / first).log() / (2 * rate * kappa):
        raise ValueError(f"time must lie in the window of Lemma D.3, got {seen.time}")
    start = (first - seen.W0[0, 1] ** 2 / seen.W0[0, 0]) if pivot else first
    return start * (2 * rate * ball(seen.time) / kappa).exp(), seen.W[1, 1]


def minor(seen: Seen, i: int, j: int) -> tuple[arb, arb]:
    """Return |w_ij| and P beta omega, those of Lemma D.8."""
    return abs(seen.W[i, j]), reach(seen)
