"""Where SymPy becomes numbers, and nowhere else: exact values, mpmath, NumPy, balls.

Each compiled function is checked against the exact value at random rationals when it is made; balls are built from exact
rationals by walking the expression, since a printed 1/3 would be a float outside its own ball.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import mpmath
import numpy as np
from sympy import (
    Add,
    Expr,
    Float,
    Identity,
    Integer,
    Inverse,
    MatAdd,
    MatMul,
    MatPow,
    MatrixBase,
    MatrixSymbol,
    Mul,
    N,
    Number,
    Pow,
    Rational,
    S,
    Symbol,
    Trace,
    Transpose,
    cos,
    exp,
    lambdify,
    log,
    sin,
)

#: Digits of the values of transcendental expressions.
DIGITS = 60


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


def to_mpmath(expression: Expr, symbols: Sequence[Symbol], digits: int = DIGITS) -> Callable[..., Any]:
    """Return an mpmath function of the symbols, working with `digits` digits."""
    compiled = lambdify(list(symbols), expression, modules="mpmath")

    def evaluate(*values: Any) -> Any:
        with mpmath.workdps(digits):
            return compiled(*values)

    _check(evaluate, expression, symbols, 1e-14)
    return evaluate


def to_numpy(expression: Expr, symbols: Sequence[Symbol]) -> Callable[..., Any]:
    """Return a NumPy function of the symbols, in double precision."""
    compiled = lambdify(list(symbols), expression, modules="numpy")
    _check(compiled, expression, symbols, 1e-9)
    return compiled


def to_ball(expression: Expr, symbols: Sequence[Symbol]) -> Callable[..., Any]:
    """Return a function of python-flint balls whose value contains the exact value."""

    def evaluate(*values: Any) -> Any:
        return _ball(expression, dict(zip(symbols, values, strict=True)))

    _check_balls(evaluate, expression, symbols)
    return evaluate


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
    if isinstance(side, Transpose):
        return parts[0].T
    if isinstance(side, Inverse):
        return np.linalg.inv(parts[0])
    if isinstance(side, Trace):
        return np.trace(parts[0])
    if isinstance(side, MatPow):
        return np.linalg.matrix_power(parts[0], int(parts[1]))
    if isinstance(side, Pow):
        return np.power(parts[0], parts[1])
    raise ValueError(f"side must be built from sums, products, powers, transposes, inverses and traces, got {side.func}")


def _ball(node: Expr, values: Mapping[Symbol, Any]) -> Any:
    from flint import arb, fmpq

    if isinstance(node, Symbol):
        return values[node]
    if isinstance(node, Float):
        raise ValueError(f"expression must be exact to become a ball, but has the float {node}")
    if isinstance(node, Integer | Rational):
        return arb(fmpq(int(node.p), int(node.q)))
    if node is S.Pi:
        return arb.pi()
    if node is S.Exp1:
        return arb(1).exp()
    parts = [_ball(argument, values) for argument in node.args]
    if isinstance(node, Add):
        return reduce(lambda left, right: left + right, parts)
    if isinstance(node, Mul):
        return reduce(lambda left, right: left * right, parts)
    if isinstance(node, Pow):
        return _ball_power(node, parts)
    functions = {exp: "exp", log: "log", sin: "sin", cos: "cos"}
    if node.func in functions:
        return getattr(parts[0], functions[node.func])()
    raise ValueError(f"expression must be built from sums, products, powers, exp, log, sin and cos, got {node.func}")


def _ball_power(node: Expr, parts: list[Any]) -> Any:
    base, exponent = parts
    if node.base is S.Exp1:
        return exponent.exp()
    if node.exp.is_Integer:
        return base ** int(node.exp)
    if node.exp == S.Half:
        return base.sqrt()
    return (base.log() * exponent).exp()


def _spot(symbols: Sequence[Symbol], number: int) -> list[Rational]:
    """Return rationals in (0, 1), different for each symbol, rising in their order."""
    return [Rational(3 + 5 * number + 7 * rank, 11 + 5 * number + 7 * len(symbols)) for rank in range(len(symbols))]


def _check(function: Callable[..., Any], expression: Expr, symbols: Sequence[Symbol], tolerance: float) -> None:
    for number in range(2):
        point = _spot(symbols, number)
        expected = exact(expression, dict(zip(symbols, point, strict=True)))
        found = function(*[mpmath.mpf(value.p) / value.q if tolerance < 1e-12 else float(value) for value in point])
        if abs(complex(found) - complex(expected)) > tolerance * max(1.0, abs(complex(expected))):
            raise ArithmeticError(f"compiled {expression} gives {found} at {point}, exactly it is {expected}")


def _check_balls(function: Callable[..., Any], expression: Expr, symbols: Sequence[Symbol]) -> None:
    from flint import arb, fmpq

    for number in range(2):
        point = _spot(symbols, number)
        ball = function(*[arb(fmpq(int(value.p), int(value.q))) for value in point])
        expected = exact(expression, dict(zip(symbols, point, strict=True)))
        middle = arb(str(expected)) if not expected.is_Rational else arb(fmpq(int(expected.p), int(expected.q)))
        if not ball.overlaps(middle):
            raise ArithmeticError(f"ball of {expression} at {point} is {ball}, without the value {expected}")
