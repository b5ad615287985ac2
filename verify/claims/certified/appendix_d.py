"""Appendix D, Lemma D.5, proved by enclosure: from an admissible start the recurrence makes a major entry negative."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flint import arb, ctx

from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.methods import Computation

#: Appendix D: alpha = 1, gamma = 6, K = 20, C = 2 and ln P near 145.8; omega just below what D.4 allows.
APPENDIX_D = {
    "alpha": Fraction(1), "gamma": Fraction(6), "beta": 1 + Fraction(1, 10**9), "K": Fraction(20), "kappa": Fraction(1101, 1000),
    "P": Fraction(2 * 10**63), "C": Fraction(2), "eta": Fraction(1, 1080), "omega": Fraction(97, 10**69),
}  # fmt: skip
APPENDIX_D_RATES = (Fraction(6), Fraction(1))


def failing_assumptions(c: dict[str, Fraction], a: Sequence[Fraction], W0: list[list[Fraction]]) -> list[str]:
    """Return which of the assumptions D.1 to D.5 are not proved, in ball arithmetic."""
    from numerics.certificate.certify import exact

    with ctx.workprec(128):
        b: dict[str, arb] = {name: arb(exact(value)) for name, value in c.items()}
        sizes = [abs(entry) for row in W0 for entry in row]
        first, second = (arb(exact(rate)) for rate in a)
        reach = b["P"] * b["beta"] * b["omega"]
        least = arb.min(b["kappa"] - 1, 1 - 1 / b["kappa"].sqrt()) / (b["P"] * b["K"] * b["gamma"] * 2 * b["beta"] ** 2)
        needed = 10 * b["kappa"] ** 2 * (1 / reach).log() + (b["P"] * b["beta"]).log()
        rules = {
            "constants": c["gamma"] > 1 and c["beta"] > 1 and c["K"] >= 20 and c["P"] >= 2 and c["C"] > 1,
            "D.1": all(c["alpha"] <= rate <= c["gamma"] * c["alpha"] for rate in a)
            and all(c["omega"] <= size <= c["beta"] * c["omega"] for size in sizes),
            "D.2": c["eta"] <= 1 / (9 * c["K"] * c["gamma"] * c["alpha"]),
            "D.3": bool(reach <= arb(2) / 5),
            "D.4": bool(b["omega"] <= least)
            and bool(b["omega"] <= 1 / (2 * b["beta"]).sqrt())
            and Fraction(11, 10) < c["kappa"] <= 1 + c["K"] / (2 * c["C"]),
            "D.5": bool((first + second) / (2 * first) <= b["P"].log() / needed) and a[0] - 3 * a[1] >= c["alpha"] / c["C"],
        }
    return [name for name, holds in rules.items() if not holds]


def stays_nonnegative(excess: Fraction = Fraction(1, 10**9), iterate: str = "recurrence", step: int = 22_000) -> Result:
    """Return whether w_22 >= 0 (the lower half of Lemma D.5) at one step, from an admissible start."""
    from numerics.certificate.certify import exact
    from numerics.enclosure.log_norm import is_positive_definite
    from numerics.enclosure.recurrence import enclose_iterates

    constants = {**APPENDIX_D, "beta": max(APPENDIX_D["beta"], 1 + excess)}
    omega = constants["omega"]
    W0 = [[omega, omega], [omega, omega * (1 + excess)]]
    failing = failing_assumptions(constants, APPENDIX_D_RATES, W0)
    if failing:
        return Result(Outcome.VACUOUS, reason=f"the start does not satisfy {', '.join(failing)}")
    rows, a = [[exact(entry) for entry in row] for row in W0], [exact(rate) for rate in APPENDIX_D_RATES]
    found = enclose_iterates(rows, a, exact(constants["eta"]), (0, step), iterate, relative=1e-70)
    least = found.at[step][1, 1]
    shown = {"step": step, "w_22": least.str(6), "omega": str(omega), "eta": str(constants["eta"])}
    measures = {"w_22": float(least), "bits": float(found.precision)}
    if not is_positive_definite(found.at[0]):
        return Result(Outcome.VACUOUS, reason="the start is not positive definite")
    if not (least < 0 or least >= 0):
        return Result(Outcome.UNDECIDED, 1, reason=f"the sign of w_22 is not settled by {found.precision} bits")
    return Result.of(bool(least >= 0), 1, measures, shown)


LEMMA_D5 = Claim(
    id="certified.lemma_d5_lower_half",
    title=(
        r"Lemma D.5, lower half: under assumptions D.1 to D.5 the recurrence keeps $w_{ii} \ge 0$ (tested at $d = 2$, step "
        "22,000 of one admissible start)."
    ),
    source="arXiv 2410.08309v2, Lemma D.5, as transcribed",
    method=Computation(
        check=lambda rng: stays_nonnegative(),
        evidence=Evidence.ENCLOSED,
        what="The assumptions are proved in ball arithmetic for exact constants; then the recurrence is iterated in balls.",
        refuted_by="An admissible start from which a ball of $w_{22}$ lies below zero.",
        faults=(
            ("gradient descent on U in place of the recurrence", lambda rng: stays_nonnegative(iterate="gd")),
            ("before the first concept is learned", lambda rng: stays_nonnegative(step=1000)),
        ),
        faulty=Outcome.VERIFIED,
    ),
    code=("numerics.enclosure.recurrence.enclose_iterates",),
    level=Level.STANDARD,
    expected=Outcome.REFUTED,
    depends_on=("two_layer.recurrence_step",),
    reason=(
        r"$W(0) = \omega \bigl[ \begin{smallmatrix} 1 & 1 \\ 1 & 1 + 10^{-9} \end{smallmatrix} \bigr]$ is almost of rank "
        r"one; without $\eta^2 X W X^T$ the recurrence passes $\det W = 0$."
    ),
)
