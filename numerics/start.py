"""A start W(0), exactly: from a file or from a seed.

    --w0 FILE        .npy (floats as the binary fractions they are) or .json (rows; decimals and "p/q" exactly); layers: .npz
                     with W1 (next to the input) to WL, or .json with these names
    --init-scale R   U = R * default_rng(seed).random((d, d)) in floats, then without rounding W(0) = U U^T for the tied model,
                     W(0) = U for one layer; layers are R * default_rng(seed).standard_normal, W1 first, of shapes (h, d), (h, h),
                     ..., (d, h)

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 2.1; the released code for the random start.

Legend: W0 rows of fractions, (d, d); h width.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from numerics.array_files import array_of, read_arrays
from numerics.model import model_named
from numerics.model.base import Model
from numerics.task.exact_numbers import Rows, exact_matrix, exact_number, fitting_number, quoted, whole_number

#: A closed form of more dimensions would take many minutes and gigabytes.
MOST_DIMENSIONS = 128
#: A file of more bytes is not read; 128 x 128 fractions take about two million.
MOST_BYTES = 1 << 23
#: Scales of a random start beyond these leave what floating point can follow: 1e-150 squared is near the least of it.
LARGEST_SCALE, SMALLEST_SCALE = 10**6, Fraction(1, 10**150)


@dataclass(frozen=True)
class Drawn:
    """How a random start is drawn: the arguments of `random_start` beside dimension and model."""

    scale: Any
    seed: Any
    hidden: Any = None
    depth: Any = None

    def start(self, d: Any, model: str) -> Any:
        """Return the start exactly."""
        return random_start(self.scale, self.seed, d, model, self.hidden, self.depth)

    def inputs(self) -> dict[str, Any]:
        """Return them as plain numbers."""
        whole = {"seed": self.seed, "hidden": self.hidden, "depth": self.depth}
        read = {name: None if value is None else int(exact_number(value)) for name, value in whole.items()}
        return {"init_scale": float(exact_number(self.scale)), **read}


def start_from_file(path: Path) -> Any:
    """Return W(0) from a .npy file, or from a .json file with rows of numbers or strings such as "1/100"; layers by their names.

    Raises
    ------
    ValueError : in one line, naming the file
    """
    raw = _bytes_of(path, "w0")
    if path.suffix == ".npz":
        return read_arrays(path, "w0 must be a .npz of the layers W1, ..., WL")
    held = _held(path, raw, "w0", "W(0)")
    return held if isinstance(held, dict) else exact_matrix(f"W(0) in {path}", held, MOST_DIMENSIONS)


def second_moment_from_file(path: Path) -> Rows:
    """Return a second moment from a .npy or a .json file, as W(0) is read.

    Raises
    ------
    ValueError : in one line, naming the file
    """
    held = _held(path, _bytes_of(path, "second-moment"), "second-moment", "second moment")
    return exact_matrix(f"second moment in {path}", held, MOST_DIMENSIONS)


def _bytes_of(path: Path, option: str) -> bytes:
    try:
        if not path.is_file():
            raise ValueError(f"{option} must be a file, but {path} {'is none' if path.exists() else 'does not exist'}")
        with path.open("rb") as stream:
            raw = stream.read(MOST_BYTES)
            if stream.peek():
                raise ValueError(f"{option} must be a file of at most {MOST_BYTES} bytes, got {path}")
    except OSError as failure:
        raise ValueError(f"{option} must be a file that can be read, got {path}: {failure.strerror or failure}") from None
    return raw


def _held(path: Path, raw: bytes, option: str, name: str) -> Any:
    """Return the array in a .npy, or what stands in JSON with its numbers as texts."""
    if path.suffix == ".npy":
        return array_of(raw, path, f"{option} must be a .npy with rows of numbers")
    try:
        return json.loads(raw, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise ValueError(f"{name} in {path} must be rows of numbers in JSON, got something else") from None


def random_start(scale: Any, seed: Any, d: Any, model: str = "tied", hidden: Any = None, depth: Any = None) -> Any:
    """Return the random start of a model exactly, from `default_rng(seed)`.

    Parameters
    ----------
    scale : of the entries of U, or of the layers
    hidden : h, by default d
    depth : number of layers, where the model leaves it open

    Raises
    ------
    ValueError : if the scale is not in [1e-150, 1e6], the seed negative, d or h not in 1..128, the model unknown, or h or a depth
        given for one without
    """
    network = model_named(model)
    rule = f"at least {float(SMALLEST_SCALE):g} and at most {LARGEST_SCALE:g}"
    number = float(fitting_number("init-scale", scale, lambda r: SMALLEST_SCALE <= r <= LARGEST_SCALE, rule))
    size = checked_dimension(d)
    generator = np.random.default_rng(whole_number("seed", seed, lambda k: k >= 0, "of at least 0"))
    return network.drawn_start(number, generator, widths(network, size, hidden, depth))


def widths(network: Model[Any, Any], d: int, hidden: Any, depth: Any) -> list[int]:
    """Return the widths d, h, ..., h, d between the layers of a model, or d alone where its start is W(0).

    Raises
    ------
    ValueError : naming hidden or depth
    """
    least, greatest, usual = network.depths
    if hidden is not None and not greatest:
        raise ValueError(f"hidden must be left out for the {network.name} model, got {quoted(hidden)}")
    if depth is not None and least == greatest:
        raise ValueError(f"depth must be left out for the {network.name} model, got {quoted(depth)}")
    if not greatest:
        return [d]
    rule = f"between {least} and {greatest}"
    layers = usual if depth is None else whole_number("depth", depth, lambda k: least <= k <= greatest, rule)
    return [d, *[d if hidden is None else checked_dimension(hidden, "hidden")] * (layers - 1), d]


def checked_dimension(d: Any, name: str = "dim") -> int:
    """Return d if it is a whole number from 1 to MOST_DIMENSIONS; ValueError otherwise."""
    return whole_number(name, d, lambda k: 1 <= k <= MOST_DIMENSIONS, f"between 1 and {MOST_DIMENSIONS}")
