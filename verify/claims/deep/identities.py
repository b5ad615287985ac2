"""Claims about networks of L layers by algebra: gradients, balance, aligned modes, minor entries."""

from __future__ import annotations

from theory.layers import deep
from verify.claim import Level
from verify.methods import equality

GRADIENTS = equality(
    "deep.gradients",
    (
        r"For three layers of any width, $\partial L/\partial W_3 = G (W_2 W_1)^T$, $\partial L/\partial W_2 = W_3^T G W_1^T$ "
        r"and $\partial L/\partial W_1 = (W_3 W_2)^T G$, $G = (W - I) A$, in every dimension."
    ),
    deep.gradient_third,
    deep.gradient_second,
    deep.gradient_first,
    level=Level.STANDARD,
    depends_on=("task.root_loss",),
)

BALANCE = equality(
    "deep.balance",
    (
        r"Along the flow of three layers $W_3^T W_3 - W_2 W_2^T$ and $W_2^T W_2 - W_1 W_1^T$ stand still, and $W$ moves by the "
        r"sum of three terms in $G$, in every dimension."
    ),
    deep.upper_balance,
    deep.lower_balance,
    deep.product_flow,
    level=Level.STANDARD,
    depends_on=("deep.gradients",),
)

BALANCED_FLOW = equality(
    "deep.balanced_flow",
    (
        r"At balanced layers $W_3 = P H$, $W_2 = H$, $W_1 = H Q^T$ the factors of the flow of $W$ are the powers of $S = P H^2 "
        r"P^T$ and $T = Q H^2 Q^T$, the third roots of $W W^T$ and $W^T W$."
    ),
    deep.left_square,
    deep.right_square,
    deep.left_root,
    deep.right_root,
    level=Level.STANDARD,
    depends_on=("deep.balance",),
)

ALIGNED = equality(
    "deep.aligned",
    (
        r"A mode of aligned layers obeys $s' = L a s^{2 - 2/L} (1 - s)$, and $s^p/p\, {}_2F_1(1, p; 1 + p; s)$, $p = 2/L - 1$, "
        r"has the derivative $s^{p-1}/(1 - s)$, for every $L$ from above 2 to 9, whole or not."
    ),
    deep.aligned_mode,
    deep.aligned_time,
    level=Level.STANDARD,
    depends_on=("deep.gradients",),
)

MINOR = equality(
    "deep.minor_flow",
    (
        r"While concept $i$ is learned by $L = 2$ to 9 layers, $u$ and $v$ of a weaker $j$ obey, in units of $x^{L-2}$, the "
        r"flow of two layers, to first order in them."
    ),
    deep.minor_flow,
    level=Level.STANDARD,
    depends_on=("deep.gradients",),
)

EXPONENT = equality(
    "deep.exponent",
    (
        r"In the reduced model $w_{21}$ at the minimum is of order $\epsilon^{2 (1-\rho)/(2-\kappa)}$, $\kappa = r/(L a_1)$, for "
        r"layers of scale $\epsilon$."
    ),
    deep.exponent,
    level=Level.STANDARD,
    depends_on=("deep.minor_flow", "untied.rise"),
)
