r"""Proposition: of an author's own steps a right one is accepted, a wrong one red on its line, an unread one not checked."""

from __future__ import annotations

import pytest

from verify.manuscript.paper import Checked, check
from verify.manuscript.source.inputs import Joined, Part
from verify.manuscript.source.source import read

LETS = "% swingby: let x, y real\n% swingby: let a, b_1 positive\n% swingby: let n integer\n"
MATRICES = "% swingby: let A, B symmetric\n% swingby: let M matrix\n% swingby: let c real\n"


def checked(body: str, lets: str = LETS) -> Checked:
    text = f"{lets}% swingby: derive\n\\begin{{align}}\n{body}\n\\end{{align}}\n% swingby: end\n"
    return check(read(Joined(text, (Part(0, "m.tex", 1),))), {}, lambda name: None, {})


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (r"(x + y)^2 &= x^2 + 2 x y + y^2 \\ &= (y + x)^2.", 2),
        (r"\ln(a b_1) &= \ln a + \ln b_1", 1),
        (r"\sqrt{a^2} &= a", 1),
        (r"\frac{1}{1 + e^{-x}} &= \frac{e^x}{1 + e^x}", 1),
        (r"\sum_{k=1}^{3} k x &= 6 x", 1),
        (r"x &= \frac{x + y}{2} + \frac{x - y}{2} \\ x^2 - y^2 &= (x - y)(x + y)", 2),
        (r"x + x \stackrel{(a)}{=} 2 x", 1),
    ],
)
def test_right_steps_are_accepted(body: str, count: int) -> None:
    assert checked(body) == Checked((), 0, count)


@pytest.mark.parametrize(
    "body",
    [
        r"(A + B)^2 &= A^2 + A B + B A + B^2",
        r"(A B)^T &= B A",
        r"\operatorname{tr}(M A) &= \operatorname{tr}(A M)",
        r"[A, B] &= A B - B A \\ &= -[B, A]",
        r"c (I - M) M &= c M - c M^2",
    ],
)
def test_right_steps_in_matrices(body: str) -> None:
    found = checked(body, MATRICES)
    assert found.remarks == ()
    assert found.relations


@pytest.mark.parametrize(
    ("body", "lets", "line"),
    [
        (r"(x + y)^2 &= x^2 + 2 x y + y^2 \\" + "\n" + r"&= x^2 + x y + y^2", LETS, 7),
        (r"(x + y)^2 &= x^2 + y^2 \\" + "\n" + r"&= y^2 + x^2", LETS, 6),
        (r"\sqrt{x^2} &= x", LETS, 6),
        (r"e^{x} e^{y} &= e^{x y}", LETS, 6),
        (r"(A + B)^2 &= A^2 + 2 A B + B^2", MATRICES, 6),
        (r"M^T &= M", MATRICES, 6),
        (r"x &= x \\" + "\n" + r"x - y &= y - x", LETS, 7),
    ],
)
def test_a_wrong_step_is_red_on_its_line(body: str, lets: str, line: int) -> None:
    found = checked(body, lets)
    assert [(remark.line, remark.is_error) for remark in found.remarks] == [(line, True)]
    assert "this step is wrong" in found.remarks[0].message


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (r"x &= x + X - X", "X is not declared"),
        (r"f(x) &= x^2", "not understood"),
        (r"x \le x + a &= a + x", "not"),
        (r"\int x &= \tfrac12 x^2", "not understood"),
        (r"x^2 + y", "no equality sign"),
        (r"\sum_k k x &= x", "without its bounds"),
        (r"W &= X", "not declared"),
        (r"\frac{d}{dt}[x] &= 0", "not"),
        (r"x &= x + \dot x - \dot x", "not declared"),
    ],
)
def test_what_is_not_read_is_not_checked(body: str, says: str) -> None:
    found = checked(body)
    assert found.remarks
    assert not any(remark.is_error for remark in found.remarks)
    assert any(says in remark.message for remark in found.remarks)


def test_a_step_that_is_not_read_leaves_the_others() -> None:
    found = checked(r"Q &= x (x + y) \\ &= x^2 + x y \\" + "\n" + r"&= x^2 - x y")
    assert [(remark.line, remark.is_error) for remark in found.remarks] == [(6, False), (7, True)]


@pytest.mark.parametrize("line", ["let x", "let x complex", "let real", "let x,, y real"])
def test_a_declaration_that_is_none_is_an_error(line: str) -> None:
    found = checked("x &= x", f"% swingby: {line}\n")
    assert any(remark.is_error and "let must read" in remark.message for remark in found.remarks)
