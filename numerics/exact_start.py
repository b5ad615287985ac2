"""A start W(0), exactly: from a file, from a seed, symmetrised, and whether it is U U^T.

    --w0 FILE        .npy (floats as the binary fractions they are) or .json (rows; decimals and "p/q" exactly)
    --init-scale R   U = R * default_rng(seed).random((d, d)) in floats, then W(0) = U U^T without rounding

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 2; the released code for the random start.

Legend: W0 rows of fractions, (d, d).
"""

from __future__ import annotations

import io
import json
import tokenize
import warnings
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from numerics.task.arrays import Array
from numerics.task.elimination import exact_pivots
from numerics.task.exact_numbers import exact_matrix, exact_number, rounded, shown, whole_number

Rows = tuple[tuple[Fraction, ...], ...]
#: A closed form of more dimensions would take many minutes and gigabytes.
MOST_DIMENSIONS = 128
#: A file of more bytes is not read; 128 x 128 fractions take about two million.
MOST_BYTES = 1 << 23
#: Scales of a random start beyond this leave what floating point can follow.
LARGEST_SCALE = 10**6
#: Asymmetry of W(0) beyond this part of its largest entry is refused for tied weights.
SYMMETRY = Fraction(1, 10**9)
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
            raw = stream.read(MOST_BYTES + 1)
    except OSError as failure:
        raise ValueError(f"w0 must be a file that can be read, got {path}: {failure.strerror or failure}") from None
    if len(raw) > MOST_BYTES:
        raise ValueError(f"w0 must be a file of at most {MOST_BYTES} bytes, got {path}")
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


def random_start(scale: Any, seed: Any, d: Any) -> Rows:
    """Return U U^T exactly for U = scale * default_rng(seed).random((d, d)).

    Raises
    ------
    ValueError : if the scale is not in (0, 1e6], the seed negative or d not in 1..128
    """
    try:
        number = exact_number(scale)
    except ValueError:
        number = Fraction(0)
    if not (0 < number <= LARGEST_SCALE and rounded(number) > 0):
        raise ValueError(f"init-scale must be above 0 and at most {LARGEST_SCALE:g}, got {shown(scale)}")
    size = checked_dimension(d)
    generator = np.random.default_rng(whole_number("seed", seed, lambda k: k >= 0, "of at least 0"))
    return gram(float(number) * generator.random((size, size)))


def gram(U: Array) -> Rows:
    """Return U U^T without rounding, for U in floats: in whole multiples of a common power of two."""
    ratios = [[float(entry).as_integer_ratio() for entry in row] for row in U]
    unit = max(q for row in ratios for _, q in row)
    whole = np.array([[p * (unit // q) for p, q in row] for row in ratios], dtype=object)
    square = unit * unit
    return tuple(tuple(Fraction(entry, square) for entry in row) for row in whole @ whole.T)


def checked_dimension(d: Any) -> int:
    """Return d if it is a whole number from 1 to MOST_DIMENSIONS; ValueError otherwise."""
    return whole_number("dim", d, lambda k: 1 <= k <= MOST_DIMENSIONS, f"between 1 and {MOST_DIMENSIONS}")


def tied_start(W0: Rows) -> tuple[Rows, Fraction]:
    """Return a start of the tied model, W = U U^T, and by how much it was asymmetric as given.

    Raises
    ------
    ValueError : if it is asymmetric by more than rounding, or not positive semidefinite
    """
    start, asymmetry = symmetrised(W0)
    check_semidefinite(start)
    return start, asymmetry


def symmetrised(W0: Rows) -> tuple[Rows, Fraction]:
    """Return (W + W^T)/2 and the largest |w_ij - w_ji|, if that is no more than rounding makes.

    Raises
    ------
    ValueError : naming the largest asymmetry, if it is more than SYMMETRY of the largest entry
    """
    pairs = [(abs(W0[i][j] - W0[j][i]), i, j) for i in range(len(W0)) for j in range(i + 1, len(W0)) if W0[i][j] != W0[j][i]]
    if not pairs:
        return W0, Fraction(0)
    asymmetry, i, j = max(pairs)
    if asymmetry > SYMMETRY * max(abs(entry) for row in W0 for entry in row):
        raise ValueError(
            f"W(0) must be symmetric for the tied model, got {shown(W0[i][j])} and {shown(W0[j][i])} at ({i + 1}, {j + 1})"
        )
    columns = tuple(zip(*W0, strict=True))
    halves = tuple(tuple((w + v) / 2 for w, v in zip(row, column, strict=True)) for row, column in zip(W0, columns, strict=True))
    return halves, asymmetry


def check_semidefinite(W0: Rows) -> None:
    """Raise ValueError, naming the pivot, unless the symmetric W0 is positive semidefinite: an exact answer.

    Most starts are settled by a Cholesky factorisation in floats, which for a matrix well inside the cone is a proof; the
    others by exact pivots.
    """
    if not surely_definite(W0):
        exact_pivots(W0)


def surely_definite(W0: Sequence[Sequence[Fraction]]) -> bool:
    """Return whether floats prove W0 positive definite; False leaves it open.

    With D a diagonal of powers of two, D W D has diagonal entries in [1/2, 4), and rounding moves it by at most 4 eps d in norm.
    A factorisation of D W D - c I in floats that succeeds is exact for a matrix nearer than 2 (d + 1) eps tr(D W D); c is
    larger than both together.

    Source: Demmel 1989; Rump, BIT 46 (2006), verification of positive definiteness.
    """
    d = len(W0)
    if any(W0[k][k] <= 0 for k in range(d)):
        return False
    halves = [(W0[k][k].numerator.bit_length() - W0[k][k].denominator.bit_length()) // 2 for k in range(d)]
    rows = [[rounded(_shifted(w, halves[i] + halves[j])) for j, w in enumerate(row)] for i, row in enumerate(W0)]
    scaled = np.array(rows)
    if not np.all(np.abs(scaled) < 8):
        return False
    margin = 4 * (d + 2) * np.finfo(float).eps * (float(np.trace(scaled)) + 4 * d)
    try:
        np.linalg.cholesky(scaled - margin * np.eye(d))
    except np.linalg.LinAlgError:
        return False
    return True


def _shifted(number: Fraction, power: int) -> Fraction:
    """Return number / 2^power."""
    return number / (1 << power) if power >= 0 else number * (1 << -power)
