r"""Images of coloured discs, with the conditioning that describes them: colour and size, each at a level between two classes.

    colour        (r, g, b) = (1/2 + s/2 - s z, 1/2 - s/2, 1/2 - s/2 + s z), each channel + uniform(-1, 1) s/8;  0 red, 1 blue
    diameter      .45 + q/2 - q z of the width, + uniform(-1, 1) 3q/8;  0 big, 1 small
    image         background + (colour - background) coverage, a pixel at the edge in part, scaled to [-1, 1]; channels first
    conditioning  c = (r, g, b, diameter), of the image in training, of the class at test

Source: Park et al., 2024 (arXiv 2406.19370), as transcribed, for separations, diversities, background and noise; Yang et al.,
ICLR 2025 (arXiv 2410.08309v2), section 5, which uses these data.

Legend: s, q separations of colour and size; z level; n images; w width, D = 3 w^2 numbers of an image
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.random import Generator

from numerics.task.arrays import Array

#: What separations may be: beyond these the classes overlap, or leave the image or the cube of colours.
COLOURS, SIZES = (0.1, 0.8), (0.1, 0.4)
#: Of images: a disc of the least size still covers a pixel; larger ones take gigabytes to train on.
WIDTHS = (8, 64)
#: The diameter between the classes, and the background and its half width.
MIDDLE, BACKGROUND, BACKGROUND_SPREAD = 0.45, 0.9, 0.1


@dataclass(frozen=True)
class Discs:
    """The images of a task.

    Parameters
    ----------
    colour, size : separations s and q of the classes, in [.1, .8] and [.1, .4]
    width : pixels of a side, 8 to 64
    colour_spread, size_spread : half widths of the diversities, in units of the separations, in [0, 1/2]
    jitter : half width of the position of the disc, in units of the width, in [0, 1/2]
    noise : standard deviation of the noise of a pixel

    Raises
    ------
    ValueError : naming what is out of range
    """

    colour: float = 0.8
    size: float = 0.2
    width: int = 16
    colour_spread: Fraction = Fraction(1, 8)
    size_spread: Fraction = Fraction(3, 8)
    jitter: float = 0.0
    noise: float = 1e-3

    def __post_init__(self) -> None:
        ranges: dict[str, tuple[float, float, float]] = {
            "colour": (self.colour, *COLOURS),
            "size": (self.size, *SIZES),
            "width": (self.width, *WIDTHS),
            "colour_spread": (float(self.colour_spread), 0, 0.5),
            "size_spread": (float(self.size_spread), 0, 0.5),
            "jitter": (self.jitter, 0, 0.5),
            "noise": (self.noise, 0, 1),
        }
        for name, (value, low, high) in ranges.items():
            if not low <= value <= high:
                raise ValueError(f"{name} must lie between {low} and {high}, got {value}")

    @property
    def pixels(self) -> int:
        """Return D, the numbers of an image."""
        return 3 * self.width**2

    def within(self) -> tuple[Fraction, Fraction]:
        """Return the variances of the levels within a cell: of colour, read as (b - r + s)/(2 s), and of size."""
        return Fraction(self.colour_spread) ** 2 / 6, Fraction(self.size_spread) ** 2 / 3

    def conditioning(self, levels: Array) -> Array:
        """Return (r, g, b, diameter) of the classes at levels, shape (n, 4), levels (n, 2)."""
        z = np.asarray(levels, dtype=float)
        ends, s = np.full(len(z), 0.5 - self.colour / 2), self.colour
        return np.stack([ends + s * (1 - z[:, 0]), ends, ends + s * z[:, 0], MIDDLE + self.size * (0.5 - z[:, 1])], axis=1)

    def spreads(self) -> Array:
        """Return the half widths of the four conditionings within a cell."""
        return np.array([self.colour * float(self.colour_spread)] * 3 + [self.size * float(self.size_spread)])

    def coverage(self, diameters: Array, centres: Array | None = None) -> Array:
        """Return how much of each pixel discs cover, shape (n, w, w); centres (n, 2) in units of the width, from the middle."""
        middle = (np.arange(self.width) + 0.5) / self.width - 0.5
        shift = np.zeros((len(diameters), 2)) if centres is None else centres
        away = [middle - shift[:, k, None] for k in (0, 1)]
        distance = np.hypot(away[0][:, :, None], away[1][:, None, :])
        covered: Array = np.clip((diameters[:, None, None] / 2 - distance) * self.width + 0.5, 0, 1)
        return covered

    def images(self, conditionings: Array, backgrounds: Array | None = None, centres: Array | None = None) -> Array:
        """Return images without noise, shape (n, D), of conditionings (n, 4); backgrounds (n, 3), by default the mean."""
        behind = np.full((len(conditionings), 3), BACKGROUND) if backgrounds is None else backgrounds
        covered = self.coverage(conditionings[:, 3], centres)[:, None]
        painted = behind[:, :, None, None] * (1 - covered) + conditionings[:, :3, None, None] * covered
        return 2 * painted.reshape(len(conditionings), -1) - 1

    def draw(self, rng: Generator, levels: Array) -> tuple[Array, Array]:
        """Return images (n, D) and their conditionings (n, 4), one for each of the levels (n, 2)."""
        n = len(levels)
        conditionings = self.conditioning(levels) + rng.uniform(-1, 1, (n, 4)) * self.spreads()
        backgrounds = BACKGROUND + rng.uniform(-BACKGROUND_SPREAD, BACKGROUND_SPREAD, (n, 3))
        centres = rng.uniform(-self.jitter, self.jitter, (n, 2)) if self.jitter else None
        images = self.images(conditionings, backgrounds, centres)
        return images + self.noise * rng.standard_normal(images.shape), conditionings
