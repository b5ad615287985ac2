"""Integration of linear networks layer by layer, from layers of any scale, with dense output.

    W_l' = -dL/dW_l                                                        (loss clock)
    two layers, W < 1e-16     W_2 = e^{At} U + e^{-At} D,  W_1^T = e^{At} U - e^{-At} D       exact to rounding, not integrated

Source: the linear phase: Saxe et al., ICLR 2014 (arXiv 1312.6120); DOP853 and LSODA of SciPy.

Legend: U = (W_2(0) + W_1(0)^T)/2, D = (W_2(0) - W_1(0)^T)/2, (d, h); a (d,) rates.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.flow.integrate import CELLS_PER_STEP, LINEAR_BELOW, check_run, solve
from numerics.task.arrays import Array
from numerics.task.layers import Layers, flattened, layer_field, layer_product, product_field, unflattened
from numerics.task.trajectory import Clock, Trajectory

#: An entry is followed to relative precision down to this part of the largest of its coordinate.
SMALLEST_PART = 1e-2


def integrate_layers(layers: Layers, a: Array, end: float, rtol: float = 1e-11) -> Trajectory:
    """Integrate the gradient flow of every layer to time `end` on the loss clock, and return the path of the product.

    Parameters
    ----------
    layers : start, W_1 first, of any scale
    a : rates, shape (d,)
    end : time > 0
    rtol : relative tolerance of a step in the size of a layer

    Raises
    ------
    ValueError : if a value is not finite, `end` not above 0, or the integrator gives up
    """
    check_run(flattened(layers), a, end)
    shapes = tuple(layer.shape for layer in layers)
    fastest = float(np.max(a, initial=0.0))
    grow, linear = _linear_phase(layers, a, end)
    if linear >= end or fastest == 0 or not np.any(flattened(layers)):
        return _path(grow if linear > 0 else lambda t: tuple(np.broadcast_to(w, (t.size, *w.shape)) for w in layers), a, end)
    start = tuple(layer[0] for layer in grow(np.array([linear]))) if linear else layers
    floor = rtol * flattened(_floors(start))
    longest = 1 / fastest if len(layers) == 2 else np.inf
    steps, dense = solve(
        lambda flat, A: flattened(layer_field(unflattened(flat, shapes), A)),
        flattened(start), a, (linear, end), rtol, floor, longest, fastest * _steepness(start),
    )  # fmt: skip

    def state(t: Array) -> Layers:
        late = unflattened(dense(np.maximum(t, linear)), shapes)
        if not linear:
            return late
        early, is_early = grow(np.minimum(t, linear)), (t < linear)[:, None, None]
        return tuple(np.where(is_early, one, other) for one, other in zip(early, late, strict=True))

    return _path(state, a, end, steps if linear == 0 else np.append(0.0, steps))


def _path(state: Callable[[Array], Layers], a: Array, end: float, steps: Array | None = None) -> Trajectory:
    def motion(t: Array) -> tuple[Array, Array]:
        layers = state(t)
        return layer_product(layers), product_field(layers, a)

    return Trajectory(motion, np.array([0.0, end]) if steps is None else steps, Clock.LOSS, CELLS_PER_STEP)


def _steepness(layers: Layers) -> float:
    """Return how many times faster than a rate errors of W decay: the sum over layers of the squared sizes of all others."""
    sizes = [float(np.linalg.norm(layer, 2)) for layer in layers]
    return max(float(len(layers)), sum(float(np.prod(sizes[:k] + sizes[k + 1 :])) ** 2 for k in range(len(sizes))))


def _floors(layers: Layers) -> Layers:
    """Return for each entry a small part of its coordinate of input or output, or of its layer where it has none."""
    parts = []
    for number, layer in enumerate(layers, 1):
        axis = 0 if number == 1 else 1 if number == len(layers) else None
        parts.append(np.broadcast_to(np.max(np.abs(layer), axis=axis, keepdims=True), layer.shape))
    return tuple(np.maximum(SMALLEST_PART * part, 1e-300) for part in parts)


def _linear_phase(layers: Layers, a: Array, end: float) -> tuple[Callable[[Array], Layers], float]:
    """Return times to two layers in their linear phase, and until when it lasts; 0 for another number of layers."""
    if len(layers) != 2:
        return lambda t: layers, 0.0
    first, second = layers[0].T, layers[1]
    U, D = (second + first) / 2, (second - first) / 2
    size = float(np.max(np.sum(U**2, axis=1) + np.sum(D**2, axis=1), initial=0.0))
    fastest = float(np.max(a, initial=0.0))
    if size == 0 or fastest == 0:
        return lambda t: layers, 0.0
    last = min(max(float(np.log(LINEAR_BELOW / size)) / (2 * fastest), 0.0), end)

    def grow(t: Array) -> Layers:
        factor = np.exp(np.multiply.outer(t, a))[..., None]
        up, down = factor * U, D / factor
        return (up - down).swapaxes(-1, -2), up + down

    return grow, last
