"""Proposition: the line between two sides is both of them multiplied out, as LaTeX, and none where nobody would read it."""

import pytest
from sympy import Symbol, Trace

from theory import exact_laws, isotropic, task, two_layer
from theory.algebra.domain import POSITIVE, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.lines import by_cases, indexed, lines, multiplied_out
from theory.algebra.symbols import A, I, U, W
from verify.ledger import ledger
from verify.manuscript.equations import stated

#: On the right no number is an index: there are fewer cases.
FEWER_CASES = {"exact_laws.elimination_step"}
GENERAL = Domain({A: Matrices.SYMMETRIC, W: Matrices.GENERAL, U: Matrices.GENERAL})


@pytest.mark.parametrize(
    ("side", "line"),
    [
        ((A + W) * (A + W), r"A^{2} + A W + W A + W^{2}"),
        (W * W.T * A.T - 2 * I, r"W W^{T} A - 2 I"),
        (W.T * W.T, r"(W^{T})^{2}"),
        (-W.I * A, r"- W^{-1} A"),
        (Trace(W * A - W) / 2, r"\tfrac{1}{2} \operatorname{tr}(A W) - \tfrac{1}{2} \operatorname{tr}(W)"),
        (Trace(I) + 3, r"3 + \operatorname{tr} I"),
    ],
)
def test_a_side_in_matrices(side, line):
    assert multiplied_out(side, Equation("an.equation", side, side, GENERAL)) == line


def test_an_entry_by_cases():
    split = two_layer.entry_split()
    assert by_cases(split.rhs) == {
        "i = j": r"\sum_{k=1}^{d} \left(a_{i} w_{ik}^{2} + a_{k} w_{ik}^{2}\right)",
        r"i \ne j": (
            r"\sum_{k=1}^{d} \left(\tfrac{1}{2} a_{i} w_{ik} w_{jk} + \tfrac{1}{2} a_{j} w_{ik} w_{jk} "
            r"+ a_{k} w_{ik} w_{jk}\right)"
        ),
    }
    assert list(lines(exact_laws.elimination_column())) == ["1 = i", r"1 \ne i"]


def test_what_nobody_would_read_is_left_out():
    x = Symbol("x", positive=True)
    for terms, said in ((10, True), (11, False)):
        many = sum((x**number * A**number for number in range(2, terms + 1)), start=A)
        assert bool(lines(Equation("an.equation", many, many, Domain({A: Matrices.SYMMETRIC, x: POSITIVE})))) is said
    assert lines(isotropic.solution()) == {}
    assert lines(task.second_moment_of_indices()) == {}, "the dimension d is s there"
    assert lines(Equation("an.equation", x, x, Domain({x: POSITIVE}))) == {}


#: Statements in matrices that are refuted: their sides differ.
FALSE = {"two_layer.induced_flow_as_printed", "untied.stays_tied"}


def test_the_line_is_that_of_both_sides():
    found = {name: entry.source for name, entry in stated(ledger().values()).items()}
    true = {name: equation for name, equation in found.items() if equation and name not in FALSE}
    for name, equation in true.items():
        if equation.in_matrices:
            assert multiplied_out(equation.lhs, equation) == multiplied_out(equation.rhs, equation), equation.id
        elif indexed(equation):
            left, right = by_cases(equation.lhs), by_cases(equation.rhs)
            assert left == right or (left.keys() != right.keys() and name in FEWER_CASES), name
    assert sum(bool(lines(equation)) for equation in true.values()) > 40
