r"""Proposition: sources that print something else than they seem to are not taken for right; what TeX skips is skipped."""

from __future__ import annotations

import pytest

from tests.verify.manuscript.test_styles import outcome

FIELD = "two_layer.printed_field"
V = r"\dot W = W A + A W - \half (A W^2 + W^2 A + 2 W A W)"


def block(mathematics: str, preamble: str = "", name: str = FIELD) -> str:
    return f"\\documentclass{{article}}\n{preamble}\n\\begin{{document}}\n% swingby: {name}\n$${mathematics}$$\n% swingby: end\n"


SKIPPED = f"\n% swingby: {FIELD}\n$\\dot W = X W - W X$\n% swingby: end\n"
HALF = r"\newcommand{\half}{\frac12}"


@pytest.mark.parametrize(
    ("text", "compared", "faults"),
    [
        # a macro that is changed by what is not followed
        (block(V, HALF + r"\expandafter\def\csname half\endcsname{\frac13}"), 0, [(5, False)]),
        (block(V, HALF + r"\makeatletter\@namedef{half}{\frac13}\makeatother"), 0, [(5, False)]),
        (block(V, HALF + r"\patchcmd{\half}{2}{3}{}{}"), 0, [(5, False)]),
        (block(V, r"\catcode`\!=13 " + HALF), 1, [(4, False)]),
        # branches that TeX skips
        (block(V, r"\newif\ifdraft\draftfalse\ifdraft" + HALF + r"\fi\providecommand{\half}{\frac13}"), 1, [(5, True)]),
        (block(V, r"\newif\ifdraft\ifdraft\newcommand{\half}{\frac13}\fi\providecommand{\half}{\frac12}"), 1, []),
        (block(V, r"\ifx\a\b" + HALF + r"\fi\providecommand{\half}{\frac13}"), 0, [(5, False)]),
        (HALF + r"\newif\iflong\iflong" + SKIPPED + r"\fi" + block(V), 1, []),
        (HALF + r"\ifx\a\b" + block(V.replace("+ A W", "- A W")) + r"\fi", 1, [(5, False)]),
        # columns
        (block(r"\frac{d}{dt}L = -2\operatorname{tr}(XWX)", name="two_layer.loss_decrease"), 1, []),
        (block(r"W(t) = I + (W(0)-I)e^{At}", name="one_layer.solution"), 1, [(5, True)]),
        (block(r"W' = W + \eta V(W)", name="two_layer.finite_step"), 0, [(5, False)]),
        (block(r"\|a\|b\|c\| = 1"), 0, [(5, False)]),
        (block(r"\dot W \overset{!}{=} X W + W X"), 0, [(5, False)]),
        (block(r"\dv{W}{t} = X W + W X", r"\usepackage{physics}"), 1, []),
        (block(r"\dv{W}{t} = X W - W X", r"\usepackage{physics}"), 1, [(5, True)]),
        (block(r"\dot\bW = \bX\bW + \bW\bX", r"\def\make#1{\expandafter\def\csname b#1\endcsname{\mathbf{#1}}}\make W\make X"), 0,
         [(5, False)]),
    ],
)  # fmt: skip
def test_what_becomes_of_a_source(text: str, compared: int, faults: list[tuple[int, bool]]) -> None:
    found = outcome(text)
    assert found[:2] == (compared, faults), found[2]
