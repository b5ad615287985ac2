"""Where SymPy becomes numbers, and nowhere else: exact values, NumPy functions, values at NumPy matrices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np
from sympy import Add, Expr, MatrixBase, Mul, N, Number, Pow, Rational, S, Symbol, lambdify
from sympy.matrices.expressions import Identity, Inverse, MatAdd, MatMul, MatPow, MatrixSymbol, Trace, Transpose

#: Digits of the values of transcendental expressions.
DIGITS = 60
#: Largest error of a compiled function at the points it is checked at, relative to the value or 1.
ROUNDING = 1e-9


def exact(expression: Expr, point: Mapping[Symbol, Expr]) -> Expr:
    """Return the value at a rational point: exact where it is rational, else to DIGITS digits."""
    value = expression.subs(point) if expression.has(S.Infinity) else expression.xreplace(dict(point))
    if value.is_Rational:
        return value
    value = value.doit()
    return value if value.is_Rational else N(value, DIGITS)


def entries(side: Any) -> list[Expr]:
    """Return the scalars of a side: the entries of a matrix, or the expression itself."""
    return list(side) if isinstance(side, MatrixBase) else [side]


def to_numpy(expression: Expr, symbols: Sequence[Symbol]) -> Callable[..., Any]:
    """Return a NumPy function of the symbols, in double precision, checked against exact values at two rational points."""
    compiled = lambdify(list(symbols), expression, modules="numpy")
    for shift in (0, 5):
        point = {symbol: Rational(3 + shift + 7 * rank, 11 + shift + 7 * len(symbols)) for rank, symbol in enumerate(symbols)}
        found, expected = compiled(*map(float, point.values())), complex(exact(expression, point))
        if abs(complex(found) - expected) > ROUNDING * max(1.0, abs(expected)):
            raise ArithmeticError(f"compiled {expression} gives {found} at {point}, exactly it is {expected}")
    return compiled


def matrix_value(side: Any, values: Mapping[str, np.ndarray[Any, Any]], size: int) -> Any:
    """Return a matrix expression, or a scalar of traces, at NumPy matrices of dimension `size`.

    `values` maps the names of the letters (matrices and scalars) to their values.
    """
    if isinstance(side, MatrixSymbol | Symbol):
        return values[side.name] if side.name != "d" or "d" in values else size
    if isinstance(side, Identity):
        return np.eye(size)
    if isinstance(side, Number):
        return float(side)
    parts = [matrix_value(argument, values, size) for argument in side.args]
    if isinstance(side, MatAdd | Add):
        return reduce(np.add, parts)
    if isinstance(side, MatMul):
        return reduce(lambda left, right: left @ right if np.ndim(left) and np.ndim(right) else left * right, parts)
    if isinstance(side, Mul):
        return reduce(np.multiply, parts)
    operations: dict[type, Callable[..., Any]] = {
        Transpose: np.transpose,
        Inverse: lambda matrix, _: np.linalg.inv(matrix),
        Trace: np.trace,
        MatPow: lambda matrix, exponent: np.linalg.matrix_power(matrix, int(exponent)),
        Pow: np.power,
    }
    if type(side) not in operations:
        raise ValueError(f"side must be built from sums, products, powers, transposes, inverses and traces, got {side.func}")
    return operations[type(side)](*parts)
