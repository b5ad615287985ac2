"""Proposition: a counterexample is a sentence in the prose of claims: numbers, balls and matrices as mathematics, else words."""

import pytest

from verify.prose import is_closed
from verify.render.appendix.counterexample import in_prose, mathematics


@pytest.mark.parametrize(
    ("value", "latex"),
    [
        ("1.000000000", "1"),
        ("9.9e-109", r"9.9 \cdot 10^{-109}"),
        ("[0.900000 +/- 3e-11]", r"0.9 \pm 3 \cdot 10^{-11}"),
        ("[-4.43512e+43 +/- 2.70e+37]", r"-4.43512 \cdot 10^{43} \pm 2.7 \cdot 10^{37}"),
        ("1111/100", "1111/100"),
        ("97/" + "1" + "0" * 69, r"\approx 9.7 \cdot 10^{-68}"),
        (0.1 + 0.2, "0.3"),
        (12000, "12000"),
        (["18", "1"], "(18, 1)"),
        ([["1", "1"], ["1", "1.10"]], r"\bigl[\begin{smallmatrix} 1 & 1 \\ 1 & 1.1 \end{smallmatrix}\bigr]"),
        ("diag(6, 1)", ""),
        (["18", "x"], ""),
        (True, ""),
    ],
)
def test_numbers_as_mathematics(value, latex):
    assert mathematics(value) == latex


def test_a_sentence():
    shown = {
        "a": ["18", "1"],
        "omega": "2e-62",
        "W(0)/omega": [["1", "1"], ["1", "1.1"]],
        "step": 12000,
        "left": "2",
        "right": "1",
    }
    assert in_prose(shown) == (
        r"$a = (18, 1)$, $\omega = 2 \cdot 10^{-62}$, $W(0)/\omega = \bigl[\begin{smallmatrix} 1 & 1 \\ 1 & 1.1 "
        r"\end{smallmatrix}\bigr]$, step $12000$: the left side is $2$, the right side is $1$."
    )


def test_a_point_is_opened_and_long_fractions_are_about():
    assert in_prose({"at": {"a_11": "1", "u_12": "1/2"}}) == "$a_{11} = 1$, $u_{12} = 1/2$."
    assert in_prose({"w_22": "1/" + "3" * 20}) == r"$w_{22} \approx 3 \cdot 10^{-20}$."


@pytest.mark.parametrize("odd", ["$", "$x$ and $", "<script>", "\\nope{", "50%", ""])
def test_whatever_stands_there_is_text(odd):
    said = in_prose({"note": odd, odd or "x": 1})
    assert is_closed(said)
    assert "\\nope" not in said
