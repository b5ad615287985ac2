r"""LaTeX of SymPy expressions in the notation of the paper: w_{12}, I, \ln, \tfrac{1}{2} before a product, pluses first.

The order is a function of the expression alone: the same expression is the same text in every version and on every run.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), as transcribed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import (
    Add,
    Expr,
    Identity,
    Indexed,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    Rational,
    Symbol,
    Transpose,
)
from sympy.printing.latex import LatexPrinter


class PaperPrinter(LatexPrinter):
    """Prints expressions as the paper writes them."""

    def __init__(self) -> None:
        super().__init__({"ln_notation": True, "mat_symbol_style": "plain"})

    def _print_Identity(self, expr: Identity) -> str:
        return "I"

    def _print_Add(self, expr: Add, order: Any = None) -> str:
        terms = list(self._as_ordered_terms(expr, order=order))
        return _joined([str(self._print(term)) for term in _pluses_first(terms)])

    def _print_MatAdd(self, expr: MatAdd) -> str:
        terms = sorted(expr.args, key=lambda term: (_negative(term), -_length(term) if _negative(term) else _length(term) == 0))
        return _joined([str(self._print(term)) for term in terms])

    def _print_MatMul(self, expr: MatMul) -> str:
        scalar, factors = expr.as_coeff_matrices()
        words = [self._bracketed(factor, len(factors) > 1 or scalar != 1) for factor in factors]
        sign, front = ("-", -scalar) if _is_minus(scalar) else ("", scalar)
        if front != 1:
            words.insert(0, _small_fraction(front) or self._bracketed_scalar(front))
        return f"{sign} {' '.join(words)}".strip()

    def _print_MatPow(self, expr: MatPow) -> str:
        base, exponent = expr.args
        return f"{self._bracketed(base, True)}^{{{self._print(exponent)}}}"

    def _print_Indexed(self, expr: Indexed) -> str:
        places = "".join(self._print(index) for index in expr.indices)
        return f"{self._print(Symbol(str(expr.base)))}_{{{places}}}"

    def _print_Transpose(self, expr: Transpose) -> str:
        return f"{self._bracketed(expr.arg, True)}^{{T}}"

    def _print_Trace(self, expr: Any) -> str:
        return rf"\operatorname{{tr}}\left({self._print(expr.arg)}\right)"

    def _print_MatrixGradient(self, expr: Any) -> str:
        scalar, letter = expr.args
        return rf"\frac{{\partial}}{{\partial {self._print(letter)}}} {self._print(scalar)}"

    def _print_TimeDerivative(self, expr: Any) -> str:
        return rf"\frac{{d}}{{dt}} \left[{self._print(expr.args[0])}\right]"

    def _print_Mul(self, expr: Mul) -> str:
        number, rest = expr.as_coeff_Mul()
        if isinstance(number, Rational) and number.q != 1 and abs(number.p) < 10 and number.q < 10 and not _has_quotient(rest):
            inside = self._print(rest)
            inside = rf"\left({inside}\right)" if isinstance(rest, Add) else inside
            return f"{'- ' if number < 0 else ''}{_small_fraction(abs(number))} {inside}"
        return str(super()._print_Mul(expr))

    def _bracketed(self, part: Any, needed: bool) -> str:
        text = self._print(part)
        if not needed or isinstance(part, MatrixSymbol | Identity | Transpose | MatPow):
            return str(text)
        return str(text) if not isinstance(part, MatAdd | MatMul | Add) else rf"\left({text}\right)"

    def _bracketed_scalar(self, part: Expr) -> str:
        return rf"\left({self._print(part)}\right)" if isinstance(part, Add) else str(self._print(part))


def latex(expression: Any) -> str:
    """Return an expression as LaTeX mathematics in the paper's notation, without an environment."""
    return str(PaperPrinter().doprint(expression))


def sum_of(terms: Sequence[tuple[Expr, str]]) -> str:
    """Return the sum of coefficients times what stands for something as LaTeX, pluses first; an empty one stands for 1."""
    texts = []
    for coefficient, name in sorted(terms, key=lambda term: term[0].could_extract_minus_sign()):
        number = latex(coefficient) if not isinstance(coefficient, Add) or not name else rf"\left({latex(coefficient)}\right)"
        if isinstance(coefficient, Rational) and coefficient.q != 1:
            number = f"{'- ' if coefficient < 0 else ''}{_small_fraction(abs(coefficient))}"
        bare = {"1": "", "-1": "-"}.get(number, number) if name else number
        texts.append(f"{bare} {name}".strip())
    return _joined(texts)


def _small_fraction(number: Expr) -> str:
    if isinstance(number, Rational) and number.q != 1 and number > 0:
        return rf"\tfrac{{{number.p}}}{{{number.q}}}"
    return ""


def _has_quotient(rest: Expr) -> bool:
    return any(factor.is_Pow and factor.exp.is_negative for factor in Mul.make_args(rest))


def _is_minus(scalar: Expr) -> bool:
    return bool(scalar.could_extract_minus_sign())


def _negative(term: Any) -> bool:
    return isinstance(term, MatMul) and _is_minus(term.as_coeff_mmul()[0])


def _length(term: Any) -> int:
    """Return the number of letters; the identity has none."""
    if isinstance(term, MatMul):
        return sum(_length(factor) for factor in term.args if isinstance(factor, MatrixExpr))
    return int(not isinstance(term, Identity))


def _pluses_first(terms: list[Any]) -> list[Any]:
    """Return terms with a positive number first, and never a minus in front where a plus could stand there."""
    numbers = [term for term in terms if term.is_number and term.is_positive]
    others = [term for term in terms if term not in numbers]
    if numbers or not others or not others[0].could_extract_minus_sign():
        return numbers + others
    pluses = [term for term in others if not term.could_extract_minus_sign()]
    return pluses + [term for term in others if term not in pluses]


def _joined(texts: list[str]) -> str:
    found = texts[0].strip()
    for text in texts[1:]:
        found += f" - {text[1:].strip()}" if text.startswith("-") else f" + {text}"
    return found
