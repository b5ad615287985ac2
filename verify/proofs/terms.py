"""SymPy expressions as terms of Coq: scalars over the reals, and matrices of every size in the notation of `prelude.v`.

    x + 1/2, x ^ 2, / x, exp, ln, sqrt, Rpower b e      scalars (Rpower b e = exp (e ln b), so b must be positive)
    (1/2) .* (A * W ^^ 2) + W^T - Id, trace (A * W)     matrices, and a scalar of one

Derivatives, gradients, integrals and values at a point are no terms: who asks gives the text for each (`Hoist`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sympy import Add, Basic, E, Expr, Integer, MatrixBase, Mul, Pow, Rational, S, Symbol, exp, log, sympify
from sympy.matrices.expressions import Identity, MatAdd, MatMul, MatPow, MatrixExpr, MatrixSymbol, Trace, Transpose, ZeroMatrix

from theory.algebra.calculus import OPERATIONS
from theory.algebra.symbols import LENGTHS

#: Gives the text of an operation, such as a derivative, that is stated apart.
Hoist = Callable[[Any], str]
#: Names that mean something in the statements.
RESERVED = frozenset(
    {"R", "INR", "exp", "ln", "sqrt", "Rpower", "trace", "sum", "Id", "Zero", "form", "mat", "kronecker", "inverse"}
    | {"symmetric", "semidefinite", "definite", "diagonal", "orthonormal", "is_derive", "is_derivative", "is_gradient"}
    | {"at", "as", "in", "fun", "let", "match", "end", "with", "if", "then", "else", "forall", "exists", "using", "where"}
)


class NotExportedError(ValueError):
    """What has no term of Coq here, with the reason."""


def name(symbol: Basic) -> str:
    """Return the name of a letter in Coq."""
    text = re.sub(r"[^A-Za-z0-9_]", "_", str(symbol))
    return f"{text}_" if text in RESERVED else text


def number_name(symbol: Basic) -> str:
    """Return a letter as a number, a dimension among them."""
    return f"(INR {name(symbol)})" if symbol in LENGTHS else name(symbol)


def inverse_name(symbol: MatrixSymbol) -> str:
    """Return the name of the inverse of a matrix letter."""
    return f"{name(symbol)}_inv"


def refuse(node: Any) -> str:
    """Refuse an operation where none can be."""
    raise NotExportedError(f"{type(node).__name__} inside what is no equation")


def scalar(node: Expr, hoist: Hoist = refuse, letter: Callable[[Basic], str] = name) -> str:
    """Return a scalar as a term; `letter` names the letters, which may depend on time."""
    return Printer(hoist, letter).scalar(sympify(node))


def matrix(node: MatrixExpr, hoist: Hoist = refuse, letter: Callable[[Basic], str] = name) -> str:
    """Return a matrix expression as a term."""
    return Printer(hoist, letter).matrix(node)


class Printer:
    """Writes terms; `level` is what binds the term from outside: 0 a sum, 1 a product, 2 a power or an argument."""

    def __init__(self, hoist: Hoist, letter: Callable[[Basic], str]) -> None:
        self.hoist, self.letter = hoist, letter

    def scalar(self, node: Any, level: int = 0) -> str:
        """Return a scalar term."""
        if isinstance(node, OPERATIONS):
            return self.hoist(node)
        if isinstance(node, Trace):
            return _bracketed(f"trace {self.matrix(node.arg, 3)}", 2, level)
        if isinstance(node, Symbol):
            return self.letter(node)
        if isinstance(node, Rational):
            return self._number(node, level)
        if isinstance(node, Add):
            return _bracketed(self._sum([self.signed(term) for term in node.as_ordered_terms()]), 0, level)
        if isinstance(node, Mul):
            return self._product(node, level)
        if isinstance(node, Pow):
            return self._power(node.base, node.exp, level)
        if isinstance(node, exp | log):
            function = "exp" if isinstance(node, exp) else "ln"
            return _bracketed(f"{function} {self.scalar(node.args[0], 3)}", 2, level)
        if node == E:
            return _bracketed("exp 1", 2, level)
        raise NotExportedError(f"{type(node).__name__} has no counterpart")

    def _number(self, node: Rational, level: int) -> str:
        text = str(abs(node.p)) if node.q == 1 else f"{abs(node.p)} / {node.q}"
        if node.p >= 0:
            return text if node.q == 1 else _bracketed(text, 1, level)
        return _bracketed(f"- {text}" if node.q == 1 else f"- ({text})", 0, level)

    def signed(self, term: Expr) -> tuple[bool, str]:
        """Return whether a term of a sum is subtracted, and the term without its sign."""
        coefficient, rest = term.as_coeff_Mul()
        if coefficient.is_Rational and coefficient < 0:
            return True, self.scalar(Mul(-coefficient, rest, evaluate=False) if coefficient != -1 else rest, 1)
        return False, self.scalar(term, 1)

    def _sum(self, terms: list[tuple[bool, str]]) -> str:
        text = ""
        for negative, term in terms:
            sign = "- " if negative else ("+ " if text else "")
            text += f"{' ' if text else ''}{sign}{term}"
        return text

    def _product(self, node: Mul, level: int) -> str:
        coefficient, _ = node.as_coeff_Mul()
        if coefficient.is_Rational and coefficient < 0:
            return _bracketed(f"- {self.signed(node)[1]}", 0, level)
        above, below = [], []
        for factor in node.args:
            if isinstance(factor, Rational) and not isinstance(factor, Integer):
                above += [Integer(factor.p)] if factor.p != 1 else []
                below.append(Integer(factor.q))
            elif isinstance(factor, Pow) and _negative(factor.exp):
                below.append(Pow(factor.base, -factor.exp, evaluate=False) if factor.exp != -1 else factor.base)
            elif factor != 1:
                above.append(factor)
        text = " * ".join(self.scalar(factor, 2) for factor in above) or "1"
        for factor in below:
            text += f" / {self.scalar(factor, 2)}"
        return _bracketed(text, 1, level)

    def _power(self, base: Expr, exponent: Expr, level: int) -> str:
        if _negative(exponent):
            return _bracketed(f"/ {self.scalar(Pow(base, -exponent, evaluate=False) if exponent != -1 else base, 2)}", 1, level)
        if exponent == 1:
            return self.scalar(base, level)
        if exponent == S.Half:
            return _bracketed(f"sqrt {self.scalar(base, 3)}", 2, level)
        if exponent.is_Rational and exponent.q == 2:
            return _bracketed(f"{self._power(base, S.Half, 3)} ^ {exponent.p}", 2, level)
        if exponent.is_Integer:
            return _bracketed(f"{self.scalar(base, 3)} ^ {exponent}", 2, level)
        return _bracketed(f"Rpower {self.scalar(base, 3)} {self.scalar(exponent, 3)}", 2, level)

    def matrix(self, node: Any, level: int = 0) -> str:
        """Return a matrix term."""
        if isinstance(node, OPERATIONS):
            return self.hoist(node)
        if isinstance(node, MatrixSymbol):
            return self.letter(node)
        if isinstance(node, Identity):
            return "Id"
        if isinstance(node, ZeroMatrix):
            return "Zero"
        if isinstance(node, Transpose):
            return f"{self.matrix(node.arg, 3)}^T"
        if isinstance(node, MatAdd):
            return _bracketed(self._sum([self._signed_matrix(term) for term in node.args]), 0, level)
        if isinstance(node, MatMul):
            negative, text, own = self._matrix_product(node)
            return _bracketed(f"- {text}" if negative else text, 0 if negative else own, level)
        if isinstance(node, MatPow) and node.exp.is_Integer:
            return self._matrix_power(node, level)
        raise NotExportedError(f"{type(node).__name__} of matrices has no counterpart")

    def _signed_matrix(self, term: Any) -> tuple[bool, str]:
        if isinstance(term, MatMul):
            negative, text, _ = self._matrix_product(term)
            return negative, text
        return False, self.matrix(term, 1)

    def _matrix_product(self, node: MatMul) -> tuple[bool, str, int]:
        number, factors = node.as_coeff_matrices()
        negative = bool(number.as_coeff_Mul()[0] < 0)
        number = -number if negative else number
        word = " * ".join(self.matrix(factor, 2) for factor in factors)
        if number == 1:
            return negative, word, 1
        inner = f"({word})" if len(factors) > 1 else word
        return negative, f"{self.scalar(number, 3)} .* {inner}", 1

    def _matrix_power(self, node: MatPow, level: int) -> str:
        if node.exp > 0:
            return _bracketed(f"{self.matrix(node.base, 3)} ^^ {node.exp}", 2, level)
        base, transposed = (node.base.arg, "^T") if isinstance(node.base, Transpose) else (node.base, "")
        if not isinstance(base, MatrixSymbol):
            raise NotExportedError("the inverse of what is no letter has no counterpart")
        text = f"{inverse_name(base)}{transposed}"
        return text if node.exp == -1 else _bracketed(f"{text} ^^ {-node.exp}", 2, level)


def _negative(exponent: Any) -> bool:
    return bool(exponent.is_Rational and exponent < 0)


def _bracketed(text: str, own: int, level: int) -> str:
    return f"({text})" if own < level else text


def is_scalar(side: Any) -> bool:
    """Return whether a side is a number."""
    return isinstance(side, Expr) and not isinstance(side, MatrixExpr | MatrixBase)
