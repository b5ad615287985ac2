"""Where an equation holds, as it is printed, once its letters are seen to be declared accordingly."""

from sympy import MatrixSymbol

from theory.algebra.domain import NONNEGATIVE
from theory.algebra.equation import Equation


def where(equation: Equation) -> str:
    """Return the domain as one sentence; AssertionError where SymPy takes a letter for what the domain says it is not."""
    for letter, kind in equation.domain.sets.items():
        if not isinstance(letter, MatrixSymbol):
            assert letter.is_real
            assert False not in (letter.is_positive, letter.is_nonnegative)
            assert not letter.is_nonnegative or kind.is_subset(NONNEGATIVE)
    return str(equation.domain)
