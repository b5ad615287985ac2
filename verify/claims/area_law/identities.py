"""Claims about the area law: the training loss integrates to a log-det divergence, so positive definite starts learn."""

from functools import partial

from theory import area_law
from verify.claim import Level
from verify.methods import ByIndices, equality

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
    level=Level.STANDARD,
    depends_on=("two_layer.congruence_form",),
)

AT_TWO = equality(
    "area_law.at_two",
    (
        r"For $d = 2$ and symmetric $A$ and $W$, $\det W > 0$, $\Phi = \operatorname{tr} W - \ln \det W - 2$ has $\Phi' = -4 L$ "
        r"along $W' = V(W)$, differentiated by entries."
    ),
    area_law.slope_at_two,
    level=Level.STANDARD,
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

LOSS_IN_EIGENVALUES = equality(
    "area_law.loss_in_eigenvalues",
    (
        r"For every $d$, full symmetric $A$ and $W = \operatorname{diag}(\lambda)$, entry $ii$ of $(I - W) A (I - W)$ is "
        r"$(1 - \lambda_i)^2 a_{ii}$: $2 L$ is their sum."
    ),
    area_law.loss_in_eigenvalues,
    method=ByIndices(),
    depends_on=("task.root_loss",),
)

CONVERGENCE_SLOPE = equality(
    "area_law.convergence_slope",
    (
        r"With $\varphi = \lambda - \ln \lambda - 1$, $2 a (1 - \lambda)^2 - 2 \alpha m \varphi = 2 (a - \alpha) (1 - \lambda)^2 "
        r"+ 2 \alpha [(1 - \lambda)^2 - \lambda \varphi + (\lambda - m) \varphi]$, $\ge 0$ for $a \ge \alpha$, $\lambda \ge m$; "
        r"and $\Phi' = -4 L$ gives $(\Phi e^{ct})' = (c \Phi - 4 L) e^{ct}$."
    ),
    area_law.loss_against_divergence,
    area_law.exponential_bound,
    depends_on=("area_law.slope", "area_law.loss_in_eigenvalues", "area_law.convergence_steps"),
)

FALLING_BOUND = equality(
    "area_law.falling_bound",
    (
        r"In every dimension, for symmetric $A$ and $W > 0$, $(4 t L + \Phi)' = -8 t \operatorname{tr}(X W X) \le 0$ by Jacobi's "
        r"formula: $4 t L(t) \le \Phi(W(0))$, as $\Phi \ge 0$."
    ),
    area_law.falling_bound,
    depends_on=("area_law.slope", "two_layer.loss_decrease", "area_law.convergence_steps"),
)
