r"""Proposition: mathematics between dollars reads as plain text that says the same, and what is not known stays visible."""

from __future__ import annotations

import random
import unicodedata

import pytest

from verify.ledger import ledger
from verify.render.plain import formula, plain

TABLE = [
    (r"w_{ij}' = G_{ij} - S_{ij} - N_{ij}", "w_ij' = G_ij - S_ij - N_ij"),
    (r"d = 2 \ldots 6", "d = 2 … 6"),
    (r"i \le s", "i ≤ s"),
    (r"i\le s", "i ≤ s"),
    (r"\omega", "ω"),
    (r"2 \lambda_i (1 - \lambda_i)", "2 λ_i (1 - λ_i)"),
    (r"\Phi(W(0)) \to \infty", "Φ(W(0)) → ∞"),
    (r"\mu^T A \mu < 0", "μᵀ A μ < 0"),
    (r"x^2 y^{12} W^{-1} W^{T} 10^{-9}", "x² y¹² W⁻¹ Wᵀ 10⁻⁹"),
    (r"e^{-(a_2+a_3)t} S", "e^(-(a_2+a_3)t) S"),
    (r"e^{at}x", "e^(at) x"),
    (r"n^{-1/2} A^{1/2} L^{(2)}", "n^(-1/2) A^(1/2) L^(2)"),
    (r"c_{k+1} t_{1/2} \lambda_{\min} w_{11}(0)", "c_(k+1) t_(1/2) λ_min w_11(0)"),
    (r"a_ka_j \sigma_i^2", "a_k a_j σ_i²"),
    (r"\tfrac12 \lVert W z - z \rVert^2", "1/2 ‖W z - z‖²"),
    (r"\lVert W(0) \rVert_2 \lvert x \rvert", "‖W(0)‖_2 |x|"),
    (r"\frac{a_1 - a_2}{2 a_1}", "(a_1 - a_2)/(2 a_1)"),
    (r"\frac{a}{b}^2", "(a/b)²"),
    (r"x / \frac{a}{b}", "x / (a/b)"),
    (r"\frac{\frac12}{x}", "(1/2)/x"),
    (r"2\tfrac12x, \frac{1}{2a}, \frac{dL}{dt}, \sqrt{ab}", "2 1/2 x, 1/(2a), dL/dt, √(ab)"),
    (r"\sqrt2 + \sqrt{1 + a} + \sqrt{x_1}", "√2 + √(1 + a) + √x_1"),
    (r"\operatorname{tr}(W^{-1} V) + 2 \operatorname{tr} A", "tr(W⁻¹ V) + 2 tr A"),
    (r"2\ln x + \ln(1/\epsilon) - \ln \det W", "2 ln x + ln(1/ε) - ln det W"),
    (r"\dot W = V, \ddot w_{ij}", "W' = V, w''_ij"),
    (r"\hat x, \tilde W, \bar e", "x̂, W̃, ē"),
    (r"\sum_{k}x_k + \sum_{i \le s} e^{-a_i t}", "∑_k x_k + ∑_(i ≤ s) e^(-a_i t)"),
    (r"\mathbb{E}[x x^{T}] \ne 0", "E[x xᵀ] ≠ 0"),
    (r"\mathbf{1}\{i \ne j\}\, w_{jj}", "1{i ≠ j} w_jj"),
    (r"x \in [0, 1], 29 \pm 4, 200 \times 1{,}000", "x ∈ [0, 1], 29 ± 4, 200 × 1,000"),
    (r"3 \cdot 10^{-2}", "3 · 10⁻²"),
    (r"\bigl[ \begin{smallmatrix} A & m \\ m^T & 1 \end{smallmatrix} \bigr]", "[A, m; mᵀ, 1]"),
    (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix} x", "(a, b; c, d) x"),
    (r"\left( a \right) \text{if } x", "(a) if x"),
    (r"U_+ U_+^T = U_+ U_+^{T}", "U_+ U_+ᵀ = U_+ U_+ᵀ"),
    (r"\foo{x + 1}{y} z \unknown", r"\foo{x + 1}{y} z \unknown"),
    (r"50\% \& \# \_", "50% & # _"),
    (r"x^{\prime} + f'", "x' + f'"),
]


@pytest.mark.parametrize(("latex", "text"), TABLE)
def test_formulas(latex: str, text: str) -> None:
    assert formula(latex) == text
    assert plain(f"For ${latex}$, or \\$5.") == f"For {text}, or $5."


def test_words_stay_as_they_are() -> None:
    assert plain(r"x(t) = x_0 e^(-k t) and C:\new, 50% {a}  b") == r"x(t) = x_0 e^(-k t) and C:\new, 50% {a}  b"


def test_every_letter_and_number_of_a_formula_is_shown() -> None:
    rng = random.Random(20261128)
    pieces = [*"x7W{}^_()/ &", r"\foo", r"\tfrac", r"\sqrt", r"\dot", r"\hat", r"\lVert"]
    for _ in range(3000):
        latex = "".join(rng.choice(pieces) for _ in range(rng.randint(1, 12)))
        shown = unicodedata.normalize("NFD", formula(latex))
        for letter in ("x", "W", r"\foo"):
            assert shown.count(letter) == latex.count(letter), latex


@pytest.mark.parametrize("claim", ledger().values(), ids=lambda claim: claim.id)
def test_no_command_of_a_claim_is_unknown(claim) -> None:
    for text in (claim.title, claim.reason, claim.method.describe(), claim.method.falsifier()):
        assert "\\" not in plain(text)
        assert "$" not in plain(text)
