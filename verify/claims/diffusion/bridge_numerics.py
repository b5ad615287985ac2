"""Claims about the numbers of the bridge: its field is the derived one, descent follows its flow, its path follows the slope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.diffusion import bridge
from numerics.diffusion.cells import DESIGNS
from numerics.diffusion.discs import Discs
from numerics.diffusion.moments import Moments, moments
from theory import diffusion
from theory.algebra.equation import Equation
from verify.claim import Claim, Level
from verify.methods import Bounded, Order, Points, Twin

#: Hidden units of the layers that are trained: more than the five numbers of the conditioning.
HIDDEN = 12
#: The time, in units of D/2, at which descent is compared with the flow: the mean image is learned, the strong concept half.
COMPARED_AT = 0.5
#: Pixels of a side of the images that are learned from: the flow depends on the images by their moments alone.
WIDTH = 8
#: How far the weak level may be off the slope where the strong one crosses .8, since the other modes have begun by then.
LEFT_OUT = 0.05


def outputs_velocity(O: Any, M: Any, X: Any, S: Any) -> Any:
    """Return O' on the loss clock from the field in units of D/2."""
    return bridge.field(O, M, Moments(X, S))[0] * 2 / len(O)


def embedding_velocity(O: Any, M: Any, X: Any, S: Any) -> Any:
    """Return M' on the loss clock from the field in units of D/2."""
    return bridge.field(O, M, Moments(X, S))[1] * 2 / len(O)


def descent_error(step: float, rng: Generator, clock: float = 1.0, ratio: float = 0.3) -> float:
    """Return how far layers of HIDDEN units, trained by plain gradient descent, are off the reduced flow in O M."""
    data = moments(DESIGNS["paper"], Discs(width=WIDTH))
    frame = np.linalg.qr(rng.standard_normal((HIDDEN, 5)))[0]
    start = np.zeros((len(data.X), HIDDEN)), frame * np.array([1.0, *[0.3] * 4])
    O, M = bridge.descend(*start, data, clock * step, round(COMPARED_AT / step))
    exact = bridge.reduced(data, ratio).maps(np.array([0.0, COMPARED_AT]))[-1]
    return float(np.abs(O @ M - exact).max())


def off_the_slope(rng: Generator, sign: float = 1.0) -> Points:
    """Return how far the weak level is off the slope where the strong one first crosses .8, for every design."""
    for name, design in DESIGNS.items():
        found, mean = bridge.predict(design, Discs()), [float(level) for level in design.mean()]
        after = int(np.argmax(found.path[:, 0] > 0.8))
        risen = float(np.interp(0.8, found.path[after - 1 : after + 1, 0], found.path[after - 1 : after + 1, 1])) - mean[1]
        by_slope = sign * found.slope * (0.8 - mean[0])
        yield abs(risen - by_slope), {"design": name, "on the path": risen, "by the slope": by_slope}


def _twin(name: str, letter: str, function: Callable[..., Any], equation: Callable[[], Equation]) -> Claim:
    return Claim(
        id=f"diffusion.{name}",
        title=f"The NumPy field of the bridge is ${letter}'$, derived by differentiation, at several sizes of the layers.",
        source="new",
        method=Twin(function, ("O", "M", "X", "S"), sizes=(1, 2, 3)),
        equations=lambda: [equation()],
        code=("numerics.diffusion.bridge.field",),
        depends_on=("diffusion.gradient",),
    )


OUTPUTS_FIELD = _twin("outputs_field", "O", outputs_velocity, diffusion.outputs_velocity)

EMBEDDING_FIELD = _twin("embedding_field", "M", embedding_velocity, diffusion.embedding_velocity)

DESCENT = Claim(
    id="diffusion.descent",
    title=(
        f"Two linear layers of {HIDDEN} hidden units, trained on moments of the paper's three cells by plain gradient descent, "
        "come to the reduced flow of 25 + 25 numbers at first order in the step."
    ),
    source="new",
    method=Order(
        error=descent_error,
        scales=(1 / 128, 1 / 256, 1 / 512, 1 / 1024),
        exponent=1.0,
        what="Descent and flow are compared in every entry of $O M$, at half a unit of $D/2$ of loss time.",
        faults=(("twice the step", {"clock": 2.0}), ("another start", {"ratio": 0.33})),
    ),
    code=("numerics.diffusion.bridge.descend", "numerics.diffusion.bridge.Reduced.maps"),
    depends_on=("diffusion.outputs_field", "diffusion.embedding_field", "diffusion.reduction"),
)

PATH_SLOPE = Claim(
    id="diffusion.path_slope",
    title=(
        r"Where the colour of the bridge's path of the unseen composition first crosses .8, its size is off $\mathbb{E} z_2 + "
        rf"\beta_{{21}} (.8 - \mathbb{{E}} z_1)$ by at most {LEFT_OUT:g}, for five designs of correlation $-.50$ to $.64$, at "
        "separations .8 and .2."
    ),
    source="new",
    method=Bounded(
        measure=off_the_slope,
        tolerance=LEFT_OUT,
        named="largest_distance_from_the_slope",
        what="The path of the bridge, integrated, is held against the slope of the weights alone.",
        faults=(("the other sign of the slope", {"sign": -1.0}),),
    ),
    code=("numerics.diffusion.bridge.predict", "numerics.diffusion.cells.Design.slope"),
    level=Level.STANDARD,
    depends_on=("diffusion.regression", "diffusion.descent"),
)
