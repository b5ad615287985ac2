"""Claims about what one linear layer learns when: learning times, their order, terminal slowing."""

from __future__ import annotations

from theory import one_layer
from verify.claim import Claim
from verify.claims.one_layer.flow import SECTION
from verify.methods import Identity

LEARNING_TIME = Claim(
    id="one_layer.learning_time",
    title=(
        r"For $d = 1, 2, 3$, from $W(0) = 0$ the residual of direction $k$ is $\epsilon$ of its start at "
        r"$T_k = \ln(1/\epsilon)/a_k$."
    ),
    source=SECTION,
    method=Identity(),
    equations=lambda: [one_layer.residual_at_learning_time(size) for size in (2, 1, 3)],
    code=("theory.one_layer.learning_time", "theory.one_layer.residual_at_learning_time"),
    depends_on=("one_layer.solution",),
)

ORDER = Claim(
    id="one_layer.order",
    title=(
        r"$T_1 - T_2 = \ln(1/\epsilon) (a_2 - a_1)/(a_1 a_2)$: of two directions the one with the larger rate is learned "
        "first."
    ),
    source=SECTION,
    method=Identity(),
    equations=lambda: [one_layer.order_of_learning()],
    code=("theory.one_layer.order_of_learning",),
    depends_on=("one_layer.learning_time",),
)

ORDER_AT_EQUAL_DIVERSITY = Claim(
    id="one_layer.order_at_equal_diversity",
    title=r"At equal $\sigma$, $a_1 - a_2 = (\mu_1^2 - \mu_2^2)/s$: the larger signal is learned first.",
    source=SECTION,
    method=Identity(),
    equations=lambda: [one_layer.order_at_equal_diversity()],
    code=("theory.one_layer.order_at_equal_diversity",),
    depends_on=("one_layer.order", "task.second_moment"),
)

ORDER_FLIP = Claim(
    id="one_layer.order_flip",
    title=(
        r"$a_1 - a_2 = \sigma_1^2 - [\sigma_2^2 + (\mu_2^2 - \mu_1^2)/s]$: diversity overtakes signal where the bracket is "
        r"$\sigma_1^2$."
    ),
    source=SECTION,
    method=Identity(),
    equations=lambda: [one_layer.order_flip()],
    code=("theory.one_layer.order_flip",),
    depends_on=("one_layer.order", "task.second_moment"),
)

TERMINAL_SLOWING = Claim(
    id="one_layer.terminal_slowing",
    title=(
        r"For $d = 3$, $e^{2 a_r t} \lVert f' \rVert^2$ tends to $a_r^2 z_r^2 \lVert (W(0) - I) e_r \rVert^2$, $a_r$ the least "
        "of the rates whose direction the input meets."
    ),
    source=SECTION,
    method=Identity(),
    equations=lambda: [one_layer.terminal_slowing(), one_layer.terminal_slowing((3,)), one_layer.terminal_slowing((2, 3))],
    code=("theory.one_layer.terminal_slowing",),
    depends_on=("one_layer.solution",),
)
