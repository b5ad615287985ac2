"""Proposition: a wrong sign, index, exponent, symbol or coefficient is caught on its line; a correct rewriting is accepted."""

from __future__ import annotations

from functools import cache

import pytest

from verify.claim import Claim, Outcome
from verify.ledger import ledger
from verify.manuscript.equations import finder
from verify.manuscript.paper import Checked, Find, check
from verify.manuscript.source.inputs import Joined, Part
from verify.manuscript.source.source import Source, read
from verify.verdicts import Verdict

FIELD = "two_layer.printed_field"
ENTRY = "two_layer.entry_form"


#: Making the equations of all claims takes seconds; these are those the manuscripts speak of.
SPOKEN_OF = {
    "numerics.tied_field", "task.second_moment", "one_layer.gradient", "one_layer.flow", "one_layer.output",
    "clocks.tied_as_printed",
    "two_layer.gradient", "two_layer.entry_form", "two_layer.congruence_form", "two_layer.loss_decrease", "two_layer.finite_step",
    "two_layer.semidefinite", "minor_entries.solution", "minor_entries.suppression_threshold", "area_law.slope",
}  # fmt: skip


@cache
def some() -> dict[str, Claim]:
    return {name: claim for name, claim in ledger().items() if name in SPOKEN_OF}


@cache
def known() -> Find:
    return finder(some())


@cache
def verdicts() -> dict[str, Verdict]:
    return {name: Verdict(claim.expected, claim.expected, claim.evidence) for name, claim in some().items()}


def alone(text: str) -> Source:
    """What is in a manuscript of one file."""
    return read(Joined(text, (Part(0, "manuscript.tex", 1),)))


def checked(text: str) -> Checked:
    return check(alone(text), some(), known(), verdicts())


def manuscript(name: str, body: str, preamble: str = "") -> str:
    """A manuscript whose mathematics begins on line 6."""
    lines = [
        r"\documentclass{article}" + preamble,
        r"\begin{document}",
        "Some 100\\% of it.",
        "% swingby: " + name,
        r"\begin{align}",
    ]
    return "\n".join([*lines, body, r"\end{align}", "% swingby: end", r"\end{document}", ""])


ENTRIES = r"""\dot w_{ij} &= w_{ij} (a_i + a_j) \\
&\quad - \tfrac{1}{2} w_{ij} \bigl[ w_{ii} (3 a_i + a_j) + \mathbf{1}\{i \ne j\} w_{jj} (3 a_j + a_i) \bigr] \\
&\quad - \tfrac{1}{2} \sum_{k \notin \{i, j\}} w_{ki} w_{kj} (a_i + a_j + 2 a_k)."""
MATRICES = r"""\dot W &= W A + A W \\
&\quad - \tfrac12 ( A W^2 + W^2 A ) \\
&\quad - W A W ."""
OUTPUT = r"""f(W(t); z)_k &= \mathbf{1}\{k \le s\} (1 - e^{-a_k t}) z_k \\
&\quad + \sum_{i \le s} e^{-a_i t} w_{ki}(0) z_i \\
&\quad + \sum_{i > s} w_{ki}(0) z_i"""
MINOR = r"""\frac{d}{dt} \ln \left[ w_{12}(0) e^{(a_1+a_2)t}
\phi_1^{-\frac{3a_1+a_2}{4a_1}} \phi_2^{-\frac{3a_2+a_1}{4a_2}} \right] &= a_1 + a_2 \\
&\quad - \tfrac12 w_{11} (3 a_1 + a_2)
- \tfrac12 w_{22} (3 a_2 + a_1)"""

#: Each with one thing wrong: id, the right text, what is replaced by what, and the line of the fault.
WRONG = [
    (ENTRY, ENTRIES, "(a_i + a_j) \\\\", "(a_i - a_j) \\\\", 6),
    (ENTRY, ENTRIES, "&\\quad - \\tfrac{1}{2} w_{ij}", "&\\quad + \\tfrac{1}{2} w_{ij}", 7),
    (ENTRY, ENTRIES, "\\tfrac{1}{2} \\sum", "\\sum", 8),
    (ENTRY, ENTRIES, "3 a_i + a_j", "3 a_j + a_i", 7),
    (ENTRY, ENTRIES, "w_{kj}", "w_{ki}", 8),
    (ENTRY, ENTRIES, "2 a_k", "a_k", 8),
    (ENTRY, ENTRIES, "k \\notin \\{i, j\\}", "k \\ne i", 8),
    (ENTRY, ENTRIES, "i \\ne j", "i = j", 7),
    (ENTRY, ENTRIES, "w_{jj}", "w_{jj}^2", 7),
    (FIELD, MATRICES, "W A + A W", "W A - A W", 6),
    (FIELD, MATRICES, "A W^2", "A W^3", 7),
    (FIELD, MATRICES, "W^2 A", "A W^2", 7),
    (FIELD, MATRICES, "- W A W", "+ W A W", 8),
    (FIELD, MATRICES, "- W A W", "- A W A", 8),
    (FIELD, MATRICES, "- W A W", "- 2 W A W", 8),
    ("one_layer.output", OUTPUT, "1 - e", "1 + e", 6),
    ("one_layer.output", OUTPUT, "e^{-a_i t}", "e^{-a_k t}", 7),
    ("one_layer.output", OUTPUT, "i > s", "i \\ge s", 8),
    ("minor_entries.solution", MINOR, "w_{22} (3 a_2", "w_{11} (3 a_2", 9),
    ("minor_entries.solution", MINOR, "(3 a_1 + a_2)", "(2 a_1 + a_2)", 8),
]


@pytest.mark.parametrize(("name", "right", "old", "new", "line"), WRONG)
def test_an_injected_error_is_caught_on_its_line(name: str, right: str, old: str, new: str, line: int) -> None:
    assert right.count(old) == 1
    found = checked(manuscript(name, right.replace(old, new)))
    errors = [remark for remark in found.remarks if remark.is_error]
    assert [remark.line for remark in errors] == [line]


def test_the_line_is_found_when_indices_are_renamed_and_terms_split() -> None:
    body = r"""\dot w_{pq} &= w_{pq} (a_p + a_q) - \tfrac12 w_{pq} w_{pp} (3 a_p + a_q)
- \tfrac12 \mathbf{1}\{p \ne q\} w_{pq} w_{qq} (a_p + 2 a_q) \\
&\quad - \frac12 \sum_{r \ne p, q} w_{rp} w_{rq} (a_p + a_q + 2 a_r)"""
    assert [remark.line for remark in checked(manuscript(ENTRY, body)).remarks] == [7]
    flipped = body.replace("2 a_q", "3 a_q").replace("- \\frac12 \\sum", "+ \\frac12 \\sum")
    assert [remark.line for remark in checked(manuscript(ENTRY, flipped)).remarks] == [8]


#: All right: id, body, and a line of symbols before it.
RIGHT = [
    (ENTRY, ENTRIES, ""),
    (FIELD, MATRICES, ""),
    ("one_layer.output", OUTPUT, ""),
    (FIELD, r"A W + W A - \frac{1}{2}\left( W^{2} A + A W^{2} \right) - W A W &= \dot{W}", ""),
    (FIELD, r"\dot W &= \left(A - \tfrac12(A W + W A)\right) W + W \left(A - \tfrac12 (AW + WA)\right)", ""),
    (FIELD, r"\dot W &= X W + W X", ""),
    (FIELD, r"\dot W &= V(W) = [A, W] - 2 W A + 2 W A + 2 W A - \tfrac12 [[A, W], W] - 2 W A W", ""),
    (FIELD, r"\dot M &= M B + B M - \tfrac12 (B M^2 + M^2 B + 2 M B M)", "symbols M = W, B = A"),
    (FIELD, r"\dot{\mathcal{W}} &= \mathcal{W} \Lambda + \Lambda \mathcal{W}^\top - \frac{\Lambda \mathcal{W} \mathcal{W}}{2}"
     r" - \frac{\mathcal{W}^2 \Lambda}{2} - \mathcal{W} \Lambda \mathcal{W}", r"symbols \mathcal{W} = W, \Lambda = A"),
    (FIELD, r"\dot A &= A W + W A - \tfrac12 (W A^2 + A^2 W + 2 A W A)", "symbols A = W, W = A"),
    (ENTRY, r"V(W)_{ij} &= w_{ij} \Bigl\{ a_i + a_j - \tfrac12 (3 a_i + a_j) w_{ii} - \tfrac12 (1 - \delta_{ij})(a_i + 3 a_j)"
     r" w_{jj} \Bigr\} - \sum_{k \ne i, j} \frac{a_i + a_j + 2 a_k}{2} w_{ik} w_{jk}", ""),
    (ENTRY, r"\dot w_{pq} &= w_{pq}(a_q + a_p) - \frac{w_{pq}}{2} \left( w_{pp}(a_q + 3 a_p)"
     r" + \mathbb{1}_{p \neq q} w_{qq}(a_p + 3 a_q) \right) - \frac12 \sum_{r \notin \{p, q\}} w_{rp} w_{rq} (a_p + a_q)"
     r" - \sum_{r \notin \{p,q\}} a_r w_{rp} w_{rq}", ""),
    (ENTRY, r"\dot m_{ij} &= (b_i + b_j) m_{ij} - \tfrac12 m_{ij} \left[ m_{ii} (3 b_i + b_j) +"
     r" \mathbf{1}\{i \ne j\} m_{jj} (3 b_j + b_i)\right]"
     r" - \tfrac12 \sum_{k \notin \{i, j\}} m_{ki} m_{kj} (b_i + b_j + 2 b_k)", "symbols m = w, b = a"),
    ("one_layer.gradient", r"\frac{\partial L}{\partial W} &= W A - A", ""),
    ("one_layer.flow", r"\dot W = A - W A &= -(W - I) A", ""),
    ("two_layer.gradient", r"\frac{\partial L}{\partial U} &= A U U^T U + U U^{\mathsf T} A U - 2 A U", ""),
    ("two_layer.loss_decrease", r"\frac{dL}{dt} &= -2 \operatorname{tr}(W X^2)", ""),
    ("minor_entries.suppression_threshold", r"2 \, \frac{a_1 + a_2}{3 a_1 + a_2} &= 1 - \frac{a_1 - a_2}{3 a_1 + a_2}", ""),
    ("area_law.slope", r"-4 L &= -2 \operatorname{tr}\bigl( A (W - I)^2 \bigr)", ""),
    ("two_layer.finite_step", r"U_{+} U_{+}^{T} &= (I + \eta X) W (I + \eta X)", ""),
    ("task.second_moment", r"\mathbb{E}[x x^{T}]_{pp} &= \frac{s \sigma_p^2 + \mu_p^2}{s}", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "body", "symbols"), RIGHT)
def test_a_correct_rewriting_is_accepted(name: str, body: str, symbols: str) -> None:
    found = checked(manuscript(name, body, f"\n% swingby: {symbols}" if symbols else ""))
    assert found.remarks == ()
    assert found.relations >= 1


@pytest.mark.parametrize("name", sorted({name for name, *_ in WRONG}))
def test_the_wrong_manuscripts_are_right_without_their_error(name: str) -> None:
    body = next(right for other, right, *_ in WRONG if other == name)
    assert checked(manuscript(name, body)).remarks == ()


def test_captions_and_inline_mathematics_are_compared() -> None:
    text = "\n".join(
        [
            r"\caption{The flow", f"% swingby: {FIELD}", r"of $W$ is $\dot W = W A + A W",
            r" - \tfrac12 (A W^2 - W^2 A) - W A W$.}",
            "% swingby: end", r"And \(",
            f"% swingby: {FIELD}", r"\dot W = X W + W X", "% swingby: end", r"\).",
        ]
    )  # fmt: skip
    found = checked(text)
    assert [(remark.line, remark.is_error) for remark in found.remarks] == [(4, True)]
    assert found.relations == 2


@pytest.mark.parametrize(
    ("text", "line", "is_error", "says"),
    [
        ("x\n\\claim{two_layer.printed_feld}", 2, True, "there is no claim"),
        ("$\\claim{clocks.tied_as_printed}$", 1, True, "tied_factor corrects it"),
        ("$\\claim[narrow]{clocks.tied_as_printed}$", 1, True, "tied_factor corrects it"),
        ("$\\claim{two_layer.semidefinite}$", 1, True, "no equation"),
        (f"% swingby: {FIELD}\n$\\dot W = \\oint W$\n% swingby: end", 2, False, "not understood"),
        (f"% swingby: {FIELD}\n$\\dot W = Q W$\n% swingby: end", 2, False, "stands for nothing"),
        (f"% swingby: {FIELD}\n$W \\ge 0$\n% swingby: end", 2, False, "not understood"),
        (f"% swingby: {FIELD}\nnothing here\n\n", 1, True, "has no '% swingby: end'"),
        (f"% swingby: {FIELD}\n$\\dot W$ is it.\n% swingby: end", 1, False, "could be compared"),
        (f"% swingby: {FIELD}\n$\\dot W = \\dot W$\n% swingby: end", 2, False, "only names"),
        (f"% swingby: {FIELD}\n$X W = X W$\n% swingby: end", 2, False, "the same"),
        (f"% swingby: {FIELD}\n$\\dot W = X W + W X$, not $W A$\n% swingby: end", 2, False, "without an equality"),
        (f"% swingby: {FIELD}\n\\[\\dot W = X W + W X,\\quad \\phi_k = 2\\]\n% swingby: end", 2, False, "not used"),
        (f"% swingby: {FIELD}\n\\[\\dot W = X W + W X,\\quad Q = 2\\]\n% swingby: end", 2, False, "not used"),
        (f"% swingby: {FIELD}\n$\\claim{{{FIELD}}} = X$\n% swingby: end", 2, False, "not understood"),
        (f"\\[ % swingby: {FIELD}\n\\dot W = X\\]", 1, True, "line of its own"),
        (f"% swingby: {FIELD}\n$\\dot W = {'(' * 3000}W{')' * 3000}$\n% swingby: end", 2, False, "too deeply"),
        (f"% swingby: {FIELD}\n$\\dot W = (A + W)^{{999999}}$\n% swingby: end", 2, False, "beyond"),
        ("% swingby: minor_entries.solution\n\\[Q = w_{11},\\quad \\phi_k = 2\\]\n% swingby: end", 2, False, "defined otherwise"),
        ("% swingby: end", 1, True, "without a beginning"),
        ("% swingby: symbols M", 1, True, "must read"),
        ("% swingby: clocks.tied_as_printed\n$X = 1$\n% swingby: end", 1, True, "refuted"),
        (f"% swingby: {FIELD}\n\\[\\dot W = X W + W X,\\quad X = A\\]\n% swingby: end", 2, False, "defined otherwise"),
    ],
)
def test_what_is_wrong_or_not_checked_is_said_on_its_line(text: str, line: int, is_error: bool, says: str) -> None:
    found = checked(text)
    assert any(remark.line == line and remark.is_error is is_error and says in remark.message for remark in found.remarks)


def test_comments_verbatim_and_references_to_refuted_claims_are_let_alone() -> None:
    hidden = "% \\claim{no.such}\n\\verb|\\claim{no.such}|\n\\begin{verbatim}\\claim{no.such}\\end{verbatim}\n"
    text = hidden + "\\claimref{clocks.tied_as_printed}"
    assert checked(text) == Checked((), 1, 0)


def test_a_claim_that_does_not_hold_or_was_not_run_is_reported() -> None:
    claim = ledger()[FIELD.replace("printed_field", "congruence_form")]
    broken = {claim.id: Verdict(Outcome.REFUTED, claim.expected, claim.evidence)}
    source = alone(f"\\claimref{{{claim.id}}}")
    assert [remark.is_error for remark in check(source, some(), known(), broken).remarks] == [True]
    assert [remark.is_error for remark in check(source, some(), known(), {}).remarks] == [False]
