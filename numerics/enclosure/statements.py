r"""What the printed statements of Appendix D say of one entry of a trajectory, both sides as balls: left is at most right.

    reach       P beta omega
    noise       |N_22|,  2 P gamma alpha d beta^2 omega^2                  (Cor. D.1)
    growth      |w_23(t)|,  |w_23(0)| e^((a_2 + a_3) kappa t)                (Lemma D.1)
    own_growth  w_22(0) e^(2 a_2 t/kappa),  w_22(t), in its window           (Lemma D.3)
    minor       |w_ij|,  P beta omega                                        (Lemma D.8)

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix D, as transcribed.

Legend: W0, W (d, d) balls at the times 0 and t, which is eta k after k steps; a rates, Fractions
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from flint import arb, arb_mat

from numerics.enclosure.assumptions import ball


@dataclass(frozen=True)
class Seen:
    """A trajectory: W(0), W at a time, which is eta k after k steps, and the constants as balls."""

    constants: Mapping[str, arb]
    a: Sequence[Fraction]
    W0: arb_mat
    W: arb_mat
    time: Fraction


#: What a statement says: its left side is at most its right side.
Sides: TypeAlias = Callable[[Seen], tuple[arb, arb]]


def balls(constants: Mapping[str, Fraction]) -> dict[str, arb]:
    """Return the constants as balls."""
    return {name: ball(value) for name, value in constants.items()}


def reach(seen: Seen) -> arb:
    """Return P beta omega."""
    return seen.constants["P"] * seen.constants["beta"] * seen.constants["omega"]


def noise(seen: Seen, power: int = 1) -> tuple[arb, arb]:
    """Return N_22 and the bound of Cor. D.1, with P^power; with 2 the factor d is d - 1.

    Raises
    ------
    ValueError : if a minor entry is not in its initial phase
    """
    c, size = seen.constants, len(seen.a)
    minors = [seen.W[i, j] for i in range(size) for j in range(i)]
    if not all(abs(entry) <= reach(seen) for entry in minors):
        raise ValueError(f"minor entries must be in the initial phase, got {', '.join(entry.str(3) for entry in minors)}")
    squares = (ball(seen.a[1] + seen.a[k]) * seen.W[1, k] ** 2 for k in range(size) if k != 1)
    factor = 2 * c["P"] ** power * c["gamma"] * c["alpha"] * (size - power + 1)
    return sum(squares, arb(0)), factor * (c["beta"] * c["omega"]) ** 2


def growth(seen: Seen, mean: bool = False) -> tuple[arb, arb]:
    """Return |w_23| and the bound of Lemma D.1; with `mean`, by the mean of the diagonal and without kappa."""
    start = (seen.W0[1, 1] * seen.W0[2, 2]).sqrt() if mean else abs(seen.W0[1, 2])
    kappa = ball(Fraction(1)) if mean else seen.constants["kappa"]
    return abs(seen.W[1, 2]), start * (ball((seen.a[1] + seen.a[2]) * seen.time) * kappa).exp()


def own_growth(seen: Seen, pivot: bool = False) -> tuple[arb, arb]:
    """Return the lower bound of Lemma D.3 for w_22, in its window, and w_22; with `pivot`, from w_22 - w_12^2/w_11."""
    first = seen.W0[1, 1]
    rate, kappa = ball(seen.a[1]), seen.constants["kappa"]
    if not ball(seen.time) <= (reach(seen) / first).log() / (2 * rate * kappa):
        raise ValueError(f"time must lie in the window of Lemma D.3, got {seen.time}")
    start = (first - seen.W0[0, 1] ** 2 / seen.W0[0, 0]) if pivot else first
    return start * (2 * rate * ball(seen.time) / kappa).exp(), seen.W[1, 1]


def minor(seen: Seen, i: int, j: int) -> tuple[arb, arb]:
    """Return |w_ij| and P beta omega, those of Lemma D.8."""
    return abs(seen.W[i, j]), reach(seen)
