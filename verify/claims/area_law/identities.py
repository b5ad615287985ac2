"""Claims about the area law: the training loss integrates to a log-det divergence, so positive definite starts learn."""

from functools import partial

from theory import area_law
from verify.methods import equality

SLOPE = equality(
    "area_law.slope",
    (
        r"In every dimension, for symmetric $A$ and $W > 0$, $\operatorname{tr} V - \operatorname{tr}(W^{-1} V) = -4 L$: with "
        r"Jacobi's formula, $d\Phi/dt = -4 L$."
    ),
    area_law.divergence_slope,
    depends_on=("two_layer.congruence_form",),
)

EXPLICIT_SLOPE = equality(
    "area_law.explicit_slope",
    (
        r"For $d = 2, 3, 4$, diagonal $A$ and any symmetric $W$, $\det W \operatorname{tr} V - (\det W)' = -4 L \det W$, "
        r"$\det W$ differentiated by entries."
    ),
    *(partial(area_law.explicit_slope, size) for size in (2, 3, 4)),
    depends_on=("two_layer.congruence_form",),
)

CONVERGENCE_STEPS = equality(
    "area_law.convergence_steps",
    (
        r"For $\lambda > 0$, $g = (1 - \lambda)^2/\lambda - (\lambda - \ln \lambda - 1)$ has $g(1) = 0$ and slope "
        r"$(\lambda - 1)/\lambda^2$, and $\lambda - \ln \lambda - 1$ has slope $(\lambda - 1)/\lambda$: both are $\ge 0$."
    ),
    area_law.gap_slope,
    area_law.gap_at_one,
    area_law.divergence_slope_in_eigenvalue,
    code=("theory.area_law.gap", "theory.area_law.gap_slope"),
)
