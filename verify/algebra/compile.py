"""Where SymPy becomes numbers, and nowhere else: exact values; functions for NumPy, mpmath and balls; values at NumPy matrices.

Each compiled function is checked at two rational points when it is made. A ball holds the exact value: rationals go into it as
they are, and what is not exact is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import add, mul
from typing import Any

import mpmath
import numpy as np
from flint import arb, fmpq
from sympy import Add, Expr, Float, Integral, MatrixBase, Mul, N, Number, Pow, Product, Rational, S, Sum, Symbol, lambdify
from sympy.matrices.expressions import Identity, Inverse, MatAdd, MatMul, MatPow, MatrixSymbol, Trace, Transpose

from theory.algebra.symbols import length

#: Digits of the values of transcendental expressions.
DIGITS = 60
#: Largest error of a compiled function at the points it is checked at, relative to the value or 1.
ROUNDING = 1e-9


def exact(expression: Expr, point: Mapping[Symbol, Expr]) -> Expr:
    """Return the value at a rational point: exact where it is rational, else to DIGITS digits."""
    bound = expression.has(S.Infinity, Integral, Sum, Product)  # letters that stay letters
    value = expression.subs(point) if bound else expression.xreplace(dict(point))
    if value.is_Rational:
        return value
    value = value.doit()
    return value if value.is_Rational else N(value, DIGITS)


def entries(side: Any) -> list[Expr]:
    """Return the scalars of a side: the entries of a matrix, or the expression itself."""
    return list(side) if isinstance(side, MatrixBase) else [side]


def to_numpy(expression: Expr, symbols: Sequence[Symbol]) -> Callable[..., Any]:
    """Return a NumPy function of the symbols, in double precision."""
    return _checked(lambdify(list(symbols), expression, modules="numpy"), expression, symbols, float, ROUNDING)


def to_mpmath(expression: Expr, symbols: Sequence[Symbol], digits: int = DIGITS) -> Callable[..., Any]:
    """Return an mpmath function of the symbols, working with `digits` digits."""
    compiled = lambdify(list(symbols), expression, modules="mpmath")

    def evaluate(*values: Any) -> Any:
        with mpmath.workdps(digits):
            return compiled(*values)

    return _checked(evaluate, expression, symbols, lambda number: mpmath.mpf(number.p) / number.q, 1e-14)


def to_ball(expression: Expr, symbols: Sequence[Symbol]) -> Callable[..., Any]:
    """Return a function of python-flint balls whose value contains the exact value."""

    def evaluate(*values: Any) -> Any:
        return _ball(expression, dict(zip(symbols, values, strict=True)))

    return _checked(evaluate, expression, symbols, lambda number: arb(fmpq(int(number.p), int(number.q))), ROUNDING)


def _checked(function: Any, expression: Expr, symbols: Sequence[Symbol], number: Callable[[Rational], Any], error: float) -> Any:
    """Return a compiled function if it is the expression at two rational points."""
    for shift in (0, 5):
        point = {symbol: Rational(3 + shift + 7 * rank, 11 + shift + 7 * len(symbols)) for rank, symbol in enumerate(symbols)}
        found, expected = function(*map(number, point.values())), exact(expression, point)
        if abs(complex(found) - complex(expected)) > error * max(1.0, abs(complex(expected))):
            raise ArithmeticError(f"compiled {expression} gives {found} at {point}, exactly it is {expected}")
    return function


def _ball(node: Expr, values: Mapping[Symbol, Any]) -> Any:
    if isinstance(node, Symbol):
        return values[node]
    if isinstance(node, Float):
        raise ValueError(f"expression must be exact to become a ball, got the float {node}")
    if isinstance(node, Rational):
        return arb(fmpq(int(node.p), int(node.q)))
    if node in (S.Pi, S.Exp1):
        return arb.pi() if node is S.Pi else arb(1).exp()
    if isinstance(node, Pow) and node.exp.is_Integer:
        return _ball(node.base, values) ** int(node.exp)
    parts = [_ball(argument, values) for argument in node.args]
    operations: dict[str, Callable[..., Any]] = {
        "Add": lambda *terms: reduce(add, terms),
        "Mul": lambda *factors: reduce(mul, factors),
        "Pow": lambda base, exponent: base.sqrt() if node.exp == S.Half else (base.log() * exponent).exp(),
        "exp": lambda value: value.exp(),
        "log": lambda value: value.log(),
        "sin": lambda value: value.sin(),
        "cos": lambda value: value.cos(),
    }
    if node.func.__name__ not in operations:
        raise ValueError(f"expression must be built from sums, products, powers, exp, log, sin and cos, got {node.func}")
    return operations[node.func.__name__](*parts)


def matrix_value(side: Any, values: Mapping[str, np.ndarray[Any, Any]], size: int) -> Any:
    """Return a matrix expression, or a scalar of traces, at NumPy matrices of dimension `size`.

    `values` maps the names of the letters (matrices and scalars) to their values.
    """
    if isinstance(side, MatrixSymbol | Symbol):
        return values[side.name] if side.name in values else length(side, size)
    if isinstance(side, Identity):
        return np.eye(length(side.rows, size))
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
