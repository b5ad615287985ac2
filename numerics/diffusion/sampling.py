r"""Sampling: from noise to an image, in steps from the last noise level to the first.

    step        x' = sqrt(a') image + sqrt(1 - a' - s^2) noise + s z,  s = eta sqrt((1 - a')/(1 - a)) sqrt(1 - a/a')
    eta = 0     DDIM: no noise is added;  eta = 1: ancestral sampling, the posterior of Ho et al. for every a, a'
    estimates   x = sqrt(a) image + sqrt(1 - a) noise: either estimate gives the other
    last step   a' = 1, x' = image; a single step is the estimate at the last noise level

Source: Song et al., 2020 (arXiv 2010.02502), Eq. (12) and (16); Ho et al., 2020 (arXiv 2006.11239), Eq. (7).

Legend: a = abar of this step, a' of the next; z standard Gaussian; K levels, k = 0..K-1 from the least noise to the largest
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from numerics.task.arrays import Array

#: An estimate of the image and of the noise, (image, noise), of a noised image at level k.
Estimate = Callable[[Any, Any], tuple[Any, Any]]


def both(found: Any, x: Any, left: Any, target: str) -> tuple[Any, Any]:
    """Return the estimates of image and noise, where `found` is that of the target, "image" or "noise"."""
    if target == "image":
        return found, (x - jnp.sqrt(left) * found) / jnp.sqrt(1 - left)
    return (x - jnp.sqrt(1 - left) * found) / jnp.sqrt(left), found


def chosen_levels(levels: int, steps: int) -> Array:
    """Return which of K levels are visited, evenly from the last one down, shape (steps,).

    Raises
    ------
    ValueError : if steps are not between 1 and K
    """
    if not 1 <= steps <= levels:
        raise ValueError(f"steps must lie between 1 and {levels}, got {steps}")
    visited: Array = np.rint(np.arange(steps, 0, -1) * levels / steps).astype(int) - 1
    return visited


def sample(estimate: Estimate, left: Any, start: Any, steps: int, noises: Any | None = None, eta: float = 0.0) -> Any:
    """Return samples, of the shape of `start`, the noise at the last level.

    Parameters
    ----------
    left : abar, shape (K,)
    noises : z of all steps but the last, shape (steps - 1, *start.shape); needed where eta is not 0

    Raises
    ------
    ValueError : if steps are not between 1 and K, or noises are missing
    """
    if eta and noises is None:
        raise ValueError(f"noises must be given for eta above 0, got none for eta = {eta:g}")
    visited = chosen_levels(len(left), steps)
    left = jnp.asarray(left, jnp.float32)

    def step(x: Any, along: Any) -> tuple[Any, None]:
        k, after, z = along
        image, noise = estimate(x, k)
        a, b = left[k], left[after]
        added = eta * jnp.sqrt((1 - b) / (1 - a) * (1 - a / b))
        x = jnp.sqrt(b) * image + jnp.sqrt(1 - b - added**2) * noise
        return x + added * z if eta else x, None

    drawn = noises if eta else np.zeros(steps - 1, np.float32)
    x = start if steps == 1 else jax.lax.scan(step, start, (visited[:-1], visited[1:], drawn))[0]
    return estimate(x, visited[-1])[0]
