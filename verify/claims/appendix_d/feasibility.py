"""Claims on the largest omega for which the assumptions D.1 to D.5 hold together."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import arb, arb_mat, ctx

from theory.appendix_d import reduction
from verify.claim import Claim, Evidence, Level, Result
from verify.methods import Computation, equality

SMALLER = equality(
    "appendix_d.smaller",
    r"For $\kappa > 1$, $\kappa - 1$ is $\sqrt\kappa (1 + \sqrt\kappa)$ times $1 - \kappa^{-1/2}$.",
    reduction.smaller,
    depends_on=("task.second_moment",),
)

MARGIN = equality(
    "appendix_d.margin",
    (
        r"With $q = \ln(1/(P \beta \omega))$ and $r = a_j/a_i$, the two sides of D.5, times its denominator, differ by "
        r"$\frac{1 - r}{2} \bigl( \ln P - \frac{1 + r}{1 - r} (10 \kappa^2 q + \ln \beta) \bigr)$."
    ),
    reduction.margin,
    depends_on=("task.second_moment",),
)

SCALE = equality(
    "appendix_d.scale",
    (
        r"At the least $\ln P$ that D.5 allows, $q + \ln P + \ln \beta$ is $q \bigl( 1 + 10 \kappa^2 \frac{1 + r}{1 - r} "
        r"\bigr) + \frac{2}{1 - r} \ln \beta$."
    ),
    reduction.scale,
    depends_on=("appendix_d.margin",),
)

SLOPE = equality(
    "appendix_d.slope",
    (
        r"With $R = \frac{1 + r}{1 - r}$ and $q = \ln(G/(1 - \kappa^{-1/2}))$, $\frac{d}{d\kappa} \ln\bigl(q (1 + 10 \kappa^2 "
        r"R)\bigr) = \frac{20 \kappa R}{1 + 10 \kappa^2 R} - \frac{1}{2 (\kappa^{3/2} - \kappa) q}$."
    ),
    reduction.slope,
    depends_on=("appendix_d.smaller", "appendix_d.scale"),
)


def _rises(first: Fraction = Fraction(11, 10), between: Fraction = Fraction(6, 5), least: int = 120) -> Result:
    """Return whether q f > 1 on [first, between] and beyond, by the least q and the least f of either piece."""
    from numerics.enclosure.assumptions import ball

    with ctx.workprec(64):

        def f(kappa: Fraction) -> arb:
            return 40 * (ball(kappa).sqrt() - 1) / (10 + ball(1 / kappa**2))

        near = (least / (1 - 1 / ball(between).sqrt())).log() * f(first)
        beyond = arb(least).log() * f(between)
        return Result.of(bool(near > 1 and beyond > 1), 2, {"near": float(near), "beyond": float(beyond)})


RISES = Claim(
    id="appendix_d.rises",
    title=(
        r"$q f > 1$ for $\kappa \ge 11/10$, with $f = 40 (\sqrt\kappa - 1)/(10 + \kappa^{-2})$, which rises, and any $q \ge "
        r"\ln(120/(1 - \kappa^{-1/2}))$, which falls: shown on $[11/10, 6/5]$ and beyond $6/5$ by the values at the ends."
    ),
    source="new",
    method=Computation(
        check=lambda rng: _rises(),
        evidence=Evidence.ENCLOSED,
        what="The least $f$ and the least $q$ of either piece are enclosed.",
        refuted_by="A piece on which their product is not above 1.",
        faults=(
            ("kappa from 1.05", lambda rng: _rises(first=Fraction(21, 20))),
            ("one piece alone", lambda rng: _rises(between=Fraction(20))),
            ("G of 2", lambda rng: _rises(least=2)),
        ),
    ),
    code=("numerics.enclosure.assumptions.ball",),
    depends_on=("appendix_d.rises_with_kappa",),
)


def _largest(
    size: int,
    ratio: Fraction,
    gap: Fraction,
    larger: Fraction = Fraction(1),
    better: Fraction = Fraction(0),
) -> Result:
    """Return whether a point is feasible and no ln omega is larger by `gap`; `larger` scales omega, `better` lifts the bound."""
    from numerics.enclosure.assumptions import BITS, ball, failing_assumptions, feasible_point, none_below
    from numerics.enclosure.log_norm import is_positive_definite

    point = feasible_point(ratio, size)
    constants = {**point.constants, "omega": point.constants["omega"] * larger}
    W0 = [[entry * larger for entry in row] for row in point.W0]
    failing = failing_assumptions(constants, point.a, W0)
    with ctx.workprec(BITS):
        definite = is_positive_definite(arb_mat([[ball(entry) for entry in row] for row in W0]))
        found = ball(constants["omega"]).log()
        pieces = none_below(-found - ball(gap - better), size)
        measures = {
            "log10_omega": float(found / arb(10).log()),
            "gap": float(gap) / float(arb(10).log()),
            "pieces": float(pieces),
        }
    holds = not failing and definite and pieces > 0
    return Result.of(holds, max(pieces, 1), measures, {"failing": ", ".join(failing) or "none", "pieces": pieces})


def _supremum(size: int, ratio: Fraction, gap: Fraction, level: Level) -> Claim:
    """Return the claim on the supremum of omega for d = s = size, to `gap` in ln omega."""
    wrong: list[tuple[str, Callable[..., Result]]] = [
        ("omega a thousandth larger", lambda rng: _largest(size, ratio, gap, larger=Fraction(1001, 1000))),
        ("another ratio of rates", lambda rng: _largest(size, ratio * 2, gap)),
        ("a bound below the point", lambda rng: _largest(size, ratio, gap, better=2 * gap)),
    ]
    return Claim(
        id=f"appendix_d.feasible_{size}",
        title=(
            rf"The supremum of $\omega$ under D.1 to D.5 at $d = s = {size}$: they hold together for rational constants and a "
            rf"positive definite $W(0)$, and for none with a $\ln \omega$ larger by ${float(gap):.5f}$, as $\ln(1/\omega) > q (1 "
            rf"+ 12.1 (1 + r)/(1 - r))$, $0 < r < 1/3$, is at least theirs less that for every $r$."
        ),
        source="new; arXiv 2410.08309v2, Assumptions D.1 to D.5, as transcribed",
        method=Computation(
            check=lambda rng: _largest(size, ratio, gap),
            evidence=Evidence.ENCLOSED,
            what="The assumptions are proved in balls at one rational point, the bound on intervals that cover all $r$.",
            refuted_by="An assumption that the point breaks, or a ratio at which the bound is smaller.",
            faults=tuple(wrong),
        ),
        code=("numerics.enclosure.assumptions.failing_assumptions", "numerics.enclosure.assumptions.none_below"),
        level=level,
        depends_on=(
            "appendix_d.scale",
            "appendix_d.reach",
            "appendix_d.rises_with",
            "appendix_d.product_of_ratios",
            "appendix_d.rises",
            "appendix_d.exponent_and_spread",
        ),
    )


#: In ln omega: five decimals of log10 omega. The ratios are near the least of the bound.
GAP = Fraction(1, 100_000)
FEASIBLE_2 = _supremum(2, Fraction(555, 10_000), GAP, Level.QUICK)
FEASIBLE_3 = _supremum(3, Fraction(883, 10_000), GAP, Level.QUICK)
FEASIBLE_4 = _supremum(4, Fraction(1128, 10_000), GAP, Level.QUICK)
