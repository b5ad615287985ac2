r"""Derivatives, integrals and limits that an equation states and a check carries out.

    derivative(f, t), integral(f, (t, a, b)), at_limit(f, t, t_0)    of scalars, and entry by entry of explicit matrices
    MatrixGradient(L, W)              dL/dW of a scalar of traces, in every dimension: (dL/dW)_ij = dL/dw_ij
    TimeDerivative(F, (W, V), ...)    d/dt of a matrix whose letters move, W' = V, in every dimension: product rule,
                                      (F^T)' = F'^T, (F^{-1})' = -F^{-1} F' F^{-1}

An equation keeps them as they stand, so that what is printed, mutated and checked is the derivation; `evaluated` carries
them out.

Source: elementary.

Legend: f scalars; L scalars linear in traces; F, V matrix expressions, W matrix symbols
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, reduce
from typing import Any

from sympy import Basic, Derivative, Expr, ImmutableMatrix, Integral, Limit, MatrixBase, Product, Subs, Sum, Tuple
from sympy.matrices.expressions import Identity, MatAdd, MatMul, MatPow, MatrixExpr, MatrixSymbol, Transpose, ZeroMatrix


class MatrixGradient(MatrixExpr):
    """The gradient dL/dW of a scalar of traces in a matrix symbol, of the symbol's shape, not carried out."""

    def __new__(cls, scalar: Expr, letter: MatrixSymbol) -> MatrixGradient:
        """Return the gradient of a scalar in a letter."""
        made: MatrixGradient = super().__new__(cls, scalar, letter)
        return made

    @property
    def shape(self) -> Any:
        """Return the shape of the letter."""
        return self.args[1].shape

    def doit(self, **hints: Any) -> MatrixGradient:
        """Return the gradient as it is: SymPy calls this whenever it multiplies."""
        return self

    def carried_out(self) -> MatrixExpr:
        """Return the gradient as SymPy differentiates it."""
        return evaluated(self.args[0]).diff(self.args[1])


class TimeDerivative(MatrixExpr):
    """The time derivative of a matrix expression whose letters have the given velocities, not carried out."""

    def __new__(cls, expression: MatrixExpr, *velocities: tuple[MatrixSymbol, MatrixExpr]) -> TimeDerivative:
        """Return the derivative of an expression; letters without a velocity stand still."""
        made: TimeDerivative = super().__new__(cls, expression, *[Tuple(*pair) for pair in velocities])
        return made

    @property
    def shape(self) -> Any:
        """Return the shape of the expression."""
        return self.args[0].shape

    def doit(self, **hints: Any) -> TimeDerivative:
        """Return the derivative as it is: SymPy calls this whenever it multiplies."""
        return self

    def carried_out(self) -> MatrixExpr:
        """Return the derivative by the product rule."""
        velocities = {pair[0]: evaluated(pair[1]) for pair in self.args[1:]}
        return _moved(evaluated(self.args[0]), velocities).doit()


#: What `evaluated` carries out.
OPERATIONS = (Derivative, Integral, Limit, Subs, Sum, Product, MatrixGradient, TimeDerivative)
#: Of these, those that must be carried out: the others have a value at a point all the same.
MUST = (Derivative, Limit, Subs, MatrixGradient, TimeDerivative)


def derivative(side: Any, *variables: Any) -> Any:
    """Return the derivative of a scalar, or of every entry of an explicit matrix, not carried out."""
    return by_entries(side, lambda item: Derivative(item, *variables))


def integral(side: Any, *limits: Any) -> Any:
    """Return the integral of a scalar, or of every entry of an explicit matrix, not carried out."""
    return by_entries(side, lambda item: Integral(item, *limits))


def at_limit(side: Any, variable: Expr, value: Any, direction: str = "+-") -> Any:
    """Return the limit of a scalar, or of every entry of an explicit matrix, not carried out; from both sides, or "+", "-"."""
    return by_entries(side, lambda item: Limit(item, variable, value, direction))


def at_value(side: Any, variable: Any, value: Any) -> Any:
    """Return a scalar, or an explicit matrix, at a value of a variable, not carried out: the bar in [ f ]_{t = 0}.

    Raises
    ------
    ValueError : if a derivative is taken where several variables have one value: SymPy confuses f_xx with f_xy at x = y = 0
    """
    if isinstance(value, tuple) and len(set(value)) < len(value) and side.has(Derivative):
        raise ValueError(f"values of several variables must differ, got {value}")
    return by_entries(side, lambda item: Subs(item, variable, value))


def by_entries(side: Any, operation: Callable[[Expr], Expr]) -> Any:
    """Return an operation on a scalar, or on every entry of an explicit matrix."""
    return ImmutableMatrix(side.applyfunc(operation)) if isinstance(side, MatrixBase) else operation(side)


def evaluated(side: Any) -> Any:
    """Return a side with its derivatives, integrals, limits and sums carried out; one without any is returned as it is."""
    if not isinstance(side, Basic | MatrixBase) or not side.has(*OPERATIONS):
        return side
    return _evaluated(ImmutableMatrix(side) if isinstance(side, MatrixBase) else side)


@cache
def _evaluated(side: Any) -> Any:
    if isinstance(side, MatrixBase):
        return side.applyfunc(evaluated)
    if isinstance(side, MatrixGradient | TimeDerivative):
        return side.carried_out()
    if isinstance(side, OPERATIONS):  # from the inside: SymPy's limit of a derivative at a value may leave out the value
        return side.func(evaluated(side.args[0]), *side.args[1:]).doit()
    parts = [evaluated(argument) for argument in side.args]
    return side.func(*parts).doit() if isinstance(side, MatrixExpr) else side.func(*parts)


def _moved(node: MatrixExpr, velocities: dict[Basic, MatrixExpr]) -> MatrixExpr:
    """Return the time derivative of a matrix expression, by the product rule."""
    if isinstance(node, MatrixSymbol):
        return velocities.get(node, ZeroMatrix(*node.shape))
    if isinstance(node, Identity | ZeroMatrix):
        return ZeroMatrix(*node.shape)
    if isinstance(node, Transpose):
        return _moved(node.arg, velocities).T
    if isinstance(node, MatAdd):
        return MatAdd(*[_moved(term, velocities) for term in node.args])
    if isinstance(node, MatMul):
        scalar, factors = node.as_coeff_matrices()
        terms = [[*factors[:place], _moved(factor, velocities), *factors[place + 1 :]] for place, factor in enumerate(factors)]
        return scalar * MatAdd(*[MatMul(*term) for term in terms])
    if isinstance(node, MatPow) and node.exp.is_Integer:
        if node.exp < 0:  # an inverse is one: (F^{-n})' = -F^{-n} (F^n)' F^{-n}
            return -node * _moved(node.base**-node.exp, velocities) * node
        return _moved(reduce(MatMul, [node.base] * int(node.exp)), velocities)
    raise ValueError(f"expression must be a polynomial in matrices and inverses of letters, but has {node}")
