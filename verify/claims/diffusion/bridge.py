"""Claims about the denoiser at the last noise level, two linear layers: its loss, flow, conserved quantity, modes and limits."""

from theory import diffusion
from verify.claim import Level
from verify.methods import equality

SAMPLE_LOSS = equality(
    "diffusion.sample_loss",
    (
        r"In every dimension, the mean square over pixels of the residual of one pair, $\tfrac{1}{D} \lVert O M c - x "
        r"\rVert^2$, is the loss with the moments $c c^T$, $x c^T$ and $x x^T$ of that pair: $L$ is its mean over the data."
    ),
    diffusion.sample_loss,
    source=diffusion.PAPER_MODEL,
)

GRADIENT = equality(
    "diffusion.gradient",
    (
        r"In every dimension, by differentiation, $\partial L / \partial O = -\tfrac{2}{D} (X - O M S) M^T$ and "
        r"$\partial L / \partial M = -\tfrac{2}{D} O^T (X - O M S)$: the flow of both layers on the loss clock."
    ),
    diffusion.gradient_outputs,
    diffusion.gradient_embedding,
    source=diffusion.PAPER_MODEL,
    depends_on=("diffusion.sample_loss",),
)

CONSERVED = equality(
    "diffusion.conserved",
    "In every dimension, $O^T O - M M^T$ stands still along the gradient flow.",
    diffusion.conserved,
    depends_on=("diffusion.gradient",),
)

PRODUCT_FLOW = equality(
    "diffusion.product_flow",
    (
        r"In every dimension, along the gradient flow the map $W = O M$ moves by "
        r"$\tfrac{2}{D} [(X - W S) M^T M + O O^T (X - W S)]$."
    ),
    diffusion.product_flow,
    depends_on=("diffusion.gradient",),
)

REDUCTION = equality(
    "diffusion.reduction",
    (
        "In every dimension and for frames with orthonormal columns, where $O = P u R^T$, $M = R v Q^T$, $X = P Y Q^T$ and $S"
        r" = Q G Q^T$, the flow stays in the frames: $\dot u = \tfrac{2}{D} (Y - u v G) v^T$ and $\dot v = \tfrac{2}{D} u^T (Y"
        " - u v G)$. Where these are diagonal, each mode moves by itself."
    ),
    diffusion.reduced_outputs,
    diffusion.reduced_embedding,
    depends_on=("diffusion.gradient",),
)

MODE_SPEED = equality(
    "diffusion.mode_speed",
    (r"One mode $w = u v$ moves by $\dot w^2 = \tfrac{4}{D^2} (Y_1 - G_1 w)^2 (4 w^2 + (v^2 - u^2)^2)$ at any $u$, $v$."),
    diffusion.mode_speed,
    depends_on=("diffusion.reduction",),
)

MODE = equality(
    "diffusion.mode",
    (
        r"From $u = 0$, $v = \epsilon$ one mode is $w = \tfrac{\epsilon^2}{4} (y - 1/y)$ with $y$ in closed form: it solves "
        r"$\dot y = \tfrac{4}{D} (Y_1 - G_1 w) y$, begins at $w = 0$ and ends at $Y_1 / G_1$."
    ),
    diffusion.mode_factors,
    diffusion.mode_solution,
    diffusion.mode_start,
    diffusion.mode_limit,
    level=Level.STANDARD,
    depends_on=("diffusion.mode_speed", "diffusion.conserved"),
)

MODE_TIME = equality(
    "diffusion.mode_time",
    "The time at which one mode comes to any size below its limit, in closed form.",
    diffusion.mode_time,
    level=Level.STANDARD,
    depends_on=("diffusion.mode",),
)

TIME_AT_SMALL_STARTS = equality(
    "diffusion.time_at_small_starts",
    (
        r"For small starts one mode comes to $y = \rho / 2$ at $\tfrac{D}{4 Y_1} \ln \rho$ to leading order: in units of "
        r"$\tfrac{D}{4 Y_1}$ the difference vanishes."
    ),
    diffusion.time_at_small_starts,
    level=Level.STANDARD,
    depends_on=("diffusion.mode_time",),
)

LAZY_SOLUTION = equality(
    "diffusion.lazy_solution",
    (
        r"In every dimension, with $M$ at rest and $\dot E = -\tfrac{2}{D} E S M^T M$, $W = X S^{-1} (I - E)$ obeys "
        r"$\dot W = \tfrac{2}{D} (X - W S) M^T M$."
    ),
    diffusion.lazy_solution,
    depends_on=("diffusion.product_flow",),
)

LIMIT = equality(
    "diffusion.limit",
    (
        "In every dimension, where images are linear in their conditioning, $x = J c$, the least squares map $X S^{-1}$ is "
        "$J$: it is right on conditionings that were never shown too."
    ),
    diffusion.limit,
    depends_on=("diffusion.gradient",),
)
