"""Exact starts for a certificate, from a file or a seed.

    --w0 FILE        .npy (floats as the binary fractions they are) or .json (rows; decimals and "p/q" exactly)
    --init-scale R   U = R * default_rng(seed).random((d, d)) in floats, then W(0) = U U^T without rounding

Source: the released code for the random start.

Legend: W0 rows of exact numbers, (d, d).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flint import fmpq

from numerics.certificate import MOST_ROWS, exact

LARGEST = 1 << 20
LARGEST_SCALE = 1e6


def start_from_file(path: Path) -> list[list[fmpq]]:
    """Return the rows of W(0) in a .npy or .json file, exactly; ValueError with one line when it holds something else."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"w0: the file must have at most {LARGEST} bytes")
        rows = _array(path) if path.suffix == ".npy" else _rows(path)
    except OSError as error:
        raise ValueError(f"w0: {path}: {error.strerror or error}") from None
    if not isinstance(rows, list) or not rows:
        raise ValueError(f"w0: {path} must hold a square matrix as rows of numbers")
    for i, row in enumerate(rows, 1):
        if not isinstance(row, list) or len(row) != len(rows):
            held = f"{len(row)} entries" if isinstance(row, list) else repr(row)[:40]
            raise ValueError(f"w0: {path} must hold a square matrix of {len(rows)} rows, got row {i} with {held}")
    return [[_entry(path, i, j, entry) for j, entry in enumerate(row, 1)] for i, row in enumerate(rows, 1)]


def _entry(path: Path, i: int, j: int, entry: Any) -> fmpq:
    try:
        if isinstance(entry, (bool, list, dict, type(None))):
            raise ValueError
        return exact(entry)
    except ValueError:
        raise ValueError(
            f"w0: {path} must hold finite numbers or strings such as 1/100, got {str(entry)[:40]!r} at entry ({i}, {j})"
        ) from None


def _rows(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"), parse_float=str, parse_constant=str)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise ValueError(f"w0: {path} must be a JSON file of rows") from None


def _array(path: Path) -> Any:
    import numpy as np

    try:
        found = np.load(path, allow_pickle=False)
    except (ValueError, EOFError):
        raise ValueError(f"w0: {path} must be an array saved by numpy without objects") from None
    if not isinstance(found, np.ndarray) or found.ndim != 2 or found.dtype.kind not in "fiu" or max(found.shape) > MOST_ROWS:
        raise ValueError(f"w0: {path} must hold a matrix of at most {MOST_ROWS} rows of real numbers")
    return [[float(entry) if found.dtype.kind == "f" else int(entry) for entry in row] for row in found]


def random_start(scale: float, seed: int, d: int) -> list[list[fmpq]]:
    """Return U U^T exactly for U = scale * default_rng(seed).random((d, d))."""
    import numpy as np

    if not 0 < scale <= LARGEST_SCALE:
        raise ValueError(f"init-scale: must be above 0 and at most {LARGEST_SCALE:g}, got {scale}")
    if not 0 < d <= MOST_ROWS:
        raise ValueError(f"dim: must be between 1 and {MOST_ROWS}, got {d}")
    if seed < 0:
        raise ValueError(f"seed: must be at least 0, got {seed}")
    U = [[exact(float(entry)) for entry in row] for row in scale * np.random.default_rng(seed).random((d, d))]
    return [[sum((p * q for p, q in zip(u, v, strict=True)), fmpq(0)) for v in U] for u in U]
