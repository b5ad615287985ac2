"""Appendix D, Lemma D.5, proved by enclosure: from an admissible start the recurrence makes a major entry negative."""

from __future__ import annotations

from fractions import Fraction

from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.methods import Computation

#: Appendix D: alpha = 1, gamma = 6, K = 20, C = 2 and ln P near 145.8; omega just below what D.4 allows.
APPENDIX_D = {
    "alpha": Fraction(1), "gamma": Fraction(6), "beta": 1 + Fraction(1, 10**9), "K": Fraction(20), "kappa": Fraction(1101, 1000),
    "P": Fraction(2 * 10**63), "C": Fraction(2), "eta": Fraction(1, 1080), "omega": Fraction(97, 10**69),
}  # fmt: skip
APPENDIX_D_RATES = (Fraction(6), Fraction(1))


def stays_nonnegative(excess: Fraction = Fraction(1, 10**9), iterate: str = "recurrence", step: int = 22_000) -> Result:
    """Return whether w_22 >= 0 (the lower half of Lemma D.5) at one step, from an admissible start."""
    from numerics.certificate.certify import exact
    from numerics.enclosure.assumptions import failing_assumptions
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
