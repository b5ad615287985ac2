"""Claims on why one function of one ratio decides for which omega the assumptions D.1 to D.5 hold: what rises, and with what."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from theory.algebra.equation import Equation
from theory.appendix_d import reduction
from verify.claim import Claim, Level
from verify.methods import NotNegative, equality

#: The dimensions at which the supremum is enclosed.
SIZES = (2, 3, 4)

REACH = equality(
    "appendix_d.reach",
    r"D.4 is $B \le (1 - \kappa^{-1/2})/(K \gamma d \beta)$ for $B = P \beta \omega$: times $P \beta$, its room is the room of "
    r"that.",
    reduction.reach,
    level=Level.STANDARD,
    depends_on=("appendix_d.smaller",),
)

RISES_WITH = equality(
    "appendix_d.rises_with",
    (
        r"$q (1 + 10 \kappa^2 R) + (1 + R) \ln \beta$ with $q = n + \ln \beta$, $n = \ln(K \gamma d/(1 - \kappa^{-1/2})) \ge "
        r"0$, rises with $\ln \beta \ge 0$, with $n$ and so with $K$ and $\gamma$, and with $R$."
    ),
    partial(reduction.rises_with, reduction.b),
    partial(reduction.rises_with, reduction.n),
    partial(reduction.rises_with, reduction.R),
    method=NotNegative(),
    depends_on=("appendix_d.scale", "appendix_d.reach"),
    level=Level.STANDARD,
)

PRODUCT = equality(
    "appendix_d.product_of_ratios",
    (
        r"For $d = 2, 3, 4$, a product of $d - 1$ ratios of neighbouring rates is at most $r^{d-1}$, $r$ the largest of them: "
        r"$\gamma \ge a_1/a_d \ge r^{1-d}$."
    ),
    *(partial(reduction.product_of_ratios, size) for size in SIZES),
    method=NotNegative(),
    depends_on=("task.second_moment",),
    level=Level.STANDARD,
)


def _in_kappa() -> Sequence[Equation]:
    return reduction.kappa_parts()


IN_KAPPA = Claim(
    id="appendix_d.rises_with_kappa",
    title=(
        r"With $\kappa = m^2$, the first term of the slope in $\kappa$ rises with $R$; at $R = 1$ it is $q f$ times the "
        r"second, $f = 40 m^4 (m - 1)/(10 m^4 + 1)$; $f$ rises and $\ln(120/(1 - 1/m))$ falls for $m > 1$."
    ),
    source="new",
    method=NotNegative(),
    equations=_in_kappa,
    code=("theory.appendix_d.reduction.kappa_parts",),
    depends_on=("appendix_d.slope",),
    level=Level.STANDARD,
)

IN_RATIO = equality(
    "appendix_d.exponent_and_spread",
    (
        r"$R = (1 + r)/(1 - r)$ rises with $r < 1/3$ and, for $d \ge 2$, $q = \ln(20 d r^{1-d}/(1 - 1.1^{-1/2}))$ falls: "
        "on an interval $q (1 + 12.1 R)$ is at least its $q$ at the end times its $1 + 12.1 R$ at the beginning."
    ),
    reduction.spread_rises,
    reduction.least_exponent_falls,
    method=NotNegative(),
    depends_on=("appendix_d.margin", "appendix_d.reach", "appendix_d.product_of_ratios"),
    level=Level.STANDARD,
)
