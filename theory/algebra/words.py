"""Identities between matrix expressions that hold in every dimension.

A polynomial in matrices is a sum of words: `A W - 2 W A W` has the words `A W` and `W A W`. Two such expressions are
equal for all matrices of all sizes exactly if their words agree. A symmetric letter is its own transpose, a letter next to
its inverse cancels, and under a trace a word is the same as its rotations and its transpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from itertools import product

from sympy import (
    Add,
    Expr,
    Identity,
    Inverse,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    S,
    Trace,
    Transpose,
    ZeroMatrix,
    expand,
)

#: One letter: name, inverted, transposed.
Letter = tuple[str, bool, bool]
#: A word is a product of letters; the empty word is the identity.
Word = tuple[Letter, ...]
#: A matrix polynomial: each word with its coefficient.
Words = dict[Word, Expr]


def words(expression: MatrixExpr, symmetric: Iterable[MatrixSymbol] = ()) -> Words:
    """Return the words of a matrix expression with their coefficients; letters in `symmetric` equal their transpose."""
    names = frozenset(symbol.name for symbol in symmetric)
    return _words(expression, names)


def trace_words(expression: Expr, symmetric: Iterable[MatrixSymbol] = ()) -> Words:
    """Return the words under the traces of a scalar expression that is linear in traces; the empty word is 1, not tr I."""
    names = frozenset(symbol.name for symbol in symmetric)
    total: Words = {}
    for term in Add.make_args(expand(expression)):
        traces = [factor for factor in Mul.make_args(term) if isinstance(factor, Trace)]
        if not traces:
            total = _add([total, {(): term}])
            continue
        if len(traces) > 1:
            raise ValueError(f"expression must be linear in traces, but has the term {term}")
        scale = term / traces[0]
        for word, coefficient in _words(traces[0].arg, names).items():
            key = _rotation(word, names) if word else (("tr I", False, False),)
            total = _add([total, {key: scale * coefficient}])
    return total


def same_in_every_dimension(left: Expr, right: Expr, symmetric: Iterable[MatrixSymbol] = ()) -> bool:
    """Return whether two matrix polynomials, or two scalars linear in traces, agree word by word."""
    split = words if isinstance(left, MatrixExpr) else trace_words
    return not _add([split(left, symmetric), _scale(split(right, symmetric), S.NegativeOne)])


def _words(node: MatrixExpr, symmetric: frozenset[str]) -> Words:
    if isinstance(node, MatrixSymbol):
        return {((node.name, False, False),): S.One}
    if isinstance(node, Identity):
        return {(): S.One}
    if isinstance(node, ZeroMatrix):
        return {}
    if isinstance(node, MatAdd):
        return _add([_words(term, symmetric) for term in node.args])
    if isinstance(node, MatMul):
        scalar, factors = node.as_coeff_matrices()
        return _scale(_multiply([_words(factor, symmetric) for factor in factors]), scalar)
    if isinstance(node, Transpose):
        return _map(_words(node.arg, symmetric), lambda word: _transpose(word, symmetric))
    if isinstance(node, Inverse):
        return _map(_words(_single(node.arg, symmetric), symmetric), _invert)
    if isinstance(node, MatPow) and node.exp.is_Integer:
        base = node.base if node.exp >= 0 else _single(node.base, symmetric)
        factor = _words(base, symmetric)
        return _multiply([factor if node.exp >= 0 else _map(factor, _invert)] * abs(int(node.exp)))
    raise ValueError(f"expression must be a polynomial in matrices and inverses of letters, but has {node}")


def _single(node: MatrixExpr, symmetric: frozenset[str]) -> MatrixExpr:
    """Return a node that is one word with the coefficient 1, and so inverted by inverting its letters."""
    if list(_words(node, symmetric).values()) != [1]:
        raise ValueError(f"only a single word can be inverted, got {node}")
    return node


def _add(parts: Iterable[Words]) -> Words:
    total: Words = {}
    for part in parts:
        for word, coefficient in part.items():
            total[word] = expand(total.get(word, S.Zero) + coefficient)
    return {word: coefficient for word, coefficient in total.items() if coefficient != 0}


def _scale(part: Words, scalar: Expr) -> Words:
    return {word: expand(scalar * coefficient) for word, coefficient in part.items()}


def _multiply(parts: list[Words]) -> Words:
    def pair(left: Words, right: Words) -> Words:
        return _add({_cancel(u + v): p * q} for (u, p), (v, q) in product(left.items(), right.items()))

    return reduce(pair, parts, {(): S.One})


def _map(part: Words, change: Callable[[Word], Word]) -> Words:
    return _add({change(word): coefficient} for word, coefficient in part.items())


def _cancel(word: Word) -> Word:
    kept: list[Letter] = []
    for name, inverted, transposed in word:
        if kept and kept[-1] == (name, not inverted, transposed):
            kept.pop()
        else:
            kept.append((name, inverted, transposed))
    return tuple(kept)


def _transpose(word: Word, symmetric: frozenset[str]) -> Word:
    return tuple((name, inverted, transposed ^ (name not in symmetric)) for name, inverted, transposed in reversed(word))


def _invert(word: Word) -> Word:
    return tuple((name, not inverted, transposed) for name, inverted, transposed in reversed(word))


def _rotation(word: Word, symmetric: frozenset[str]) -> Word:
    """Return the least of the rotations of a word and of its transpose, cancelled around the circle."""
    while len(word) > 1 and word[0][0] == word[-1][0] and word[0][1] != word[-1][1] and word[0][2] == word[-1][2]:
        word = word[1:-1]
    circle = (word, _transpose(word, symmetric))
    return min(side[start:] + side[:start] for side in circle for start in range(len(word) or 1))
