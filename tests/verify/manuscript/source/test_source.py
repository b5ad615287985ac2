r"""Proposition: whatever LaTeX an author writes around a formula, it is compared, or its line is said not to be checked."""

from __future__ import annotations

from functools import cache

import pytest

from verify.claim import Claim
from verify.ledger import ledger
from verify.manuscript.equations import Find, finder
from verify.manuscript.paper import Checked, check
from verify.manuscript.source.inputs import Joined, Part
from verify.manuscript.source.source import read
from verify.verdicts import Verdict

FIELD = "two_layer.printed_field"
GOOD, BAD = r"\dot W = X W + W X", r"\dot W = X W - W X"
XDEF = r"X &= A - \tfrac12 (A W + W A)"


@cache
def some() -> dict[str, Claim]:
    spoken_of = {"numerics.tied_field", "two_layer.entry_form"}
    return {name: claim for name, claim in ledger().items() if name in spoken_of}


@cache
def known() -> Find:
    return finder(some())


def checked(text: str) -> Checked:
    verdicts = {name: Verdict(claim.expected, claim.expected, claim.evidence) for name, claim in some().items()}
    return check(read(Joined(text, (Part(0, "manuscript.tex", 1),))), some(), known(), verdicts)


def marked(body: str, before: str = "") -> str:
    """A block whose body begins on line 3."""
    return f"{before}\n% swingby: {FIELD}\n{body}\n% swingby: end\n"


def display(body: str, environment: str = "equation") -> str:
    return f"\\begin{{{environment}}}\n{body}\n\\end{{{environment}}}"


#: Text, how many relations are compared, and the lines of errors and of what is not checked.
MANUSCRIPTS = [
    # an author's macros
    (marked(display(r"\dot W = \T{X}{W} + \T{W}{X}"), r"\newcommand{\T}[2]{#1 #2}"), 1, [], []),
    (marked(display(r"\dot W = \T{X}{W} + \T{X}{W}"), r"\newcommand{\T}[2]{#1 #2}"), 1, [4], []),
    (marked(display(r"\dot W = X W + \T{(X W)}"), r"\newcommand{\T}[1]{#1^{\top}}"), 1, [], []),
    (marked(display(r"\dot W = X W + (X W)\T"), r"\newcommand*\T{^{\mathsf T}}"), 1, [], []),
    (marked("$\\dot W = X W\n\\pm W X$", r"\renewcommand{\pm}{-}"), 1, [4], []),
    (marked(r"$\dot\W = X \W + \W X$", r"\def\W{W}"), 1, [], []),
    (marked(r"$\dot W = \Y W + W \Y$", r"\let\Y=X"), 1, [], []),
    (marked(r"$\dot W = \Y{W} + W \X$", r"\def\Y#1{\X #1}\newcommand{\X}{X}"), 1, [], []),
    (marked(r"$\dot W = W A + A W - \frac\one\two (A W^2 + W^2 A + 2 W A W)$", r"\def\one{1}\def\two{2}"), 1, [], []),
    (marked(r"$\dot W = \p{W} + \p[W]{X}$", r"\newcommand{\p}[2][X]{#1 #2}"), 1, [], []),
    (marked(r"$\dot W = 2 \s$", r"\newcommand{\s}{X W + W X}"), 1, [3], []),
    (marked(r"$\dot\W = X \W + \W X$", r"\newcommand{\W}{W}") + r"\renewcommand{\W}{A}", 0, [], [3]),
    (marked(r"{\renewcommand{\W}{A} $\dot W = X \W + W X$}", r"\newcommand{\W}{W}"), 0, [], [3]),
    (marked(r"$\dot W = X W + W X + \mu$", r"\NewDocumentCommand{\mu}{}{A}"), 0, [], [3]),
    (marked(r"$\dot W = \a$", r"\newcommand{\a}{\b}\newcommand{\b}{\a}"), 0, [], [3]),
    (marked(rf"\be {BAD} \ee", r"\newcommand{\be}{\begin{equation}}\newcommand{\ee}{\end{equation}}"), 1, [3], []),
    # what is not typeset
    (marked(display("\\dot W = X W % - W X\n + W X")), 1, [], []),
    (marked(f"${GOOD}$\n\\iffalse ${BAD}$ \\fi"), 1, [], []),
    (marked(f"\\iffalse ${GOOD}$ \\ifx\\a\\b\\fi ${GOOD}$ \\fi"), 0, [], [2]),
    (marked(f"\\begin{{comment}}${GOOD}$\\end{{comment}}"), 0, [], [2]),
    ("% \\begin{verbatim}" + marked(f"${BAD}$") + "\\begin{verbatim}\\end{verbatim}", 1, [3], []),
    ("\\begin{verbatim}%\\end{verbatim}" + marked(f"${BAD}$"), 1, [3], []),
    ("\\end{document}" + marked(f"${BAD}$"), 0, [], []),
    # displays
    *((marked(display(GOOD, name)), 1, [], []) for name in ("equation*", "gather", "multline", "math", "displaymath", "align*")),
    *((marked(f"{first}{BAD}{last}"), 1, [3], []) for first, last in (("$$", "$$"), (r"\(", r"\)"), (r"\[", r"\]"))),
    (marked(display("\\dot W &=& X W \\\\\n && + W X", "eqnarray")), 1, [], []),
    (marked(display("\\begin{split}\\dot W &= X W \\\\\n & + W X\\end{split} \\tag{3}\\label{x_1}")), 1, [], []),
    (marked(f"\\begin{{subequations}}\\label{{a_b}}\n{display(GOOD, 'align')}\n\\end{{subequations}}"), 1, [], []),
    (marked(display(f"{GOOD} & {XDEF}".replace("W = X", "W &= X"), "align")), 1, [], []),
    (marked(display(f"{GOOD} & {BAD}".replace("W = X", "W &= X"), "align")), 2, [4], []),
    (marked(display("\\dot W &= X W && \\text{(growth)} \\\\\n&\\quad + W X && \\text{(more)}", "align")), 1, [], []),
    (marked(display(f"{GOOD} && \\text{{for small $t$}}".replace("W = X", "W &= X"), "align")), 1, [], [4]),
    (marked(display(f"{GOOD} && \\text{{if symmetric}}".replace("W = X", "W &= X"), "align")), 1, [], [4]),
    (marked(display(f"{GOOD} \\\\ {XDEF}", "gather")), 1, [], []),
    (marked(display("\\dot W &= W A + A W\\\\\n&\\quad - \\tfrac12 (A W^2 + W^2 A)\\\\\n&\\quad W A W", "align")), 0, [], [6]),
    (marked(display("\\dot W &= X W \\\\\n\\intertext{and}\n&\\quad + W X", "align")), 0, [], [5]),
    (marked(f"a \\\\${BAD}$ and \\\\[2pt] ${BAD}$"), 2, [3], []),
    (marked(f"${GOOD} \\text{{ for $k$ }}$"), 0, [], [3]),
    # two formulas, or what is around them
    (marked(f"${GOOD}$ with $X = 2 A$"), 1, [], [3]),
    (marked(f"Let $X = A - A W$. ${GOOD}$"), 1, [], [3]),
    (marked(f"${GOOD}$ for $t = 0$"), 1, [], [3]),
    (marked(f"\\be {BAD} \\ee ${GOOD}$"), 1, [], [3]),
    (marked(f"\\begin{{IEEEeqnarray}}{{rCl}}{BAD}\\end{{IEEEeqnarray}} ${GOOD}$"), 2, [3], []),
    (f"\\begin{{equation}}\n% swingby: {FIELD}\n{BAD}\n\\end{{equation}} ${GOOD}$\n% swingby: end", 1, [], [4]),
    (marked(f"See \\ref{{eq:a_b}} and \\includegraphics[width=2cm]{{a_b}}: ${GOOD}$"), 1, [], []),
    (f"\\begin{{figure}}\\caption{{A\n% swingby: {FIELD}\n${BAD}$.\n% swingby: end\n}}\\end{{figure}}", 1, [3], []),
    (marked("$\\claim{two_layer.entry_form}$"), 0, [], [2]),
    # marks and symbols
    ("%% swingby: two_layer.printed_field\n$" + BAD + "$\n%% Swingby: END\n", 1, [2], []),
    ("% swingby two_layer.printed_field\n$" + BAD + "$\n% swingby end\n", 0, [1, 3], []),
    ("% swingby is a tool\n", 0, [], []),
    ("% swingby: symbols M = W" + marked(r"$\dot M = X M + M X$"), 1, [], []),
    ("% swingby: symbols M = W" + marked(r"$\dot M = X M + W X$"), 0, [], [3]),
    ("% swingby: symbols M = W\n% swingby: symbols M = A" + marked(r"$\dot W = X M + M X$"), 1, [4], []),
    (marked(r"$\dot M = X M + M X$") + "% swingby: symbols M = W", 0, [], [3]),
    ("% swingby: symbols \\M = W\n" + marked(r"$\dot \M = X \M + \M X$", r"\newcommand{\M}{\mathcal W}"), 1, [], []),
    ("% swingby: symbols \\mathcal{W} = W" + marked(r"$\dot{\mathcal W} = X \mathcal W + \mathcal{W} X$"), 1, [], []),
    ("% swingby: symbols Q = X W" + marked(r"$\dot W = Q + Q^T$"), 1, [], []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "compared", "errors", "unchecked"), MANUSCRIPTS)
def test_every_formula_is_compared_or_said_not_to_be(text: str, compared: int, errors: list[int], unchecked: list[int]) -> None:
    found = checked(text)
    assert found.relations == compared, found.remarks
    assert [remark.line for remark in found.remarks if remark.is_error] == errors, found.remarks
    assert sorted({remark.line for remark in found.remarks if not remark.is_error}) == unchecked, found.remarks
