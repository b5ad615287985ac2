"""Exact data for a certificate: starts from a file or a seed, and the default horizon.

    --w0 FILE        .npy (floats as the binary fractions they are) or .json (rows; decimals and "p/q" exactly)
    --init-scale R   U = R * default_rng(seed).random((d, d)) in floats, then W(0) = U U^T without rounding
    horizon          1.3 max_k T_k + 8 over the finite learning times of the probed coordinates

    T_k = ln((1 - c_k)/c_k) / (2 a_k) (tied: c_k the pivots in descending rate),  ln(2 (1 - w_kk(0))) / a_k (one layer)

Source: W7, W10; the released code for the random start.

Legend: W0 (d, d), a (d,) exact; c_k pivots.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from flint import fmpq

from numerics.certificate import MOST_ROWS, exact

LARGEST = 1 << 20


def start_from_file(path: Path) -> list[list[fmpq]]:
    """Return the rows of W(0) in a .npy or .json file, exactly; ValueError with one line when it holds something else."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"w0: the file must have at most {LARGEST} bytes")
        rows = _array(path) if path.suffix == ".npy" else _rows(path)
    except OSError as error:
        raise ValueError(f"w0: {path}: {error.strerror or error}") from None
    if not isinstance(rows, list) or not rows or any(not isinstance(row, list) or len(row) != len(rows) for row in rows):
        raise ValueError(f"w0: {path} must hold a square matrix as rows of numbers")
    if any(isinstance(entry, (bool, list, dict, type(None))) for row in rows for entry in row):
        raise ValueError(f"w0: {path} must hold numbers or strings such as 1/100")
    return [[exact(entry) for entry in row] for row in rows]


def _rows(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"), parse_float=exact, parse_constant=exact)
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

    if not 0 < scale < math.inf or not 0 < d <= MOST_ROWS or seed < 0:
        raise ValueError(f"init-scale, seed, dim: need scale > 0, seed >= 0, 1 <= d <= {MOST_ROWS}, got {scale}, {seed}, {d}")
    U = [[exact(float(entry)) for entry in row] for row in scale * np.random.default_rng(seed).random((d, d))]
    return [[sum((p * q for p, q in zip(u, v, strict=True)), fmpq(0)) for v in U] for u in U]


def pivots(W0: Sequence[Sequence[fmpq]], a: Sequence[fmpq]) -> list[tuple[int, fmpq]]:
    """Return (k, c_k) in descending rate, k from 0: the pivots of the LDL^T factorisation of W(0), while they are not zero."""
    order = sorted(range(len(a)), key=lambda k: -a[k])
    S = [[W0[i][j] for j in order] for i in order]
    found = []
    for n, k in enumerate(order):
        c = S[n][n]
        found.append((k, c))
        if c == 0:
            break
        for i in range(n + 1, len(S)):
            for j in range(n + 1, len(S)):
                S[i][j] = S[i][j] - S[i][n] * S[n][j] / c
    return found


def default_horizon(W0: Sequence[Sequence[fmpq]], a: Sequence[fmpq], z: Sequence[fmpq], model: str = "tied") -> fmpq:
    """Return 1.3 times the largest finite learning time of a coordinate with z_k != 0, plus 8, to three decimals.

    z : the probe, length d; coordinates that it leaves out do not have to be learned.
    """
    times = [0.0]
    if model == "tied":
        found = [(k, a[k], c) for k, c in pivots(W0, a) if z[k] != 0]
        times += [_log((1 - c) / c) / (2 * _float(rate)) for _, rate, c in found if rate > 0 and 0 < c < 1]
    else:
        wanted = [(rate, W0[k][k]) for k, rate in enumerate(a) if z[k] != 0 and rate > 0]
        times += [_log(2 * (1 - w)) / _float(rate) for rate, w in wanted if w < fmpq(1, 2)]
    return fmpq(round(1000 * (1.3 * max(times) + 8)), 1000)


def _float(q: fmpq) -> float:
    return float(Fraction(int(q.p), int(q.q)))


def _log(q: fmpq) -> float:
    return math.log(int(q.p)) - math.log(int(q.q))
