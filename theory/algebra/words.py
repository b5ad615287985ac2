"""Identities between matrix expressions that hold in every dimension.

A polynomial in matrices is a sum of words: `A W - 2 W A W` has the words `A W` and `W A W`. Two such expressions are
equal for all matrices of all sizes exactly if their words agree. A symmetric letter is its own transpose, a letter next to
its inverse cancels, one with orthonormal columns to the right of its transpose as well, and under a trace a word is the same
as its rotations and its transpose.

A letter is a SymPy symbol that does not commute, `W`, or `W^T` for its transpose; SymPy multiplies out and cancels.
"""

from __future__ import annotations

from collections.abc import Collection

from sympy import Add, Expr, Mul, S, Symbol, expand
from sympy.matrices.expressions import Identity, MatAdd, MatMul, MatPow, MatrixExpr, MatrixSymbol, Trace, Transpose, ZeroMatrix

from theory.algebra.calculus import evaluated

#: A word is a product of letters and of inverses of letters; the empty word is the identity.
Word = tuple[Expr, ...]
#: A matrix polynomial: each word with its coefficient.
Words = dict[Word, Expr]


def words(expression: MatrixExpr, symmetric: Collection[MatrixSymbol] = (), orthonormal: Collection[MatrixSymbol] = ()) -> Words:
    """Return the words of a matrix expression with their coefficients.

    Letters in `symmetric` equal their transpose, those in `orthonormal` cancel to the right of it, P^T P = I.
    """
    pairs = _pairs(orthonormal)
    total: Words = {}
    for term in Add.make_args(expand(_polynomial(evaluated(expression), symmetric))):
        scalars, letters = term.args_cnc()
        word = tuple(letter for power in letters for letter in _letters(power))
        _add(total, _cancelled(word, pairs), Mul(*scalars))
    return total


def trace_words(expression: Expr, symmetric: Collection[MatrixSymbol] = (), orthonormal: Collection[MatrixSymbol] = ()) -> Words:
    """Return the words under the traces of a scalar expression that is linear in traces; the empty word is 1, not a tr I."""
    names = {symbol.name for symbol in symmetric}
    pairs = _pairs(orthonormal)
    total: Words = {}
    for term in Add.make_args(expand(evaluated(expression))):
        traces = [factor for factor in Mul.make_args(term) if isinstance(factor, Trace)]
        if not traces:
            _add(total, (), term)
            continue
        if len(traces) > 1:
            raise ValueError(f"expression must be linear in traces, but has the term {term}")
        for word, coefficient in words(traces[0].arg, symmetric, orthonormal).items():
            _add(total, _under_trace(word, traces[0].arg.rows, names, pairs), term / traces[0] * coefficient)
    return total


def under_trace(
    word: Word, dimension: Expr, symmetric: Collection[MatrixSymbol] = (), orthonormal: Collection[MatrixSymbol] = ()
) -> Word:
    """Return what stands for a word under the trace of a matrix of some dimension: one for its rotations and transpose."""
    return _under_trace(word, dimension, {symbol.name for symbol in symmetric}, _pairs(orthonormal))


def _under_trace(word: Word, dimension: Expr, names: Collection[str], pairs: dict[tuple[str, str], Expr]) -> Word:
    while len(word) > 1 and (end := (str(word[-1]), str(word[0]))) in pairs:
        word, dimension = word[1:-1], pairs[end]
    return _rotation(word, names) if word else (Symbol(f"tr I_{dimension}"),)


def same_in_every_dimension(
    left: Expr, right: Expr, symmetric: Collection[MatrixSymbol] = (), orthonormal: Collection[MatrixSymbol] = ()
) -> bool:
    """Return whether two matrix polynomials, or two scalars linear in traces, agree word by word."""
    split = words if isinstance(left, MatrixExpr) else trace_words
    return split(left, symmetric, orthonormal) == split(right, symmetric, orthonormal)


def _polynomial(node: MatrixExpr, symmetric: Collection[MatrixSymbol], transposed: bool = False) -> Expr:
    """Return a matrix expression, or its transpose, in letters that do not commute."""
    if isinstance(node, MatrixSymbol):
        return Symbol(f"{node.name}^T" if transposed and node not in symmetric else node.name, commutative=False)
    if isinstance(node, Identity | ZeroMatrix):
        return S.One if isinstance(node, Identity) else S.Zero
    if isinstance(node, Transpose):
        return _polynomial(node.arg, symmetric, not transposed)
    if isinstance(node, MatAdd):
        return Add(*[_polynomial(term, symmetric, transposed) for term in node.args])
    if isinstance(node, MatMul):
        scalar, factors = node.as_coeff_matrices()
        parts = [_polynomial(factor, symmetric, transposed) for factor in factors]
        return scalar * Mul(*(reversed(parts) if transposed else parts))
    if isinstance(node, MatPow) and node.exp.is_Integer:  # an inverse is one
        base = expand(_polynomial(node.base, symmetric, transposed))
        if node.exp < 0 and (base.is_Add or Mul(*base.args_cnc()[0]) != 1):
            raise ValueError(f"only a single word can be inverted, got {node.base}")
        return base**node.exp
    raise ValueError(f"expression must be a polynomial in matrices and inverses of letters, but has {node}")


def _letters(power: Expr) -> Word:
    letter, exponent = power.as_base_exp()
    return (letter if exponent > 0 else 1 / letter,) * abs(int(exponent))


def _pairs(orthonormal: Collection[MatrixSymbol]) -> dict[tuple[str, str], Expr]:
    """Return what cancels, P^T before P, with the dimension of the identity that is left."""
    return {(f"{symbol.name}^T", symbol.name): symbol.cols for symbol in orthonormal}


def _cancelled(word: Word, pairs: Collection[tuple[str, str]]) -> Word:
    """Return a word without the neighbours that are pairs of P^T and P, also those that become neighbours by it."""
    kept: list[Expr] = []
    for letter in word:
        if kept and (str(kept[-1]), str(letter)) in pairs:
            kept.pop()
        else:
            kept.append(letter)
    return tuple(kept)


def _add(total: Words, word: Word, coefficient: Expr) -> None:
    total[word] = expand(total.pop(word, S.Zero) + coefficient)
    if total[word] == 0:
        del total[word]


def _rotation(word: Word, symmetric: Collection[str]) -> Word:
    """Return the least of the rotations of a word and of its transpose, cancelled around the circle."""
    while len(word) > 1 and word[0] * word[-1] == 1:
        word = word[1:-1]
    circle = (word, tuple(_transpose(letter, symmetric) for letter in reversed(word)))
    return min((side[start:] + side[:start] for side in circle for start in range(len(word))), key=str)


def _transpose(letter: Expr, symmetric: Collection[str]) -> Expr:
    """Return a letter or an inverse with `^T` put on, or taken off where it has one."""
    base, exponent = letter.as_base_exp()
    changed = base.name.removesuffix("^T") if base.name.endswith("^T") else f"{base.name}^T"
    return letter if base.name in symmetric else Symbol(changed, commutative=False) ** exponent
