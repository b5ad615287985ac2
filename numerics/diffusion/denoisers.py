r"""Denoisers: networks that estimate the image, or the noise, of a noised image at a level, given a conditioning.

    mlp     h = x W_in + e_k + e_c; three times h <- h + silu(norm(h) W_1 + e_k + e_c) W_2; norm(h) W_out
    e_c     silu((2 c - 1) W_c1) W_c2, both layers scaled by `conditioning_scale`: how far apart the stages of learning are
    e_k     silu(sines and cosines of k/K) W_k

Weights are plain dictionaries of arrays, drawn by NumPy; their first axis may number the runs of a stack.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 5, for what is conditioned on; this network is smaller than theirs.

Legend: x (batch, D); c (batch, 4); u = k/K (batch,); D numbers of an image, H width
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.random import Generator

#: Frequencies of the sines and cosines of the noise level.
FREQUENCIES = 16
#: Below the variance of a layer.
TINY = 1e-5
Weights = dict[str, Any]


@dataclass(frozen=True)
class Mlp:
    """A residual network of images as vectors.

    Parameters
    ----------
    pixels : numbers of an image
    hidden : width of the layers
    layers : residual layers
    conditioning_scale : of the starting weights of the conditioning
    """

    pixels: int
    hidden: int = 256
    layers: int = 3
    conditioning_scale: float = 0.1

    def start(self, rng: Generator) -> Weights:
        """Return starting weights, Gaussian of variance 1/inputs; the last layer begins at 0."""
        H = self.hidden
        shapes = {"in": (self.pixels, H), "level": (2 * FREQUENCIES, H), "c1": (4, H), "c2": (H, H)}
        shapes |= {f"{k}{part}": (H, H) for k in range(self.layers) for part in ("a", "b")}
        weights = {name: rng.standard_normal(shape) / np.sqrt(shape[0]) for name, shape in shapes.items()}
        for name in ("c1", "c2"):
            weights[name] *= self.conditioning_scale
        weights["out"] = np.zeros((H, self.pixels))
        weights["bias"] = np.zeros(self.pixels)
        return {name: array.astype(np.float32) for name, array in weights.items()}

    def __call__(self, weights: Weights, x: Any, u: Any, c: Any) -> Any:
        """Return the estimate, shape (batch, D)."""
        level = jax.nn.silu(waves(u) @ weights["level"])
        beside = level + jax.nn.silu((2 * c - 1) @ weights["c1"]) @ weights["c2"]
        h = x @ weights["in"] + beside
        for k in range(self.layers):
            h = h + jax.nn.silu(normed(h) @ weights[f"{k}a"] + beside) @ weights[f"{k}b"]
        return normed(h) @ weights["out"] + weights["bias"]


def waves(u: Any) -> Any:
    """Return sines and cosines of u at FREQUENCIES frequencies from 1 to 1000, shape (batch, 2 FREQUENCIES)."""
    angles = u[:, None] * jnp.geomspace(1.0, 1000.0, FREQUENCIES)
    return jnp.concatenate([jnp.sin(angles), jnp.cos(angles)], axis=1)


def normed(h: Any) -> Any:
    """Return rows with mean 0 and variance 1."""
    centred = h - h.mean(axis=-1, keepdims=True)
    return centred / jnp.sqrt((centred**2).mean(axis=-1, keepdims=True) + TINY)
