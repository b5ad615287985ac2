"""A start W(0), exactly: from a file or from a seed.

    --w0 FILE        .npy (floats as the binary fractions they are) or .json (rows; decimals and "p/q" exactly)
    --init-scale R   U = R * default_rng(seed).random((d, d)) in floats, then without rounding W(0) = U U^T for the tied model,
                     W(0) = U for one layer

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 2.1; the released code for the random start.

Legend: W0 rows of fractions, (d, d).
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from numerics.array_files import array_of
from numerics.model import model_named
from numerics.task.exact_numbers import Rows, exact_matrix, fitting_number, whole_number

#: A closed form of more dimensions would take many minutes and gigabytes.
MOST_DIMENSIONS = 128
#: A file of more bytes is not read; 128 x 128 fractions take about two million.
MOST_BYTES = 1 << 23
#: Scales of a random start beyond these leave what floating point can follow: 1e-150 squared is near the least of it.
LARGEST_SCALE, SMALLEST_SCALE = 10**6, Fraction(1, 10**150)


def start_from_file(path: Path) -> Rows:
    """Return W(0) from a .npy file, or from a .json file with rows of numbers or strings such as "1/100".

    Raises
    ------
    ValueError : in one line, naming the file
    """
    try:
        if not path.is_file():
            raise ValueError(f"w0 must be a file, but {path} {'is none' if path.exists() else 'does not exist'}")
        with path.open("rb") as stream:
            raw = stream.read(MOST_BYTES)
            if stream.peek():
                raise ValueError(f"w0 must be a file of at most {MOST_BYTES} bytes, got {path}")
    except OSError as failure:
        raise ValueError(f"w0 must be a file that can be read, got {path}: {failure.strerror or failure}") from None
    if path.suffix == ".npy":
        held = array_of(raw, path, "w0 must be a .npy with rows of numbers")
    else:
        try:
            held = json.loads(raw, parse_float=str, parse_int=str, parse_constant=str)
        except (ValueError, RecursionError):
            raise ValueError(f"W(0) in {path} must be rows of numbers in JSON, got something else") from None
    return exact_matrix(f"W(0) in {path}", held, MOST_DIMENSIONS)


def random_start(scale: Any, seed: Any, d: Any, model: str = "tied") -> Rows:
    """Return the random start of a model exactly, drawn as U = scale * default_rng(seed).random((d, d)).

    Raises
    ------
    ValueError : if the scale is not in [1e-150, 1e6], the seed negative, d not in 1..128, or the model unknown
    """
    network = model_named(model)
    rule = f"at least {float(SMALLEST_SCALE):g} and at most {LARGEST_SCALE:g}"
    number = float(fitting_number("init-scale", scale, lambda r: SMALLEST_SCALE <= r <= LARGEST_SCALE, rule))
    size = checked_dimension(d)
    generator = np.random.default_rng(whole_number("seed", seed, lambda k: k >= 0, "of at least 0"))
    return network.random_start(number * generator.random((size, size)))


def checked_dimension(d: Any) -> int:
    """Return d if it is a whole number from 1 to MOST_DIMENSIONS; ValueError otherwise."""
    return whole_number("dim", d, lambda k: 1 <= k <= MOST_DIMENSIONS, f"between 1 and {MOST_DIMENSIONS}")
