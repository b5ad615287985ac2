"""A start W(0), exactly: from a file or from a seed.

    --w0 FILE        .npy (floats as the binary fractions they are) or .json (rows; decimals and "p/q" exactly)
    --init-scale R   U = R * default_rng(seed).random((d, d)) in floats, then without rounding W(0) = U U^T for the tied model,
                     W(0) = U for one layer

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 2; the released code for the random start.

Legend: W0 rows of fractions, (d, d).
"""

from __future__ import annotations

import io
import json
import tokenize
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from numerics.model import model_named
from numerics.task.exact_numbers import Rows, exact_matrix, fitting_number, whole_number

#: A closed form of more dimensions would take many minutes and gigabytes.
MOST_DIMENSIONS = 128
#: A file of more bytes is not read; 128 x 128 fractions take about two million.
MOST_BYTES = 1 << 23
#: Scales of a random start beyond this leave what floating point can follow.
LARGEST_SCALE = 10**6
#: What a broken or hostile .npy file has been seen to raise.
BROKEN_ARRAY = (
    ValueError,
    TypeError,
    KeyError,
    EOFError,
    SyntaxError,
    tokenize.TokenError,
    OverflowError,
    MemoryError,
    RecursionError,
)


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
    held = _array(path, raw) if path.suffix == ".npy" else _rows(path, raw)
    return exact_matrix(f"W(0) in {path}", held, MOST_DIMENSIONS)


def _rows(path: Path, raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_float=str, parse_int=str, parse_constant=str)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise ValueError(f"W(0) in {path} must be rows of numbers in JSON, got something else") from None


def _array(path: Path, raw: bytes) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a header written by Python 2 is read all the same
            found = np.lib.format.read_array(io.BytesIO(raw), allow_pickle=False)
    except BROKEN_ARRAY:
        raise ValueError(f"W(0) in {path} must be an array saved by NumPy, without objects, got something else") from None
    if found.ndim != 2 or found.dtype.kind not in "fiu":
        raise ValueError(f"W(0) in {path} must be a matrix of real numbers, got shape {found.shape} of {found.dtype}")
    return found


def random_start(scale: Any, seed: Any, d: Any, model: str = "tied") -> Rows:
    """Return the random start of a model exactly, drawn as U = scale * default_rng(seed).random((d, d)).

    Raises
    ------
    ValueError : if the scale is not in (0, 1e6], the seed negative, d not in 1..128, or the model unknown
    """
    network = model_named(model)
    rule = f"above 0 and at most {LARGEST_SCALE:g}"
    number = float(fitting_number("init-scale", scale, lambda r: 0 < r <= LARGEST_SCALE and float(r) > 0, rule))
    size = checked_dimension(d)
    generator = np.random.default_rng(whole_number("seed", seed, lambda k: k >= 0, "of at least 0"))
    return network.random_start(number * generator.random((size, size)))


def checked_dimension(d: Any) -> int:
    """Return d if it is a whole number from 1 to MOST_DIMENSIONS; ValueError otherwise."""
    return whole_number("dim", d, lambda k: 1 <= k <= MOST_DIMENSIONS, f"between 1 and {MOST_DIMENSIONS}")
