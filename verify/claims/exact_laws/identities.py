"""Claims about exact laws of the tied flow, for every symmetric A: complements, determinants, pivots, eigenvalues."""

from __future__ import annotations

from theory import exact_laws
from verify.claim import Claim, Evidence, Result
from verify.methods import Computation, Identity

COMPLEMENT_FORM = Claim(
    id="exact_laws.complement_form",
    title=(
        "In every dimension, $(I - W)' = -[Y (I - W) + (I - W) Y]$ with $Y = (A W + W A)/2$ and $X + Y = A$: $I - W$ moves by "
        "congruences too."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [exact_laws.complement_form(), exact_laws.generators_sum()],
    code=("theory.exact_laws.complement_form", "theory.exact_laws.generators_sum"),
    depends_on=("two_layer.congruence_form",),
)

DETERMINANT_SLOPE = Claim(
    id="exact_laws.determinant_slope",
    title=(
        r"In every dimension, $\operatorname{tr}(W^{-1} V) = 2 \operatorname{tr}(A (I - W))$ and $\operatorname{tr}(D^{-1} D') = "
        r"-2 \operatorname{tr}(A W)$, $D = I - W$: their difference is $2 \operatorname{tr} A$."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [exact_laws.determinant_slope(), exact_laws.complement_determinant_slope(), exact_laws.slope_of_ratio()],
    code=("theory.exact_laws.determinant_slope", "theory.exact_laws.complement_determinant_slope"),
    depends_on=("two_layer.congruence_form", "exact_laws.complement_form"),
)

EXPLICIT_DETERMINANT_SLOPE = Claim(
    id="exact_laws.explicit_determinant_slope",
    title=(
        r"For $d = 2, 3$, diagonal $A$ and any symmetric $W$, $(\det W)' = 2 \operatorname{tr}(A (I - W)) \det W$, by its "
        r"entries: $\det W = 0$ persists."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [exact_laws.explicit_determinant_slope(size) for size in (2, 3)],
    code=("theory.exact_laws.explicit_determinant_slope",),
    depends_on=("two_layer.congruence_form",),
)

EXPLICIT_COMPLEMENT_SLOPE = Claim(
    id="exact_laws.explicit_complement_slope",
    title=(
        r"For $d = 2, 3$, diagonal $A$ and any symmetric $W$, $(\det(I - W))' = -2 \operatorname{tr}(A W) \det(I - W)$, "
        "differentiated by entries."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [exact_laws.explicit_complement_slope(size) for size in (2, 3)],
    code=("theory.exact_laws.explicit_complement_slope",),
    depends_on=("two_layer.congruence_form",),
)

PIVOT_PRODUCT = Claim(
    id="exact_laws.pivot_product",
    title=r"For $d = 2, 3$, the product of the pivots of elimination is $\det W$: $-\ln \det W(0)$ is the sum of $\ln(1/c_k)$.",
    source="new",
    method=Identity(),
    equations=lambda: [exact_laws.pivot_product(size) for size in (2, 3)],
    code=("theory.exact_laws.pivot_product",),
)

EIGENVALUE_SLOPE = Claim(
    id="exact_laws.eigenvalue_slope",
    title=(
        r"For $d = 2 \ldots 5$ and full $A$, $V(\operatorname{diag}(\lambda))_{ii} = 2 \lambda_i (1 - \lambda_i) "
        "a_{ii}$: in its frame, how a simple eigenvalue of $W$ moves."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [exact_laws.eigenvalue_slope(size) for size in range(2, 6)],
    code=("theory.exact_laws.eigenvalue_slope",),
    depends_on=("two_layer.congruence_form",),
)


def _by_indices(factor: int = 2) -> Result:
    """Ask the index argument for the diagonal entries of V(diag(lambda))."""
    holds = exact_laws.eigenvalue_slope_holds_in_every_dimension(factor)
    return Result.of(holds, 1, where={"factor": factor, "entry": "ii"})


EIGENVALUE_SLOPE_IN_EVERY_DIMENSION = Claim(
    id="exact_laws.eigenvalue_slope_by_indices",
    title=(
        r"For every $d$ and full symmetric $A$, $V(\operatorname{diag}(\lambda))_{ii} = 2 \lambda_i (1 - \lambda_i) a_{ii}$, "
        "by sums over indices."
    ),
    source="new",
    method=Computation(
        check=lambda rng: _by_indices(),
        evidence=Evidence.EXACT,
        what="The matrix products of $V$ are written as sums over an index from 1 to $d$ and the Kronecker deltas carried out.",
        refuted_by="A term that remains in the difference of the two sides.",
        faults=(("factor 1", lambda rng: _by_indices(1)), ("factor 4", lambda rng: _by_indices(4))),
    ),
    code=("theory.exact_laws.eigenvalue_slope_holds_in_every_dimension", "theory.algebra.indices.entries"),
    depends_on=("exact_laws.eigenvalue_slope",),
)
