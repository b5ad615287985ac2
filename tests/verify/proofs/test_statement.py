"""Proposition: a statement, read back, is the equation: its sides, its derivatives and every hypothesis of its domain."""

from functools import cache

import pytest
from sympy import (
    Add,
    Derivative,
    Eq,
    Ge,
    Gt,
    Integral,
    Interval,
    Le,
    Lt,
    Mul,
    Ne,
    S,
    Subs,
    Symbol,
    Trace,
    expand,
    oo,
    symbols,
    sympify,
)
from sympy.matrices.expressions import Identity, MatAdd, MatMul, MatPow, MatrixSymbol, Transpose, ZeroMatrix

from tests.verify.proofs.reader import Reader, flipped, letters, read, traced
from theory.algebra.calculus import MatrixGradient, TimeDerivative
from theory.algebra.domain import POSITIVE, REAL, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import LENGTHS
from verify.claim import Evidence
from verify.ledger import ledger
from verify.methods import Identity as Equality
from verify.proofs.statement import stated
from verify.proofs.terms import NotExportedError, name

#: One claim in so many is looked at here, all of them in CI.
EVERY = pytest.mark.parametrize("every", [12, pytest.param(1, marks=pytest.mark.slow)])


@cache
def equations(every: int):
    """Every equation of one exact claim in so many that has a statement, once."""
    found = {}
    chosen = [claim for claim in ledger().values() if claim.evidence is Evidence.EXACT and isinstance(claim.method, Equality)]
    for claim in chosen[::every]:
        for number, equation in enumerate(claim.made()):
            try:
                found.setdefault(str(equation), (f"{claim.id} {number}", equation, stated(equation)))
            except NotExportedError:
                continue
    return list(found.values())


def rebuilt(node):
    """Return an expression made anew by SymPy, as reading makes it; a derivative of higher order one by one."""
    if isinstance(node, Derivative):
        made = rebuilt(node.expr)
        for variable in node.variables:
            made = Derivative(made, variable, evaluate=False)
        return made
    return node.func(*map(rebuilt, node.args)) if node.args and not isinstance(node, Subs | Integral) else node


def same(one, other) -> bool:
    """Return whether two scalars are one tree, or become one when derivatives are carried out and all is multiplied out."""
    if rebuilt(one) == rebuilt(other):
        return True
    difference = one.doit() - other.doit()
    return expand(difference) == 0 or difference.simplify() == 0


def polynomial(node, operations):
    """Return a matrix expression as the reader has it; derivatives and gradients as the letters of `operations`."""
    if isinstance(node, TimeDerivative | MatrixGradient):
        return operations[node]
    if isinstance(node, MatrixSymbol):
        return Symbol(name(node), commutative=False)
    if isinstance(node, Identity | ZeroMatrix):
        return S.One if isinstance(node, Identity) else S.Zero
    if isinstance(node, Transpose):
        return flipped(polynomial(node.arg, operations))
    if isinstance(node, MatAdd):
        return Add(*[polynomial(term, operations) for term in node.args])
    if isinstance(node, MatMul):
        scalar, factors = node.as_coeff_matrices()
        return scalar * Mul(*[polynomial(factor, operations) for factor in factors])
    assert isinstance(node, MatPow), node
    base = polynomial(node.base, operations)
    return base ** int(node.exp)


def scalar(node, operations):
    """Return a scalar of traces as the reader has it."""
    if isinstance(node, Trace):
        return traced(polynomial(node.arg, operations))
    return node.func(*[scalar(part, operations) for part in node.args]) if node.args else node


def side(node, operations):
    return expand(scalar(node, operations) if not hasattr(node, "shape") else polynomial(node, operations))


def read_again(equation, statement):
    known = letters(sympify(equation.lhs), sympify(equation.rhs)) | {str(letter): letter for letter in equation.domain.sets}
    known |= {name(letter): letter for letter in known.values()}
    return read(statement.proposition, known)


def walked(node, kinds):
    found = [part for argument in node.args for part in walked(argument, kinds)]
    return [*found, node] if isinstance(node, kinds) else found


@EVERY
def test_sides_of_scalars_are_read_back(every):
    looked_at = 0
    for label, equation, statement in equations(every):
        if equation.in_matrices:
            continue
        found = read_again(equation, statement)
        assert len(found.equations) == len(statement.sides), label
        for (left, right), (stated_left, stated_right) in zip(found.equations, statement.sides, strict=True):
            assert same(left, stated_left), label
            assert same(right, stated_right), label
        looked_at += 1
    assert looked_at > (120 if every == 1 else 5)


@EVERY
def test_sides_in_matrices_are_read_back(every):
    looked_at = 0
    for label, equation, statement in equations(every):
        if not equation.in_matrices:
            continue
        found = read_again(equation, statement)
        operations = {}
        for node in [part for item in (equation.lhs, equation.rhs) for part in walked(item, MatrixGradient)]:
            loss, letter = node.args
            said = ("gradient", name(letter), expand(scalar(loss, {})))
            operations[node] = Symbol(next(key for key, value in found.operations.items() if value == said), commutative=False)
        for node in [part for item in (equation.lhs, equation.rhs) for part in walked(item, TimeDerivative)]:
            said = ("derivative", expand(polynomial(node.args[0], operations)))
            operations[node] = Symbol(next(key for key, value in found.operations.items() if value == said), commutative=False)
            for letter, velocity in node.args[1:]:
                assert expand(found.velocities[name(letter)] - polynomial(velocity, operations)) == 0, label
        ((left, right),) = found.equations
        assert expand(left - side(equation.lhs, operations)) == 0, label
        assert expand(right - side(equation.rhs, operations)) == 0, label
        looked_at += 1
    assert looked_at > (60 if every == 1 else 0)


WORDS = {
    Matrices.SYMMETRIC: "symmetric",
    Matrices.SEMIDEFINITE: "semidefinite",
    Matrices.DEFINITE: "definite",
    Matrices.DIAGONAL: "diagonal",
    Matrices.ORTHONORMAL: "orthonormal",
}


def asked(equation):
    """Return what must stand among the hypotheses, as tokens, one set of possibilities for each."""
    for letter, kind in equation.domain.sets.items():
        text = name(letter)
        if kind in WORDS:
            yield {f"{WORDS[kind]} {text}", f"( forall s : R , {WORDS[kind]} ( {text} s ) )"}
        elif isinstance(kind, Interval):
            if kind.start != -oo:
                yield {f"{number(kind.start)} {'<' if kind.left_open else '<='} {text}"}
            if kind.end != oo:
                yield {f"{text} {'<' if kind.right_open else '<='} {number(kind.end)}"}


def number(value):
    text = str(abs(value)) if value.q == 1 else f"{abs(value.p)} / {value.q}"
    return text if value >= 0 else f"- {text}" if value.q == 1 else f"- ( {text} )"


def relation(text, letters):
    """Return a hypothesis as a condition of SymPy."""
    left, sign, right = Reader(text, letters).relation()
    return {"<": Lt, "<=": Le, ">": Gt, ">=": Ge, "<>": Ne, "=": Eq}[sign](left, right, evaluate=False)


def agree(one, other):
    return one.func == other.func and all(same(*sides) for sides in zip(one.args, other.args, strict=True))


@EVERY
def test_every_hypothesis_of_a_domain_is_there_and_no_other(every):
    looked_at = 0
    for label, equation, statement in equations(every):
        found = read_again(equation, statement)
        rest = set(found.hypotheses)
        for possible in asked(equation):
            assert possible & rest, (label, possible)
            rest -= possible
            looked_at += 1
        inverses = {f"inverse {letter} {letter.removesuffix('_inv')}" for letter in found.letters if letter.endswith("_inv")}
        assert inverses <= rest, label
        rest -= inverses | {f"( 0 < {name(letter)} ) %nat" for letter in LENGTHS}
        used = letters(sympify(equation.lhs), sympify(equation.rhs)) | {str(item): item for item in equation.domain.sets}
        unsaid = [item for item in used.values() if item not in equation.domain.sets]
        rest -= {f"0 < {name(item)}" if item.is_positive else f"0 <= {name(item)}" for item in unsaid}
        used |= {name(item): item for item in used.values()}
        left = [relation(text, used) for text in rest]
        for condition in equation.domain.conditions:
            assert any(agree(condition, one) for one in left), (label, condition)
            looked_at += 1
        assert len(left) == len(equation.domain.conditions), (label, rest)
    assert looked_at > (600 if every == 1 else 20)


def test_a_condition_is_a_hypothesis():
    x, y = symbols("x y", real=True)
    equation = Equation("a.b", x, y, Domain({x: REAL, y: POSITIVE}, (x < y**2, x >= -1)))
    assert [text for _, text in stated(equation).hypotheses] == ["0 < y", "x < y ^ 2", "x >= - 1"]


def test_a_set_that_is_not_an_interval_is_refused():
    x = Symbol("x", integer=True)
    with pytest.raises(NotExportedError, match="the set"):
        stated(Equation("a.b", x, x, Domain({x: S.Naturals})))


@EVERY
def test_dimensions_that_are_numbers_are_positive(every):
    for label, equation, statement in equations(every):
        if equation.in_matrices:
            texts = [text for _, text in statement.hypotheses]
            for letter in LENGTHS:
                if f"INR {letter}" in statement.proposition:
                    assert f"(0 < {letter})%nat" in texts, label
