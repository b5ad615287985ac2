r"""Proposition: a claim's words become LaTeX text, its mathematics stays as it is, and TeX takes whatever words come."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.verify.render.nasty import WORDS
from verify.ledger import ledger
from verify.render.tex import filled, piecewise, prose, values

#: What random texts are made of.
PIECES = [
    *("W", "a_1", "w_ij", "e", "U+", "W0", "x_hat", "mu", "AW", "a", "A", "dL/dt", "1/2", ".5", "1e-3", "12", "word"),
    *("sum_k", "tr", "ln", "det", "sqrt(", "'", "^T", "^(2)", "_", "^", "~", "..", "...", "$x_1$", r"$\tfrac12$"),
    *("(", ")", "[", "]", "||", "1{", "}", ",", ".", "+", "-", "/", "=", "<=", "|", "$", "%", "&", "#", "\\", '"', "`"),
]
PDFLATEX = shutil.which("pdflatex")


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"flow is $W' = -(W - I) A$.", r"flow is $W' = -(W - I) A$."),
        (r"$29 \pm 4$% of \$5", r"$29 \pm 4$\% of \$5"),
        ("as `two_layer.x` says, d = 2", r"as \texttt{two\_\allowbreak{}layer.\allowbreak{}x} says, d = 2"),
        ("a plain w_ij^2 of a user", r"a plain w\_ij\^{}2 of a user"),
        ("an open $x_1", r"an open \$x\_1"),
    ],
)
def test_words_and_mathematics(text: str, latex: str) -> None:
    assert prose(text) == latex


def test_words_that_are_commands_are_escaped() -> None:
    assert r"\frac" not in prose(WORDS)


@pytest.mark.parametrize(
    ("left", "right", "row"),
    [
        ("V", "a + b", ["V", "= a", "+ b"]),
        ("T", r"\epsilon z,\quad T = \tfrac1a", ["T", r"= \epsilon z,", r"\quad T = \tfrac1a"]),
        ("E", r"\left( a + b \right)", ["E", r"= \left( a + b \right)"]),
        ("E", r"e^{a + b} \,", ["E", r"= e^{a + b}"]),
    ],
)
def test_an_equation_is_cut_where_it_may_be_broken(left: str, right: str, row: list[str]) -> None:
    assert piecewise(left, right) == "".join(f"\\swingby@piece{{{piece}}}%\n" for piece in row)


def test_a_long_piece_is_cut_in_its_brackets_too() -> None:
    inner = r"\swingby@piece{= \bigl[ a (b + c)}\swingby@piece{- d \bigr]}"
    assert piecewise("V", r"\bigl[ a (b + c) - d \bigr]").endswith(
        rf"\swingby@long{{= \bigl[ a (b + c) - d \bigr]}}{{{inner}}}%" + "\n"
    )


def test_a_space_between_pieces_is_left_out_and_a_matrix_stays_whole() -> None:
    assert r"\swingby@piece{= \bigl( - e,}\swingby@piece{- f \bigr)}" in piecewise("V", r"\bigl( - e,\ - f \bigr)")
    whole = r"\bigl( \begin{pmatrix} a - b \end{pmatrix} \bigr)"
    assert rf"\swingby@piece{{= {whole}}}" in piecewise("V", whole)


def test_entries_in_figures_are_mathematics() -> None:
    assert values("w_12 = 1, a_1, x.w_12, det W: 5%") == r"$w_{12}$ = 1, $a_{1}$, x.w\_12, det W: 5\%"


def test_every_part_of_a_page_must_be_given() -> None:
    with pytest.raises(KeyError):
        filled("swingby.sty")


@pytest.mark.skipif(PDFLATEX is None, reason="needs pdflatex")
def test_tex_takes_whatever_comes_out(tmp_path: Path) -> None:
    rng = random.Random(20261125)
    random_ones = ["".join(rng.choice(PIECES) + rng.choice(["", " "]) for _ in range(rng.randint(1, 12))) for _ in range(900)]
    claims = ledger().values()
    texts = [
        *random_ones,
        WORDS,
        "αΑωΩ é Ł 中 ± ≤ “q” – ß\x07",
        *(claim.title for claim in claims),
        *(claim.reason for claim in claims),
    ]
    body = "\n\n".join(map(prose, texts))
    document = f"\\documentclass{{article}}\\usepackage{{amsmath,amssymb}}\\begin{{document}}\n{body}\n\\end{{document}}\n"
    (tmp_path / "all.tex").write_text(document, encoding="utf-8")
    call = [str(PDFLATEX), "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-1500:]
