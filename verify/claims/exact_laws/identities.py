"""Claims about exact laws of the tied flow, for every symmetric A: complements, determinants, pivots, eigenvalues."""

from functools import partial

from theory import exact_laws
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

PIVOT_PRODUCT = equality(
    "exact_laws.pivot_product",
    r"For $d = 2, 3$, the product of the pivots of elimination is $\det W$: $-\ln \det W(0)$ is the sum of $\ln(1/c_k)$.",
    *(partial(exact_laws.pivot_product, size) for size in (2, 3)),
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
