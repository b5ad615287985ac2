r"""Denoisers: networks that estimate the image, or the noise, of a noised image at a level, given a conditioning.

    mlp     h = x W_in + e_k + e_c; three times h <- h + silu(norm(h) W_1 + e_k + e_c) W_2; norm(h) W_out
    U-Net   blocks h <- h W_s + conv_2 silu(norm(conv_1 silu(norm(h)) + (e_k + e_c) W_e)) at falling, then rising resolutions, the
            rising ones beside what the falling ones had; conv silu(norm(h)) + bias
    conv    3 x 3, zeros around: one matrix product of nine shifts laid side by side (convolutions in a scan are slow on a CPU)
    e_c     silu((2 c - 1) W_c1) W_c2, both layers scaled by `conditioning_scale`: how far apart the stages of learning are
    e_k     silu(sines and cosines of k/K) W_k

Weights are plain dictionaries of arrays, drawn by NumPy; their first axis may number the runs of a stack.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 5, for what is conditioned on, and for the U-Net (channels 64, 128,
256, two blocks a resolution, attention at the lowest), here with silu for GELU; Ronneberger et al., 2015 (arXiv 1505.04597).

Legend: x (batch, D); c (batch, 4); u = k/K (batch,); D numbers of an image, H width; C channels, w pixels of a side
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
        return _drawn(rng, shapes, self.conditioning_scale, {"out": (H, self.pixels), "bias": (self.pixels,)})

    def __call__(self, weights: Weights, x: Any, u: Any, c: Any) -> Any:
        """Return the estimate, shape (batch, D)."""
        beside = _beside(weights, u, c)
        h = x @ weights["in"] + beside
        for k in range(self.layers):
            h = h + jax.nn.silu(normed(h) @ weights[f"{k}a"] + beside) @ weights[f"{k}b"]
        return normed(h) @ weights["out"] + weights["bias"]


@dataclass(frozen=True)
class Unet:
    """A convolutional network from images to images.

    Parameters
    ----------
    width : pixels of a side, a multiple of 2^(resolutions - 1)
    channels : at each resolution, from the highest down
    blocks : residual blocks at a resolution
    attention : whether pixels of the lowest resolution attend to each other
    conditioning_scale : of the starting weights of the conditioning

    Raises
    ------
    ValueError : if the width cannot be halved that often
    """

    width: int
    channels: tuple[int, ...] = (16, 32, 64)
    blocks: int = 1
    attention: bool = False
    conditioning_scale: float = 0.1

    def __post_init__(self) -> None:
        if self.width % 2 ** (len(self.channels) - 1):
            raise ValueError(f"width must be a multiple of {2 ** (len(self.channels) - 1)}, got {self.width}")

    @property
    def pixels(self) -> int:
        """Return D, the numbers of an image."""
        return 3 * self.width**2

    def start(self, rng: Generator) -> Weights:
        """Return starting weights, Gaussian of variance 1/inputs; the last layer, and what attention adds, begin at 0."""
        first, last = self.channels[0], self.channels[-1]
        H = 4 * first
        shapes = {"in": (27, first), "level": (2 * FREQUENCIES, H), "c1": (4, H), "c2": (H, H)}
        for place, inputs, outputs in self._places():
            shapes |= {f"{place}a": (9 * inputs, outputs), f"{place}b": (9 * outputs, outputs), f"{place}e": (H, outputs)}
            if inputs != outputs:
                shapes[f"{place}s"] = (inputs, outputs)
        zeros: dict[str, tuple[int, ...]] = {"out": (9 * first, 3), "bias": (3,)}
        if self.attention:
            shapes |= dict.fromkeys(("query", "key", "value"), (last, last))
            zeros["attended"] = (last, last)
        return _drawn(rng, shapes, self.conditioning_scale, zeros)

    def __call__(self, weights: Weights, x: Any, u: Any, c: Any) -> Any:
        """Return the estimate, shape (batch, D)."""
        beside = jax.nn.silu(_beside(weights, u, c))
        h = conv(x.reshape(-1, 3, self.width, self.width).transpose(0, 2, 3, 1), weights["in"])
        had = []
        for level in range(len(self.channels)):
            h = _halved(h) if level else h
            for number in range(self.blocks):
                h = _block(weights, f"down{level}{number}", h, beside)
            had.append(h)
        h = _block(weights, "middle", _attended(weights, h) if self.attention else h, beside)
        for level in reversed(range(len(self.channels) - 1)):
            h = jnp.concatenate([jnp.repeat(jnp.repeat(h, 2, axis=1), 2, axis=2), had[level]], axis=-1)
            for number in range(self.blocks):
                h = _block(weights, f"up{level}{number}", h, beside)
        found = conv(jax.nn.silu(normed(h)), weights["out"]) + weights["bias"]
        return found.transpose(0, 3, 1, 2).reshape(-1, self.pixels)

    def _places(self) -> list[tuple[str, int, int]]:
        """Return name, channels in and channels out of all blocks."""
        found, before = [], self.channels[0]
        for level, count in enumerate(self.channels):
            for number in range(self.blocks):
                found.append((f"down{level}{number}", before, count))
                before = count
        found.append(("middle", before, before))
        for level, count in reversed(list(enumerate(self.channels[:-1]))):
            before += count
            for number in range(self.blocks):
                found.append((f"up{level}{number}", before, count))
                before = count
        return found


def conv(h: Any, kernel: Any) -> Any:
    """Return the correlation with a 3 x 3 kernel (9 C, outputs), rows by shift, zeros around; h (batch, w, w, C)."""
    w = h.shape[1]
    padded = jnp.pad(h, ((0, 0), (1, 1), (1, 1), (0, 0)))
    shifts = [padded[:, i : i + w, j : j + w] for i in range(3) for j in range(3)]
    return jnp.concatenate(shifts, axis=-1) @ kernel


def _block(weights: Weights, place: str, h: Any, beside: Any) -> Any:
    inside = conv(jax.nn.silu(normed(h)), weights[f"{place}a"]) + (beside @ weights[f"{place}e"])[:, None, None]
    straight = h @ weights[f"{place}s"] if f"{place}s" in weights else h
    return straight + conv(jax.nn.silu(normed(inside)), weights[f"{place}b"])


def _halved(h: Any) -> Any:
    """Return means over squares of 2 x 2 pixels."""
    batch, w, _, count = h.shape
    return h.reshape(batch, w // 2, 2, w // 2, 2, count).mean(axis=(2, 4))


def _attended(weights: Weights, h: Any) -> Any:
    flat = h.reshape(h.shape[0], -1, h.shape[-1])
    query, key, value = (normed(flat) @ weights[name] for name in ("query", "key", "value"))
    shares = jax.nn.softmax(query @ key.swapaxes(1, 2) / np.sqrt(h.shape[-1]), axis=-1)
    return h + (shares @ value @ weights["attended"]).reshape(h.shape)


def _drawn(rng: Generator, shapes: dict[str, tuple[int, int]], scale: float, zeros: dict[str, tuple[int, ...]]) -> Weights:
    weights = {name: rng.standard_normal(shape) / np.sqrt(shape[0]) for name, shape in shapes.items()}
    for name in ("c1", "c2"):
        weights[name] *= scale
    weights |= {name: np.zeros(shape) for name, shape in zeros.items()}
    return {name: array.astype(np.float32) for name, array in weights.items()}


def _beside(weights: Weights, u: Any, c: Any) -> Any:
    """Return e_k + e_c."""
    return jax.nn.silu(waves(u) @ weights["level"]) + jax.nn.silu((2 * c - 1) @ weights["c1"]) @ weights["c2"]


def waves(u: Any) -> Any:
    """Return sines and cosines of u at FREQUENCIES frequencies from 1 to 1000, shape (batch, 2 FREQUENCIES)."""
    angles = u[:, None] * jnp.geomspace(1.0, 1000.0, FREQUENCIES)
    return jnp.concatenate([jnp.sin(angles), jnp.cos(angles)], axis=1)


def normed(h: Any) -> Any:
    """Return rows with mean 0 and variance 1."""
    centred = h - h.mean(axis=-1, keepdims=True)
    return centred / jnp.sqrt((centred**2).mean(axis=-1, keepdims=True) + TINY)
