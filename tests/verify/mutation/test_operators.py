"""Proposition: each kind of fault is made where it can be, as code, and nowhere else."""

import ast

import pytest

from verify.mutation.operators import DIRECTIONS, EXTREMES, changes


def made(source):
    """Return the faults at the expression or statement that a source is."""
    statement = ast.parse(source).body[0]
    node = statement.value if isinstance(statement, ast.Expr) else statement
    return set(changes(node, statement, lambda part: ast.get_source_segment(source, part)))


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("a + b", {("sign", "(a - b)"), ("dropped", "a"), ("dropped", "b"), ("factor", "(2 * (a + b))")}),
        ("a - b", {("sign", "(a + b)"), ("dropped", "a"), ("dropped", "(-b)"), ("factor", "(2 * (a - b))")}),
        ("a * b", {("factor", "(a / b)"), ("dropped", "a"), ("dropped", "b"), ("factor", "(2 * (a * b))")}),
        ("a / b", {("factor", "(a * b)"), ("dropped", "a"), ("factor", "(2 * (a / b))")}),
        ("a // b", {("factor", "(a * b)"), ("dropped", "a"), ("factor", "(2 * (a // b))")}),
        ("a % b", {("factor", "(a // b)"), ("dropped", "a"), ("factor", "(2 * (a % b))")}),
        ("a ** b", {("exponent", "(a * b)"), ("factor", "(2 * (a ** b))")}),
        ("a @ b", {("argument order", "(b @ a)"), ("dropped", "a"), ("dropped", "b"), ("factor", "(2 * (a @ b))")}),
        ("a << b", {("factor", "(a >> b)")}),
        ("a & b", {("logic", "(a | b)")}),
        (
            "(a + b) * c",
            {("factor", "((a + b) / c)"), ("dropped", "(a + b)"), ("dropped", "c"), ("factor", "(2 * ((a + b) * c))")},
        ),
        ("-a", {("sign", "a")}),
        ("-(a + b)", {("sign", "(a + b)")}),
        ("not a", {("logic", "(a)")}),
        ("a += b", {("sign", "a -= b"), ("dropped", "pass")}),
        ("a *= b", {("factor", "a /= b"), ("dropped", "pass")}),
        ("3", {("off by one", "4"), ("constant", "30")}),
        ("0", {("off by one", "1")}),
        ("0.5", {("constant", "5.0")}),
        ("0.0", {("constant", "1.0")}),
        ("True", {("constant", "False")}),
        ("'a'", set()),
        ("None", set()),
        ("a < b", {("direction", "(a > b)")}),
        ("a is not b", {("direction", "(a is b)")}),
        ("a < b <= c", {("direction", "(a > b <= c)"), ("direction", "(a < b >= c)")}),
        ("a and b", {("logic", "((a) or (b))")}),
        ("a or b", {("logic", "((a) and (b))")}),
        ("max(a, b)", {("extreme", "min(a, b)")}),
        ("x.upper()", {("extreme", "x.lower()")}),
        ("np.max(a, axis=0)", {("extreme", "np.min(a, axis=0)")}),
        ("sqrt(a)", {("exponent", "(a)")}),
        ("abs(a)", {("dropped", "(a)")}),
        ("f(a, b, c)", {("argument order", "f(b, a, c)")}),
        ("f(a, a)", set()),
        ("f(*a, b)", set()),
        ("hypot(a, b)", set()),
        ("W.T", {("dropped", "W")}),
        ("(a + b).T", {("dropped", "(a + b)")}),
        ("W.S", set()),
        ("x[i]", {("off by one", "x[i - 1]")}),
        ("x[i, j]", {("index", "x[j, i]"), ("off by one", "x[i - 1, j]"), ("off by one", "x[i, j - 1]")}),
        ("x[i, i]", {("off by one", "x[i - 1, i]"), ("off by one", "x[i, i - 1]")}),
        ("'a' + b", set()),
        ("[a] + b", set()),
        ("a += 'b'", set()),
    ],
)
def test_faults_of_each_kind(source, faults):
    assert made(source) == faults
    assert all(compile(after, "", "exec") for _, after in faults)


@pytest.mark.parametrize("source", ["if a:\n pass", "while f(a):\n pass", "a if b else c", "[a for a in b if c]"])
def test_a_bare_condition_is_negated(source):
    tree = ast.parse(source)
    found = [
        after
        for parent in ast.walk(tree)
        for node in ast.iter_child_nodes(parent)
        for kind, after in changes(node, parent, ast.unparse)
        if kind == "logic"
    ]
    assert len(found) == 1
    assert found[0].startswith("(not ")


def test_within_a_sum_there_is_no_factor_of_its_own():
    tree = ast.parse("a + b * c", mode="eval").body
    assert ("factor", "(2 * (b * c))") not in set(changes(tree.right, tree, ast.unparse))


def test_directions_and_extremes_go_both_ways():
    assert len(set(DIRECTIONS.values())) == len(DIRECTIONS)
    for one, other in EXTREMES.items():
        assert EXTREMES[other] == one or {one, other} == {"ceiling", "floor"}
