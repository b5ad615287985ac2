r"""Proposition: formulas in plain sentences become mathematics, words stay words, and TeX takes whatever comes out."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.verify.render.nasty import NASTY
from verify.ledger import ledger
from verify.render.sentence import sentence

#: What random texts are made of.
PIECES = [
    *("W", "a_1", "w_ij", "e", "U+", "W0", "x_hat", "mu", "AW", "a", "A", "dL/dt", "1/2", ".5", "1e-3", "12", "word"),
    *("sum_k", "tr", "ln", "det", "sqrt(", "'", "^T", "^(2)", "_", "^", "~", "..", "..."),
    *("(", ")", "[", "]", "||", "1{", "}", ",", ".", "+", "-", "/", "=", "<=", "|", "$", "%", "&", "#", "\\", '"', "`"),
]
PDFLATEX = shutil.which("pdflatex")


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("flow is W' = -(W - I) A.", "flow is $W' = -(W - I) A$."),
        ("For d = 2..6 and A > 0", r"For $d = 2 \ldots 6$ and $A > 0$"),
        ("A major entry, a start, rates a and", "A major entry, a start, rates $a$ and"),
        ("every W (d = 2, random) falls", "every $W$ ($d = 2$, random) falls"),
        ("1/2 ||W z - z||^2", r"$\tfrac{1}{2} \lVert W z - z \rVert^{2}$"),
        ("A^(1/2) and n^(-1/2)", r"$A^{1/2}$ and $n^{- 1/2}$"),
        ("tr W^-1 V = 2 tr A(I-W)", r"$\operatorname{tr} W^{-1} V = 2 \operatorname{tr} A(I - W)$"),
        ("V(W) = AW + WA - 2WAW", "$V(W) = A W + W A - 2 W A W$"),
        ("c e^(2at) / (1 + c)", "$c e^{2 a t} / (1 + c)$"),
        ("sum_(i<=s) e^(-a_i t) w_ki(0)", r"$\sum_{i \le s} e^{- a_{i} t} w_{ki}(0)$"),
        ("half the sum of rates", "half the sum of rates"),
        ("U+ = U + eta X U, U+ U+^T", r"$U_+ = U + \eta X U$, $U_+ U_+^{T}$"),
        ("W~' = -(W~ - P) A~", r"$\tilde W' = -(\tilde W - P) \tilde A$"),
        ("dL/dt = -4 L, dPhi/dt", r"$dL / dt = -4 L$, $d\Phi / dt$"),
        ("do not", "do not"),
        ("min(mu)/2 of x_hat", r"$\min(\mu) / 2$ of $\hat x$"),
        ("||W(0)||_2 = sqrt(1 + a_min)", r"$\lVert W(0) \rVert_{2} = \sqrt{1 + a_{\min}}$"),
        ("from 3e-2 to 1e-8", r"from $3 \cdot 10^{-2}$ to $10^{-8}$"),
        ("29 +- 4% of 1,000", r"$29 \pm 4$\% of 1,000"),
        ("200 x 1,000 samples", r"$200 \times 1{,}000$ samples"),
        ("Lemma D.5, Fig. 2b's, Appendix D", "Lemma D.5, Fig. 2b's, Appendix D"),
        ("loss(u) <= loss(v)", r"loss($u$) $\le$ loss($v$)"),
        ("1{k<=s} z_k", r"$\mathbf{1}\{k \le s\} z_{k}$"),
        ("M = [[1.2, 7/10], [.7, 1]]", r"$M = \bigl[ \begin{smallmatrix} 1.2 & 7/10 \\ .7 & 1 \end{smallmatrix} \bigr]$"),
        ("[[A, W], W] and [W b]", r"$[[A, W], W]$ and $[W\;b]$"),
        ("E[x x^T] of concept 1 .05", r"$\mathbb{E}[x x^{T}]$ of concept 1 .05"),
        ("W0_1 a_b_c 50% #1 \\ {x}", None),
    ],
)
def test_formulas_are_found(text: str, latex: str | None) -> None:
    if latex is not None:
        assert sentence(text) == latex.replace("b's", "b{'}s")
    assert sentence(text).count("$") % 2 == 0


@pytest.mark.parametrize("title", [claim.title for claim in ledger().values()])
def test_no_word_of_a_title_is_taken_apart(title: str) -> None:
    outside = "".join(sentence(title).split("$")[::2])
    inside = "".join(sentence(title).split("$")[1::2])
    words = {word.strip(",.:;()[]%") for word in title.split()}
    english = {word for word in words if word.isalpha() and len(word) > 3 and word.islower()} - {
        "theta",
        "omega",
        "sigma",
        "delta",
    }
    english -= {"alpha", "beta", "gamma", "lambda"}
    assert all(word in outside for word in english)
    assert not any(f" {' '.join(word)} " in f" {inside} " for word in english)


def test_words_that_are_mathematics_for_nobody_are_escaped() -> None:
    assert r"\input" not in sentence(NASTY)


@pytest.mark.skipif(PDFLATEX is None, reason="needs pdflatex")
def test_tex_takes_whatever_comes_out(tmp_path: Path) -> None:
    rng = random.Random(20261125)
    random_ones = ["".join(rng.choice(PIECES) + rng.choice(["", " "]) for _ in range(rng.randint(1, 12))) for _ in range(900)]
    body = "\n\n".join(
        sentence(text)
        for text in [*random_ones, NASTY, "αΑωΩ é Ł 中 ± ≤ “q” – ß\x07", *(claim.title for claim in ledger().values())]
    )
    document = f"\\documentclass{{article}}\\usepackage{{amsmath,amssymb}}\\begin{{document}}\n{body}\n\\end{{document}}\n"
    (tmp_path / "all.tex").write_text(document, encoding="utf-8")
    call = [str(PDFLATEX), "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-1500:]
