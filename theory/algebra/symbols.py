"""The letters of the theory, as in Yang et al., ICLR 2025.

d       ambient dimension            s       number of concepts, s <= d
D, h    pixels, hidden units         q       length of the conditioning
mu_p    signal of concept p          sigma_p deviation (diversity) of concept p
a_k     rate: second moment of x_k   A       second moment E[x x^T], d x d, symmetric
W       the linear map, d x d        U       tied weights, W = U U^T
z       an input                     t       time;  eta  step size;  omega  scale of W(0)
c_k     start or pivot of w_kk       m       start of w_12;  theta = (a_1 - a_2)/(2 a_1)
"""

from __future__ import annotations

import re
from functools import cache

from sympy import Basic, Expr, Identity, ImmutableMatrix, IndexedBase, MatrixSymbol, Symbol, diag, symbols

_ENTRY = re.compile(r"([A-Za-z]+)_(\d+)(?: (\d+))?")

d = Symbol("d", integer=True, positive=True)
s = Symbol("s", integer=True, positive=True)
D, h, q = (Symbol(letter, integer=True, positive=True) for letter in "Dhq")
#: The dimensions of matrices, which every equation may name; and by how much each is the larger where numbers are looked at.
LENGTHS = {d: 0, q: 0, h: 1, D: 2}
t = Symbol("t", real=True)
eta = Symbol("eta", positive=True)
omega = Symbol("omega", positive=True)
i, j, k = symbols("i j k", integer=True, positive=True)

A = MatrixSymbol("A", d, d)
W = MatrixSymbol("W", d, d)
U = MatrixSymbol("U", d, d)
W0 = MatrixSymbol("W_0", d, d)
I = Identity(d)
x = MatrixSymbol("x", d, 1)
z = MatrixSymbol("z", d, 1)
#: The symmetric square root of A.
R = MatrixSymbol("R", d, d)

#: Entries and rates with symbolic indices: w[i, j], a[k].
w = IndexedBase("w", real=True)
a = IndexedBase("a", positive=True)


@cache
def length(dimension: Expr, size: int) -> int:
    """Return a dimension of a matrix as a number: d and q are `size`, the others larger and different."""
    return int(dimension.subs({letter: size + more for letter, more in LENGTHS.items()}))


def rate(index: int) -> Symbol:
    """Return a_k, the rate of direction k (counted from 1)."""
    return Symbol(f"a_{index}", positive=True)


def signal(index: int) -> Symbol:
    """Return mu_p, the mean of concept p along its own axis."""
    return Symbol(f"mu_{index}", nonnegative=True)


def deviation(index: int) -> Symbol:
    """Return sigma_p, the standard deviation along axis p."""
    return Symbol(f"sigma_{index}", nonnegative=True)


#: Rates in descending order, and the starts of the entries that they govern.
a_1, a_2, a_3 = (rate(index) for index in (1, 2, 3))
c_1, c_2, m = symbols("c_1 c_2 m", positive=True)
theta = Symbol("theta", positive=True)


def entry(letter: str, row: int, column: int) -> Symbol:
    """Return the real entry of a matrix, say w_12 (counted from 1)."""
    separator = "" if max(row, column) < 10 else " "
    return Symbol(f"{letter}_{row}{separator}{column}", real=True)


def place(symbol: Basic) -> tuple[str, tuple[int, ...]] | None:
    """Return the letter and the indices of an entry, say ("w", (1, 2)) of w_12; None of a letter without numbers."""
    match = _ENTRY.fullmatch(str(symbol))
    if match is None or not isinstance(symbol, Symbol):
        return None
    letter, first, second = match.groups()
    return letter, (int(first), int(second)) if second else tuple(int(digit) for digit in first)


def rates(size: int) -> ImmutableMatrix:
    """Return A = diag(a_1, ..., a_d)."""
    return ImmutableMatrix(diag(*[rate(index) for index in range(1, size + 1)]))


def full(letter: str, size: int, columns: int | None = None) -> ImmutableMatrix:
    """Return a matrix of free real entries, shape (size, columns)."""
    width = size if columns is None else columns
    return ImmutableMatrix(size, width, lambda row, column: entry(letter, row + 1, column + 1))


def symmetric(letter: str, size: int) -> ImmutableMatrix:
    """Return a symmetric matrix of free real entries, w_ij with i <= j."""
    return ImmutableMatrix(size, size, lambda row, column: entry(letter, min(row, column) + 1, max(row, column) + 1))


def sample(number: int, size: int) -> ImmutableMatrix:
    """Return the column of a sample x_k, with the real entries x_k1, ..., x_kd."""
    return ImmutableMatrix(size, 1, lambda row, _: entry("x", number, row + 1))


def diagonal(letter: str, size: int) -> ImmutableMatrix:
    """Return a diagonal matrix of free real entries, w_11, ..., w_dd."""
    return ImmutableMatrix(diag(*[entry(letter, index, index) for index in range(1, size + 1)]))


def vector(letter: str, size: int) -> ImmutableMatrix:
    """Return a column of free real components, say z_1, ..., z_d."""
    return ImmutableMatrix(size, 1, lambda row, _: Symbol(f"{letter}_{row + 1}", real=True))
