r"""Proposition: displays and inline formulas are found at their offsets, cut into relations, and what is left over is said."""

from __future__ import annotations

import pytest

from verify.manuscript.source.mathematics import Formula, mathematics, relations


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("$", "$"),
        ("$$", "$$"),
        (r"\(", r"\)"),
        (r"\[", r"\]"),
        (r"\begin{align*}", r"\end{align*}"),
        (r"\begin{alignat}{2}", r"\end{alignat}"),
    ],
)
def test_a_formula_is_what_stands_between_its_delimiters(opening: str, closing: str) -> None:
    before = "100\\% of \\$5: "
    text = f"{before}{opening} a = \\text{{$b$ \\]}} \\$ {closing} c"
    formulas, unread = mathematics(text)
    assert [(formula.text, formula.place) for formula in formulas] == [(r" a = \text{$b$ \]} \$ ", len(before + opening))]
    assert unread == []


def test_inside_a_display_all_is_mathematics() -> None:
    assert mathematics("\na = b\n") == ([Formula("\na = b\n", 0, "")], [])


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        (r"a \end{align} $b$", 2, "cut a display in two"),
        (r"\begin{IEEEeqnarray} a $b$", 0, "cut a display in two"),
        (r"$b$ and c_1", 9, "stands in no formula"),
        (r"$b$ \be c = d \ee", 10, "stands in no formula"),
    ],
)
def test_what_is_left_over_is_said(text: str, place: int, says: str) -> None:
    (fault,) = mathematics(text)[1]
    assert says in fault.message
    assert fault.place == place
    assert not fault.is_error


def test_labels_and_references_are_no_mathematics() -> None:
    assert mathematics(r"\label{a_b} $c$ in \ref{d^e} \includegraphics[width=2cm]{f_g}")[1] == []


@pytest.mark.parametrize(
    ("text", "environment", "expected"),
    [
        (r"a &= b \\ &= c", "align", [r"a &= b \\ &= c"]),
        (r"a &= b \\ &\quad + c", "align", [r"a &= b \\ &\quad + c"]),
        (r"a &= b \\ c &= d", "align", ["a &= b ", " c &= d"]),
        (r"a &= b & c &= d", "align", ["a &= b &", " c &= d"]),
        (r"a &= b + \\ c &= d", "align", [r"a &= b + \\ c &= d"]),
        (r"a &=& b \\ &&+ c", "eqnarray", [r"a &=& b \\ &&+ c"]),
        (r"\sum_{\substack{k \\ j}} a = b", "equation", [r"\sum_{\substack{k \\ j}} a = b"]),
        (r"a \\ \\", "gather", [r"a \\ \\"]),
    ],
)
def test_rows_are_one_relation_until_one_has_a_left_side_of_its_own(text: str, environment: str, expected: list[str]) -> None:
    found = relations(Formula(text, 0, environment))
    assert [row for row, _ in found] == expected
    assert all(text.startswith(row, start) for row, start in found)
