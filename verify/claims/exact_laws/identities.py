"""Claims about exact laws of the tied flow, for every symmetric A: complements, determinants, pivots, eigenvalues."""

from functools import partial

from theory import exact_laws
from verify.claim import Level
from verify.methods import ByIndices, equality

COMPLEMENT_FORM = equality(
    "exact_laws.complement_form",
    (
        "In every dimension, $(I - W)' = -[Y (I - W) + (I - W) Y]$ with $Y = (A W + W A)/2$ and $X + Y = A$: $I - W$ moves by "
        "congruences too."
    ),
    exact_laws.complement_form,
    exact_laws.generators_sum,
    depends_on=("two_layer.congruence_form",),
)

DETERMINANT_SLOPE = equality(
    "exact_laws.determinant_slope",
    (
        r"In every dimension, $\operatorname{tr}(W^{-1} V) = 2 \operatorname{tr}(A (I - W))$ and $\operatorname{tr}(D^{-1} D') = "
        r"-2 \operatorname{tr}(A W)$, $D = I - W$: their difference is $2 \operatorname{tr} A$."
    ),
    exact_laws.determinant_slope,
    exact_laws.complement_determinant_slope,
    exact_laws.slope_of_ratio,
    depends_on=("two_layer.congruence_form", "exact_laws.complement_form"),
)

EXPLICIT_DETERMINANT_SLOPE = equality(
    "exact_laws.explicit_determinant_slope",
    (
        r"For $d = 2, 3$, diagonal $A$ and any symmetric $W$, $(\det W)' = 2 \operatorname{tr}(A (I - W)) \det W$, by its "
        r"entries: $\det W = 0$ persists."
    ),
    *(partial(exact_laws.explicit_determinant_slope, size) for size in (2, 3)),
    depends_on=("two_layer.congruence_form",),
)

EXPLICIT_COMPLEMENT_SLOPE = equality(
    "exact_laws.explicit_complement_slope",
    (
        r"For $d = 2, 3$, diagonal $A$ and any symmetric $W$, $(\det(I - W))' = -2 \operatorname{tr}(A W) \det(I - W)$, "
        "differentiated by entries."
    ),
    *(partial(exact_laws.explicit_complement_slope, size) for size in (2, 3)),
    depends_on=("two_layer.congruence_form",),
)

CONGRUENCE = equality(
    "exact_laws.congruence",
    (
        r"In every dimension, with $P' = X P$, $W = P W(0) P^T$ obeys $W' = V(W)$; with $Q' = -Y Q$, $D = Q D(0) Q^T$ obeys "
        r"$D' = -V(I - D)$; $(\ln \det P)' = \operatorname{tr}(P^{-1} X P) = \operatorname{tr} X$: by Sylvester's law $W$ and "
        "$I - W$ keep their inertia, indefinite ones too."
    ),
    exact_laws.congruence,
    exact_laws.complement_congruence,
    exact_laws.congruence_determinant,
    depends_on=("two_layer.congruence_form", "exact_laws.complement_form"),
)

RATIO_SLOPE = equality(
    "exact_laws.ratio_slope",
    (
        r"For $d = 1, 2$, diagonal $A$ and symmetric $W$ with $\det(I - W) \ne 0$, $r = \det W/\det(I - W)$ obeys "
        r"$r' = 2 \operatorname{tr}(A)\, r$, differentiated by entries: $r(t) = e^{2 t \operatorname{tr} A} r(0)$."
    ),
    *(partial(exact_laws.ratio_slope, size) for size in (2, 1)),
    depends_on=("exact_laws.explicit_determinant_slope", "exact_laws.explicit_complement_slope"),
)

ELIMINATION = equality(
    "exact_laws.elimination_step",
    (
        r"For every $d$, a step of elimination is $W = L C L^T$ with unit lower triangular $L$ and $C_{i1} = \delta_{i1} w_{11}$"
        r": $\det W$ is the pivot $w_{11}$ times the determinant of the Schur complement, and so on down."
    ),
    exact_laws.elimination_step,
    exact_laws.elimination_column,
    method=ByIndices(),
)

PIVOT_PRODUCT = equality(
    "exact_laws.pivot_product",
    r"For $d = 2, 3$, the product of the pivots of elimination is $\det W$: $-\ln \det W(0)$ is the sum of $\ln(1/c_k)$.",
    *(partial(exact_laws.pivot_product, size) for size in (2, 3)),
    depends_on=("exact_laws.elimination_step",),
)

SUM_RULE_SLOPE = equality(
    "exact_laws.sum_rule_slope",
    (
        r"For $d = 1, 2$, diagonal $A$ and $W > 0$ with the pivots $c_k$, $(\tfrac12 \sum_k \ln c_k)' = \operatorname{tr}(A (I - "
        r"W))$, by entries: the integral to $T$ is the difference of $\tfrac12 \sum_k \ln c_k$."
    ),
    *(partial(exact_laws.sum_rule_slope, size) for size in (2, 1)),
    depends_on=("exact_laws.explicit_determinant_slope", "exact_laws.pivot_product"),
)

EIGENVALUE_SLOPE = equality(
    "exact_laws.eigenvalue_slope",
    (
        r"For $d = 2 \ldots 5$ and full $A$, $V(\operatorname{diag}(\lambda))_{ii} = 2 \lambda_i (1 - \lambda_i) "
        "a_{ii}$: in its frame, how a simple eigenvalue of $W$ moves."
    ),
    *(partial(exact_laws.eigenvalue_slope, size) for size in range(2, 6)),
    depends_on=("two_layer.congruence_form",),
)

EIGENVALUE_SLOPE_IN_EVERY_DIMENSION = equality(
    "exact_laws.eigenvalue_slope_by_indices",
    (
        r"For every $d$ and full symmetric $A$, $V(\operatorname{diag}(\lambda))_{ii} = 2 \lambda_i (1 - \lambda_i) a_{ii}$, "
        "by sums over indices."
    ),
    exact_laws.eigenvalue_slope_of_indices,
    method=ByIndices(),
    depends_on=("exact_laws.eigenvalue_slope",),
)

EIGENVALUE_COMPARISON = equality(
    "exact_laws.eigenvalue_comparison",
    (
        r"While $0 < \lambda < 1$, $\lambda' = 2 \lambda (1 - \lambda) q$ gives $(\ln[\lambda/(1 - \lambda)] - 2 \alpha t)' = "
        r"2 (q - \alpha)$: $\lambda$ gains on the logistic curve of a rate $\alpha \le q$ and loses on that of a rate "
        r"$\alpha \ge q$."
    ),
    exact_laws.eigenvalue_comparison,
    depends_on=("exact_laws.eigenvalue_slope_by_indices",),
)

MATRIX_COMPARISON = equality(
    "exact_laws.matrix_comparison",
    (
        r"In every dimension, for symmetric $A$ and $W$, $V(W) - 2 \alpha l (1 - l) I = Y M + M Y + 2 l (1 - l) (A - \alpha I)$ "
        r"with $M = W - l I$, $Y = (1 - 2 l) A - \tfrac12 (A M + M A)$."
    ),
    exact_laws.matrix_comparison,
    level=Level.STANDARD,
    depends_on=("two_layer.congruence_form",),
)
