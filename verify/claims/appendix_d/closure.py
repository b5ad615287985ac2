"""Claims on Lemma D.8: proved at d = 2 for the flow and for gradient descent on U, and in every dimension on a condition."""

from __future__ import annotations

from fractions import Fraction

from flint import arb, ctx

from theory.appendix_d import descent, lemma_d8
from verify.claim import Claim, Evidence, Level, Result
from verify.claims.appendix_d.lemmas import BITS, repaired
from verify.methods import Computation, Identity, NotNegative, equality

DESCENT_IDENTITIES = equality(
    "appendix_d.descent_entries",
    r"At $d = 2$, the entries and the determinant of $(I + \eta X) W (I + \eta X)$ in $\eta$, the rates and the entries of "
    r"$W$.",
    descent.major_step,
    descent.determinant_step,
    source="new",
    method=Identity(),
    depends_on=("two_layer.descent_keeps_semidefinite",),
    level=Level.STANDARD,
)

DESCENT = equality(
    "appendix_d.descent_at_two",
    (
        r"At $d = 2$, for $\eta a_i \le 1/4$ and $0 \le w_{ii} \le 1$, a step of gradient descent on $U$ keeps the sign of "
        r"$w_{12}$ and takes $w_{22}$ to at most $(1 + \eta a_2)^2 w_{22}$."
    ),
    descent.minor_step,
    descent.growth_bounded,
    source=repaired("Lemma D.1"),
    method=NotNegative(),
    depends_on=("appendix_d.descent_entries",),
    level=Level.STANDARD,
)

LATE_DESCENT = equality(
    "appendix_d.descent_suppresses",
    (
        r"At $d = 2$, for $\eta a_1 \le 1/180$, $a_2 \le a_1/3$, $w_{11} \ge 4/5$ and $|w_{12}| \le 1/50$, a step of the "
        r"recurrence keeps $w_{11} \ge 4/5$, and so does one of gradient descent on $U$, which is not below it and does not "
        "raise $|w_{12}|$: Lemma D.7 where D.8 holds."
    ),
    lemma_d8.suppressed_by_descent,
    lemma_d8.persists,
    source=repaired("Lemma D.7"),
    method=NotNegative(),
    depends_on=("appendix_d.descent_at_two", "two_layer.recurrence_bounds", "two_layer.finite_step"),
    level=Level.STANDARD,
)

ODDS = equality(
    "appendix_d.odds_of_first",
    (
        r"For $w \le 4/5$, $x \le 1/90$ and $e \le 1/100$, $w + x w (1 - w) - e w$ has odds at least $(1 + x) (1 - 25 e)$ "
        r"times those of $w$: at $d = 2$ those of $w_{11}$ grow so, with $x = 2 \eta a_1$, $e = \eta (a_1 + a_2) w_{22}$."
    ),
    lemma_d8.odds,
    source=repaired("Lemma D.8"),
    method=NotNegative(),
    depends_on=("appendix_d.descent_entries", "two_layer.recurrence_bounds"),
    level=Level.STANDARD,
)

IN_TIME = equality(
    "appendix_d.learned_in_time",
    (
        r"With $l = \ln 1/(P \beta \omega) - \ln \beta \ge 0$ and D.5 at $d = 2$, $c\, a_1 T - \ln 1/\omega \ge ((15 c - 10) "
        r"\kappa^2 - 3 c/2 - 1)\, l$ for $T = \ln(P^2 \beta \omega)/(2 a_2)$, $179/180 \le c \le 1$, $\kappa \ge 1.1$."
    ),
    lemma_d8.in_time,
    source=repaired("Lemma D.8"),
    level=Level.STANDARD,
    method=NotNegative(),
    depends_on=("appendix_d.margin",),
)

DELAY = equality(
    "appendix_d.delay_of_first",
    r"$(a_1 + a_2) \int_0^T X e^{2 a_2 u}\, du = \frac{a_1 + a_2}{2 a_2} X (e^{2 a_2 T} - 1)$.",
    lemma_d8.delay,
    source=repaired("Lemma D.8"),
    depends_on=("two_layer.major_entry_slope", "two_concepts.first_bracket"),
    level=Level.STANDARD,
)


def learned(kappa: Fraction = Fraction(11, 10), between: Fraction = Fraction(6, 5), gamma: int = 3) -> Result:
    """Return whether w_11 >= 4/5 at T/2, for descent and for the flow, by its logarithmic odds on two pieces of kappa."""
    from numerics.enclosure.assumptions import ball

    c = Fraction(179, 180)
    with ctx.workprec(BITS):

        def least(first: Fraction, q: arb) -> arb:
            return ball((15 * c - 10) * first**2 - 3 * c / 2 - 1) * q

        G = arb(20 * 2 * gamma)
        odds = arb.min(least(kappa, (G / (1 - 1 / ball(between).sqrt())).log()), least(between, G.log()))
        reach = ball(Fraction(1, 20 * 2))  # gamma B, by D.4
        eps = reach * (reach / (2 * gamma)).sqrt()  # gamma B sqrt(beta omega), as beta omega = B/P and P >= 2
        by_descent = odds - ball(Fraction(1, 45)) - 30 * eps
        by_flow = (-eps).exp() / (1 + (-odds).exp())
        level = ball(Fraction(4, 5))
        holds = bool(by_descent > (level / (1 - level)).log()) and bool(by_flow > level) and bool(odds > 20)
        measures = {"log_odds": float(odds), "delay": float(eps)}
    return Result.of(holds, 2, measures)


AT_TWO = Claim(
    id="appendix_d.minor_at_two",
    title=(
        r"Lemma D.8 at $d = 2$, for the flow and for gradient descent on $U$, its last step: under D.1 to D.5, at half the "
        r"time to which $w_{12}^2 \le w_{22} \le (P \beta \omega)^2$, the odds of $w_{11}$ exceed $e^{20}$ before their "
        r"losses, and $w_{11}$ exceeds 4/5 after them: enough for $|w_{12}|$ to fall."
    ),
    source=repaired("Lemma D.8"),
    method=Computation(
        check=lambda rng, **changes: learned(**changes),
        evidence=Evidence.ENCLOSED,
        what="The least odds and the largest losses are enclosed on two pieces of $\\kappa$.",
        refuted_by="A piece on which the odds may be smaller.",
        faults=(
            ("kappa from 1", {"kappa": Fraction(1)}),
            ("one piece alone", {"between": Fraction(20)}),
            ("gamma of 1", {"gamma": 1}),
        ),
    ),
    code=("numerics.enclosure.assumptions.ball",),
    depends_on=(
        "appendix_d.learned_in_time",
        "appendix_d.delay_of_first",
        "appendix_d.suppressed",
        "appendix_d.descent_suppresses",
        "appendix_d.odds_of_first",
        "appendix_d.descent_below_one",
        "two_concepts.first_bracket",
        "two_layer.logistic_comparison",
    ),
)

HELD_BACK = equality(
    "appendix_d.held_back",
    (
        r"For every $d$, under D.1, D.4 and D.5, $|w_{ij}|' < 0$ along the flow where $|w_{ij}| = P \beta \omega$ is not "
        r"exceeded by another entry off the diagonal and $w_{ii} \ge 1 - 2/K$ for the stronger $i$: Lemma D.8, if each concept "
        r"is learned in time."
    ),
    lemma_d8.held_back,
    source=repaired("Lemma D.8"),
    level=Level.STANDARD,
    method=NotNegative(),
    depends_on=("two_layer.entry_form_by_indices", "appendix_d.interaction", "appendix_d.growth_envelope"),
)
