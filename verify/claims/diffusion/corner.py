"""Claims about the first stage of the denoiser, which follows the strong concept alone: its slope, its corner, its error."""

from theory import diffusion
from verify.methods import equality

REGRESSION = equality(
    "diffusion.regression",
    (
        "Over the cells 00, 10 and 01 of any weights, the strong level with any variance within its cell, the least squares "
        "slope of the weak level on the strong one is $-p_1 p_2 / (p_1 (1 - p_1) + v)$: the training marginal alone bends the"
        " path."
    ),
    diffusion.regression,
    depends_on=("diffusion.mode",),
)

PAPER_SLOPE = equality(
    "diffusion.paper_slope",
    "For three cells of equal weights that slope is $-(1/9) / (2/9 + v)$.",
    diffusion.paper_slope,
    depends_on=("diffusion.regression",),
)

CORNER = equality(
    "diffusion.corner",
    (
        "On the regression line the weak level is $p_2 v / (p_1 (1 - p_1) + v)$ where the strong one is 1: without variance "
        "within the cells this is the trained corner 10, whatever the weights."
    ),
    diffusion.corner,
    depends_on=("diffusion.regression",),
)

ERROR_SLOPE = equality(
    "diffusion.error_slope",
    (
        "Along the regression line the squared distance to the unseen 11 grows where the strong level comes to 1: its slope "
        "there is $2 p_1 p_2 (p_1 (1 - p_1) + v (1 - p_2)) / (p_1 (1 - p_1) + v)^2 > 0$, whatever the weights."
    ),
    diffusion.error_slope,
    depends_on=("diffusion.corner",),
)
