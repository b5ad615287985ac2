"""Claims about networks of L layers, integrated: aligned modes in closed form, and how depth makes the test loss rise."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.closed_form.untied import decay_exponents
from numerics.flow.events import course
from numerics.flow.layers import integrate_layers
from numerics.model.deep import aligned_motion, aligned_time, balanced_field
from numerics.task.layers import layer_product, product_field
from verify.claim import Claim, Level
from verify.methods import Bounded, Estimate, Order, Points, Statistical


def aligned_layers(c: Any, depth: int) -> Any:
    """Return diagonal layers whose product is diag(c)."""
    return (np.diag(np.asarray(c) ** (1 / depth)),) * depth


def modes(rng: Generator, wrong: float = 1.0) -> Points:
    """Compare the modes of aligned layers with the flow integrated layer by layer, L = 1 to 6."""
    a, c = np.array([1.0, 0.6]), np.array([0.02, 0.1])
    for depth in range(1, 7):
        t = np.linspace(0, 40, 161)
        W = integrate_layers(aligned_layers(c, depth), a, 40.0).W(t)
        yield float(np.max(np.abs(aligned_motion(wrong * a, depth, c, t)[0] - W))), {"L": depth}


MODES = Claim(
    id="deep.modes",
    title=r"The closed form of aligned layers is within $10^{-7}$ of the flow integrated layer by layer for $L = 1$ to 6.",
    source="new; Saxe et al., ICLR 2014",
    method=Bounded(
        measure=modes,
        tolerance=1e-7,
        what="Two modes from .02 and .1 at rates 1 and .6 are integrated and compared at 161 times.",
        faults=(("rates 1e-5 larger", {"wrong": 1 + 1e-5}),),
    ),
    level=Level.STANDARD,
    code=("numerics.model.deep.aligned_motion", "numerics.flow.layers.integrate_layers"),
    depends_on=("deep.aligned",),
)


def equal_starts(rng: Generator, power: float = 1.0) -> Points:
    """Compare T_1/T_2 of equal starts with a_2/a_1."""
    a = np.array([1.7, 0.4])
    for depth in (1, 2, 3, 5, 9):
        for c in (1e-6, 1e-2, 0.3):
            T = aligned_time(a, depth, np.full(2, c))
            yield float(abs(T[0] / T[1] / (a[1] / a[0]) ** power - 1)), {"L": depth, "c": c}


EQUAL_STARTS = Claim(
    id="deep.equal_starts",
    title=r"From equal starts of aligned modes $T_1/T_2 = a_2/a_1$ at $L = 1, 2, 3, 5, 9$, to $10^{-12}$.",
    source="new",
    method=Bounded(
        measure=equal_starts,
        tolerance=1e-12,
        what="Learning times from $10^{-6}$, .01 and .3.",
        faults=(("the square of the ratio", {"power": 2.0}),),
    ),
    code=("numerics.model.deep.aligned_time",),
    depends_on=("deep.aligned",),
)


def balanced_layers(rng: Generator, d: int, depth: int, scale: float) -> Any:
    """Return balanced layers with random frames and a random core."""
    frames = [np.linalg.qr(rng.standard_normal((d, d)))[0] for _ in range(depth + 1)]
    core = np.diag(scale * rng.uniform(0.5, 1.5, d))
    return tuple(after @ core @ before.T for before, after in pairwise(frames))


def balanced_fields(rng: Generator, off: int = 0) -> Points:
    """Compare W' of balanced layers by the flow of W alone with that of the layers."""
    for depth in (1, 2, 3, 4, 6):
        layers = balanced_layers(rng, 3, depth, 0.7)
        a = rng.uniform(0.3, 2.0, 3)
        speed = product_field(layers, a)
        found = balanced_field(layer_product(layers), a, depth + off)
        yield float(np.max(np.abs(found - speed)) / np.max(np.abs(speed))), {"L": depth}


BALANCED_FIELD = Claim(
    id="deep.balanced_field",
    title=(
        r"For balanced layers $W' = -\sum_l (W W^T)^{(L-l)/L} G (W^T W)^{(l-1)/L}$ is what the layers give, to $10^{-11}$, at "
        r"$L = 1, 2, 3, 4, 6$."
    ),
    source="Arora et al., ICML 2018",
    method=Bounded(
        measure=balanced_fields,
        tolerance=1e-11,
        what="One random balanced start at $d = 3$ for each depth.",
        faults=(("one layer more", {"off": 1}),),
    ),
    code=("numerics.model.deep.balanced_field", "numerics.task.layers.product_field"),
    depends_on=("deep.balanced_flow",),
)

#: Rates, test point, and the core of the layers of scale 1 from which rises are measured: all layers equal, symmetric, > 0.
RATES, PROBE = (1.0, 0.5), (1.0, 1.0)
CORE = ((1.0, 0.5), (0.5, 1.2))


def seen(epsilon: float, depth: int, core: Any = CORE) -> tuple[float, float, float]:
    """Return the rise of the test loss after the first learning time, w_21 at its minimum, and the largest w_21."""
    a, layers = np.array(RATES), (epsilon * np.array(core),) * depth
    latest = float(np.max(aligned_time(a, depth, np.full(2, float(np.linalg.eigvalsh(np.array(core))[0] * epsilon) ** depth))))
    path = integrate_layers(layers, a, 1.5 * latest + 20)
    found = course(path, np.array(PROBE))
    peak = float(np.max(path.curve[0][:, 1, 0]))
    if len(found.turning_points) < 2:
        return 0.0, 0.0, peak
    low, high = found.climb
    return high.loss - low.loss, float(path.W(low.t)[1, 0]), peak


def entry_at_minimum(epsilon: float, rng: Generator, depth: int) -> float:
    """Return w_21 at the minimum of the test loss."""
    return seen(epsilon, depth)[1]


def peak_of_entry(epsilon: float, rng: Generator, depth: int) -> float:
    """Return the largest w_21."""
    return seen(epsilon, depth)[2]


def _order(name: str, depth: int, scales: tuple[float, ...], measure: Any, exponent: float, what: str) -> Claim:
    return Claim(
        id=f"deep.{name}_{depth}",
        title=(
            f"At $L = {depth}$ and $\\rho = 1/2$ {what} is of order $\\epsilon^{{{exponent:.3f}}}$, within .03, for $\\epsilon$ "
            f"from {min(scales):g} to {max(scales):g}."
        ),
        source="new",
        method=Order(
            error=partial(measure, depth=depth),
            scales=scales,
            exponent=round(exponent, 6),
            tolerance=0.03,
            what="Equal symmetric layers are integrated at rates 1 and 1/2.",
            faults=(("one layer less", {"depth": 1}),),
        ),
        level=Level.STANDARD,
        code=("numerics.flow.layers.integrate_layers",),
        depends_on=("deep.exponent",),
    )


#: kappa = r/(L a_1) = 2 e-/L at rho = 1/2.
KAPPA = {depth: 2 * float(decay_exponents(0.5)[0]) / depth for depth in (3, 4)}

PEAK_3 = _order("peak", 3, (0.01, 0.005, 0.0025), peak_of_entry, 0.5, "the largest $w_{21}$")
PEAK_4 = _order("peak", 4, (0.04, 0.02, 0.01), peak_of_entry, 0.5, "the largest $w_{21}$")
MINIMUM_3 = _order("minimum", 3, (0.01, 0.005, 0.0025), entry_at_minimum, 1 / (2 - KAPPA[3]), "$w_{21}$ at the minimum")
MINIMUM_4 = _order("minimum", 4, (0.01, 0.005, 0.0025), entry_at_minimum, 1 / (2 - KAPPA[4]), "$w_{21}$ at the minimum")


def rises(rng: Generator, starts: int, sign: float = 1.0) -> Any:
    """Yield the mean rise at L = 1 to 5 from equal symmetric layers with a random positive correlation."""
    for depth in range(1, 6):
        found = []
        for _ in range(starts):
            p, q, r = rng.uniform(0.8, 1.2), rng.uniform(0.8, 1.2), sign * rng.uniform(0.4, 0.7)
            found.append(seen(0.1, depth, ((p, r * np.sqrt(p * q)), (r * np.sqrt(p * q), q)))[0])
        yield Estimate.mean(f"rise_at_{depth}", np.array(found), (-0.02, 0.02) if depth < 3 else (0.05, 0.4))


RISES = Claim(
    id="deep.rises_by_depth",
    title=(
        r"From equal symmetric layers of scale .1 with correlations .4 to .7 the mean rise of the test loss at (1, 1), rates 1 "
        r"and 1/2, is below .02 for $L = 1, 2$ and between .05 and .4 for $L = 3, 4, 5$."
    ),
    source="new",
    method=Statistical(
        sampling=partial(rises, starts=12),
        comparisons=5,
        what="12 starts of each depth are integrated.",
        faults=(("negative correlations", {"starts": 6, "sign": -1.0}),),
    ),
    level=Level.STANDARD,
    code=("numerics.flow.layers.integrate_layers",),
    depends_on=("deep.minor_flow",),
)
