r"""The line between the two sides of an equation: what both are once they are multiplied out, as its proof compares them.

    in matrices    the words with their coefficients:  X W + W X = A W + W A - 1/2 A W^2 - 1/2 W^2 A - W A W
    in entries     what stands outside the sum and inside it, for i = j and for i != j apart

Source: elementary.
"""

from __future__ import annotations

from itertools import groupby

from sympy import Add, Expr, S, Sum, Symbol
from sympy.matrices.expressions import MatrixExpr

from theory.algebra import indices
from theory.algebra.equation import Equation, Side
from theory.algebra.notation import latex, sum_of
from theory.algebra.symbols import d, i, j
from theory.algebra.words import Word, Words, trace_words, words

#: More terms are no line that anybody reads.
LONGEST = 10


def lines(equation: Equation) -> dict[str, str]:
    """Return what both sides are once they are multiplied out, as LaTeX by case, one alone without a name; none if too long."""
    if equation.in_matrices:
        found = {"": multiplied_out(equation.lhs, equation)}
    elif indexed(equation):
        found = by_cases(equation.lhs)
    else:
        found = {}
    return found if all(found.values()) else {}


def indexed(equation: Equation) -> bool:
    """Return whether an equation is one between entries with symbolic indices."""
    return isinstance(equation.rhs, Expr) and bool({i, j} & equation.rhs.free_symbols)


def multiplied_out(side: Side, equation: Equation) -> str:
    """Return a side in matrices as the sum of its words."""
    split = words if isinstance(side, MatrixExpr) else trace_words
    found: Words = split(side, *equation.domain.rules())
    in_traces = split is trace_words
    if not 0 < len(found) <= LONGEST or any(number.as_numer_denom()[1].is_Add for number in found.values()):
        return ""
    ordered = sorted(found, key=lambda word: (len(word), str(word)))
    return sum_of([(found[word], _traced(word) if in_traces else _spelt(word) or "I") for word in ordered])


def by_cases(side: Expr) -> dict[str, str]:
    """Return an entry for equal and for different indices, its deltas carried out and its sum in one."""
    found = {}
    for case, equal, apart in indices.cases(side):
        entry = indices.normal(side.subs(equal)).subs(apart)
        name = case.replace("!=", r"\ne") if "=" in case else ""
        counted = entry.replace(lambda node: isinstance(node, Sum), lambda node: S.Zero).has(d)
        found[name] = "" if counted or len(Add.make_args(entry)) > LONGEST else latex(entry)
    return found


def _traced(word: Word) -> str:
    if len(word) == 1 and str(word[0]).startswith("tr I"):
        return r"\operatorname{tr} I"
    return rf"\operatorname{{tr}}({_spelt(word)})" if word else ""


def _spelt(word: Word) -> str:
    """Return a word as LaTeX, equal neighbours as powers."""
    parts = []
    for letter, group in groupby(word):
        base, exponent = letter.as_base_exp()
        power = len(list(group)) * int(exponent)
        name, transposed = base.name.removesuffix("^T"), base.name.endswith("^T")
        text = latex(Symbol(name))
        parts.append(text + (rf"^{{{'T' if transposed else power}}}" if transposed or power != 1 else ""))
        if transposed and power != 1:
            parts[-1] = rf"({text}^{{T}})^{{{power}}}"
    return " ".join(parts)
