r"""Proposition: LaTeX becomes MathML, whatever cannot be set is shown as written, the font has the letters of a page."""

import base64
import io

import pytest
from fontTools.ttLib import TTFont

from verify.render.report.mathematics import font, mathml, prose


def test_mathematics_is_mathml():
    assert mathml("x_1 < y") == "<math><msub><mi>x</mi><mn>1</mn></msub><mo>&lt;</mo><mi>y</mi></math>"
    assert mathml("x", is_display=True) == '<math display="block"><mi>x</mi></math>'


def test_a_small_matrix_is_one_in_brackets_that_grow():
    shown = mathml(r"\bigl[ \begin{smallmatrix} 1 & 2 \\ 3 & 4 \end{smallmatrix} \bigr]")
    assert shown.count("<mtr>") == 2
    assert "<mo>[</mo>" in shown
    assert "code" not in shown


def test_a_value_that_is_put_in_is_set():
    shown = mathml(r"\left. x^2 \right|_{\substack{ x=1 }}")
    assert "<code>" not in shown
    assert "<mn>1</mn></mrow></msub>" in shown


@pytest.mark.parametrize("latex", [r"\nope{x}", r"\text{<script>&}", "{x", r"\href{javascript:alert(1)}{x}"])
def test_what_cannot_be_set_is_shown_as_it_is_written(latex):
    shown = mathml(latex)
    assert shown.startswith("<code>")
    assert "<script" not in shown
    assert "href=" not in shown


def test_words_are_shown_as_they_stand():
    assert prose(r"<script>alert(1)</script> & `name` \$1") == (
        "&lt;script&gt;alert(1)&lt;/script&gt; &amp; <code>name</code> $1"
    )
    assert prose("Let $x$, then.") == "Let <math><mi>x</mi></math>&#8288;, then."


def test_long_mathematics_may_break_before_its_signs():
    shown = prose("$a_1 + b_1 = c_1 + d_1 - e_1 - f_1 + g_1 + h_1$")
    assert shown.count("<wbr>") == shown.count("<math>") - 1 > 3
    assert "<wbr>" not in prose("$a = b$")
    bound = prose(r"$(1 + x_1 (a + b)) (1 + x_2 (a + c)) \le (1 + x_3 M)^2 (1 + x_4 (b < c))$")
    assert bound.count("<wbr>") == 1
    assert "<wbr>" not in prose(r"$\left( a_1 b_1 c_1 d_1 e_1 f_1 \le g_1 h_1 i_1 j_1 k_1 l_1 \right)$")


def test_the_font_has_the_letters_of_the_page_slanted_too_and_repeats():
    made = font("<p>W h α ∑</p>")
    assert font("<p>∑ α h W</p>") == made
    with TTFont(io.BytesIO(base64.b64decode(made))) as read:
        letters = set(read.getBestCmap())
    assert {ord("W"), 0x1D44A, ord("\u210e"), 0x1D6FC, ord("∑"), ord("√")} <= letters
    assert ord("∮") not in letters
    assert len(made) < 80_000
