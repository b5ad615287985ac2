"""Claims about the total correlation of the concepts, which never rises, and the delay it allows to learning."""

from __future__ import annotations

from functools import partial

from sympy import ImmutableMatrix, Rational

from theory.every_start import delay
from verify.claim import Claim, Level, Outcome
from verify.methods import ByIndices, equality, refuted_at

SLOPE = equality(
    "delay.relative_noise",
    (
        r"For every $d$ and $A = \operatorname{diag}(a)$, $V(W)_{ii}/w_{ii} - 2 [A (I - W)]_{ii} = -\sum_{k \ne i} (a_i + a_k) "
        r"w_{ik}^2/w_{ii}$; as $(\ln \det W)' = 2 \operatorname{tr}(A (I - W))$, their sum over $i$ is the slope of the total "
        r"correlation $F = \sum_i \ln w_{ii} - \ln \det W$: it never rises."
    ),
    delay.relative_noise,
    method=ByIndices(),
    depends_on=("two_layer.entry_form_by_indices", "exact_laws.determinant_slope"),
)

EXPLICIT_SLOPE = equality(
    "delay.correlation_slope",
    (
        r"For $d = 2, 3$, $A = \operatorname{diag}(a)$ and $W > 0$, $F' = -\sum_i N_i/w_{ii}$, "
        r"$N_i = \sum_{k \ne i} (a_i + a_k) w_{ik}^2$, $F$ differentiated by entries."
    ),
    partial(delay.correlation_slope, 2),
    partial(delay.correlation_slope, 3),
    depends_on=("delay.relative_noise",),
    level=Level.STANDARD,
)

CORRELATIONS = equality(
    "delay.correlations",
    (
        r"For $d = 2, 3, 4$, $\det W$ is $w_{11} \cdots w_{dd}$ times the determinant of the correlations $C$: $F = -\ln \det C "
        r"= \operatorname{tr} C - \ln \det C - d \ge 0$."
    ),
    *(partial(delay.correlations, size) for size in (2, 3, 4)),
    depends_on=("area_law.convergence_steps",),
    level=Level.STANDARD,
)

DELAY = equality(
    "delay.budget",
    (
        r"With $w' = 2 a w (1 - w) - N$, $(\ln[w/(1 - w)] - 2 a t)' = -N/(w (1 - w)) \ge -2 N/w$ while $w \le 1/2$; from $w = c$ "
        r"at 0 to $w = 1/2$ at $T$ it loses $2 a (T - D)$, $D = \ln[(1 - c)/c]/(2 a)$. As $\sum_k N_k/w_{kk} = -F'$ and $F \ge 0$"
        r": $D_k \le T_k \le D_k + F(0)/a_k$, $\sum_k 2 a_k (T_k - D_k) \le 2 F(0)$."
    ),
    delay.delay,
    delay.log_odds_slope,
    delay.half_is_enough,
    depends_on=("delay.relative_noise", "delay.correlations", "two_layer.major_entry_slope"),
    level=Level.STANDARD,
)

PAIR = equality(
    "delay.pair",
    (
        r"At $d = 2$, $(\ln[|w_{12}|/\sqrt{\det W}])' = -(a_1 + a_2) \operatorname{tr} W/2$ and "
        r"$(\ln[|w_{12}|/\sqrt{\det(I - W)}])' = (a_1 + a_2) (2 - \operatorname{tr} W)/2$ for $0 < W < I$: the correlation falls "
        "strictly, and $w_{12}$ keeps its sign."
    ),
    delay.pair_correlation,
    delay.pair_complement,
    depends_on=("two_layer.entry_form_by_indices",),
    corrects="two_concepts.three_keep_signs",
    level=Level.STANDARD,
)

ANY_BASIS = Claim(
    id="delay.any_basis",
    title="The total correlation $F$ of the entries never rises in any basis, for any positive definite $A$ and $0 < W < I$.",
    source="new; the law without its hypothesis that A is diagonal",
    method=refuted_at(
        delay.slope_at,
        what="The slope of $F$ is evaluated at exact matrices.",
        corrections=(("A diagonal", {"moment": ImmutableMatrix([[1, 0], [0, 2]])}),),
        value="3/4",
        moment=ImmutableMatrix([[1, 1], [1, 2]]),
        matrix=Rational(1, 4) * ImmutableMatrix([[1, 1], [1, 2]]),
    ),
    code=("theory.every_start.delay.slope_at",),
    expected=Outcome.REFUTED,
    depends_on=("exact_laws.determinant_slope",),
    corrected_by="delay.diagonal_basis",
    reason="Off the eigenbasis of $A$ the growth $A W + W A$ correlates the entries by itself.",
)
