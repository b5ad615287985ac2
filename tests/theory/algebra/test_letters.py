"""Proposition: of what letters stand for, what is printed in an equation is said under it, each letter by its printed name."""

from __future__ import annotations

import pytest
from sympy import Symbol, symbols

from theory import biased, minor_entries, swing_by
from theory.algebra.domain import POSITIVE, REAL, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.letters import names
from theory.algebra.symbols import A, W

ENTRIES = dict.fromkeys(symbols("w_11 w_12 w_22", real=True), REAL)


def said(**fields: object) -> str:
    domain = fields.pop("domain", Domain({A: Matrices.SYMMETRIC, W: Matrices.GENERAL}))
    return Equation("x.y", A * W, W * A, domain, **fields).where  # type: ignore[arg-type]


def test_only_letters_that_are_printed_are_said() -> None:
    assert said(left="B C", letters={"B": "A^2", "D": "A^3"}) == "$B = A^2$"
    assert said(left="B C", letters={"B": "A D", "D": "A^3"}) == "$B = A D$ and $D = A^3$"
    assert said(left=r"\frac{dL}{dt}", letters={"L": "2"}) == "$L = 2$"
    assert said(left="W", letters={r"\dot W_{ij}": "2"}) == ""
    assert said(left=r"\dot W", letters={r"\dot W_{ij}": "2"}) == r"$\dot W_{ij} = 2$"
    assert said(left="[B]", letters={"[B]": "2", "[C]": "3"}) == "$[B] = 2$"
    assert said(left="B C D", letters={"B": "1", "C": "2", "D": "3"}) == "$B = 1$, $C = 2$ and $D = 3$"


def test_a_remark_follows_or_is_the_last_of_the_letters() -> None:
    assert said(left="B", letters={"B": "A"}, remark="the map") == "the map (in the domain $A$ is $B$)"
    assert said(left="B", letters={"B": "A^2"}, remark="the square") == "$B = A^2$, the square"
    assert said(left="B", letters={"B": "A^2"}, remark="and $C$ is none") == "$B = A^2$ and $C$ is none"
    assert said(remark="the square") == "the square"


def test_the_domain_is_named_as_it_is_printed() -> None:
    y = Symbol("y", positive=True)
    assert said(left="w_{12}(0)", letters={"w_{12}(0)": "y"}, domain=Domain({y: POSITIVE})) == "in the domain $y$ is $w_{12}(0)$"
    assert said(at_start=("W",)) == "in the domain $W$ is $W(0)$"
    assert said(at_start=("W", "w"), domain=Domain(ENTRIES)) == "in the domain $w_{ij}$ are the entries of $W(0)$"
    vector = Domain(dict.fromkeys(symbols("u_1 u_2", real=True), REAL))
    assert said(at_start=("u",), domain=vector) == "in the domain $u_i$ is $u_i(0)$"


@pytest.mark.parametrize(
    ("equation", "expected"),
    [
        (swing_by.sharper_rise(), {"y": "w_{12}(t_m)", "y_M": "w_{12}(t_M)"}),
        (biased.solution(), {"S": r"\tilde W(0)", "A": r"\tilde A"}),
        (biased.gradient(2, 2), {"W": r"\tilde W"}),
        (minor_entries.solution(), {}),
    ],
)
def test_letters_of_the_domain_have_the_names_that_are_printed(equation: Equation, expected: dict[str, str]) -> None:
    assert names(equation.domain, equation.letters) == expected
