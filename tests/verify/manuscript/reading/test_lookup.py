r"""Proposition: letters are looked up as the theory says of them, at the times the equation is about, and no others."""

from __future__ import annotations

import pytest

from theory import biased, exact_laws, isotropic, minor_entries, one_layer, rank_one, two_layer
from theory.algebra.equation import Equation
from verify.manuscript.grammar.parser import parse
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.reading.meaning import value
from verify.manuscript.reading.scope import scope


def read(text: str, equation: Equation) -> object:
    return value(parse(text), scope(equation))


@pytest.mark.parametrize(
    ("text", "same", "equation"),
    [
        (r"\dot W", "X W + W X", two_layer.printed_field()),
        ("w_{12}(0)", "w_{12}(0)", minor_entries.initial_value()),
        (
            "T_1 - T_2",
            r"\frac{1}{a_1} \ln\frac{1}{\epsilon} - \frac{1}{a_2} \ln\frac{1}{\epsilon}",
            one_layer.order_of_learning(),
        ),
        ("W", "W(t)", one_layer.solution(2)),
        ("W(0)", "[w_{ij}(0)]_{ij}", one_layer.solution(2)),
        ("W_0", "W(0)", isotropic.first_entry()),
        (r"V(W)_{12}", "G_{12} - S_{12} - N_{12}", two_layer.entry_form(3)),
        (r"\lambda_2", "w_{22}", exact_laws.eigenvalue_slope(2)),
        (r"\tilde W(0)", r"\tilde W(0)", biased.solution()),
        ("u_1", r"u_1(0) e^{a_1 \tau} / \sqrt z", rank_one.solution(2)),
        ("V", "V(W)", exact_laws.explicit_determinant_slope(2)),
    ],
)
def test_letters_are_what_the_theory_says(text: str, same: str, equation: Equation) -> None:
    difference = read(f"{text} - ({same})", equation)
    assert not any(difference.expand()) if hasattr(difference, "rows") else difference.expand() == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "equation"),
    [
        ("w_{11}", one_layer.initial_value(2)),
        ("W", one_layer.initial_value(2)),
        ("W(t)", one_layer.initial_value(2)),
        ("W(0)", two_layer.symmetry()),
        ("A(0)", one_layer.initial_value(2)),
        ("m", minor_entries.initial_value()),
        ("S", biased.solution()),
        (r"\dot W", one_layer.gradient()),
        ("N_{12}", exact_laws.eigenvalue_slope(2)),
    ],
)
def test_other_letters_and_times_are_refused(text: str, equation: Equation) -> None:
    with pytest.raises(NotReadError):
        read(text, equation)
