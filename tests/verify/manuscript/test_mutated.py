r"""Proposition: a manuscript that prints something wrong is never accepted, however the wrong part comes to be printed.

`passes(2000, seed)` tries so many, outside of the suite.
"""

from __future__ import annotations

import random

import pytest

from tests.verify.manuscript.test_styles import RESULTS, STYLES, outcome, printed
from verify.manuscript.grammar.tokens import tokens

pytestmark = pytest.mark.slow

#: Ways to make \piece print NEW where it was defined as OLD.
CHANGES = [
    r"\renewcommand{\piece}{NEW}",
    r"\def\piece{NEW}",
    r"\gdef\piece{NEW}",
    r"\edef\piece{NEW}",
    r"\let\piece\other",
    r"\global\let\piece=\other",
    r"\makeatletter\@namedef{piece}{NEW}\makeatother",
    r"\csdef{piece}{NEW}",
    r"\cslet{piece}\other",
    r"\letcs\piece{other}",
    r"\expandafter\def\csname piece\endcsname{NEW}",
    r"\expandafter\let\csname piece\endcsname\other",
    r"\expandafter\renewcommand\csname piece\endcsname{NEW}",
    r"\renewenvironment{piece}{NEW}{}",
    r"\RenewDocumentCommand{\piece}{}{NEW}",
    r"\DeclareRobustCommand{\piece}{NEW}",
    r"\RenewCommandCopy{\piece}{\other}",
    r"\renewrobustcmd{\piece}{NEW}",
    r"\AtBeginDocument{\renewcommand{\piece}{NEW}}",
    r"\makeatletter\g@addto@macro\piece{- NEW}\makeatother",
    r"\apptocmd{\piece}{- NEW}{}{}",
    r"\xpretocmd{\piece}{NEW -}{}{}",
    r"\newcommand{\redo}[2]{\renewcommand{#1}{#2}}\redo{\piece}{NEW}",
    r"\newcommand{\redo}[1]{\let#1\other}\redo\piece",
    r"\newcommand{\redo}[2]{\expandafter\def\csname #1\endcsname{#2}}\redo{piece}{NEW}",
    r"\ExplSyntaxOn\cs_set:Npn \piece {NEW}\ExplSyntaxOff",
    r"\newif\iflong\longtrue\iflong\renewcommand{\piece}{NEW}\fi",
    r"\ifdefined\piece\renewcommand{\piece}{NEW}\fi",
    r"\ifx\piece\undefined\else\let\piece\other\fi",
    r"\newif\ifshort\ifshort\else\renewcommand{\piece}{NEW}\fi",
]
#: Preambles in which \piece prints NEW although OLD is defined somewhere.
BESIDE = [
    r"\newif\iflong\iflong\newcommand{\piece}{OLD}\fi\providecommand{\piece}{NEW}",
    r"\iffalse\newcommand{\piece}{OLD}\fi\newcommand{\piece}{NEW}",
    r"{\newcommand{\piece}{OLD}}\newcommand{\piece}{NEW}",
    r"\newcommand{\piece}{NEW}\providecommand{\piece}{OLD}",
    r"\begingroup\def\piece{OLD}\endgroup\def\piece{NEW}",
    r"\newcommand{\unused}{\renewcommand{\piece}{OLD}}\newcommand{\piece}{NEW}",
    "% \\newcommand{\\piece}{OLD}\n\\newcommand{\\piece}{NEW}",
    r"\begin{comment}\newcommand{\piece}{OLD}\end{comment}\newcommand{\piece}{NEW}",
    r"\excludecomment{long}\begin{long}\newcommand{\piece}{OLD}\end{long}\newcommand{\piece}{NEW}",
]
#: What stands in the formula itself.
INSIDE = [
    r"\newif\iflong\longtrue|\iflong NEW\else OLD\fi ",
    r"\newif\iflong|\iflong OLD\else NEW\fi ",
    r"\newif\iflong\let\iflong\iftrue|\iflong NEW\else OLD\fi ",
    r"|\iffalse OLD\else NEW\fi ",
    r"|\iftrue NEW\else OLD\fi ",
    r"|\ifmmode NEW\else OLD\fi ",
    r"\newcommand{\first}[2]{#1}|\first{NEW}{OLD}",
    r"\newcommand{\hide}[1]{}|\hide{OLD}NEW ",
    "|% OLD\nNEW ",
    r"|NEW\phantom{OLD}",
    r"|\unknown{OLD}{NEW}",
]
#: Single letters and signs, and what replaces them.
SWAPS = {"A": "W", "W": "A", "U": "A", "X": "W", "+": "-", "-": "+", "2": "3", "1": "2", "I": "A", "a": "c", "c": "a", "i": "j"}


def manuscript(number: int, style: int, way: int) -> str:
    """A manuscript whose formula prints the wrong variant of a result."""
    name, left, right, old, new = RESULTS[number]
    ways = [*CHANGES, *BESIDE, *INSIDE]
    shape = ways[way]
    start = shape.replace("OLD", old).replace("NEW", new)
    if shape in INSIDE:
        preamble, _, inside = start.partition("|")
        return preamble + printed(name, left, right.replace(old, inside, 1), style)
    before = rf"\newcommand{{\piece}}{{{old}}}\newcommand{{\other}}{{{new}}}" if shape in CHANGES else ""
    return before + start + printed(name, left, right.replace(old, r"\piece ", 1), style)


def swapped(number: int, style: int, rng: random.Random) -> str:
    """A manuscript with one letter, sign or number of the right side replaced."""
    name, left, right, *_ = RESULTS[number]
    places = [token for token in tokens(right)[:-1] if token.text in SWAPS]
    token = rng.choice(places)
    changed = right[: token.place] + SWAPS[token.text] + right[token.place + len(token.text) :]
    return printed(name, left, changed, style)


def passes(count: int, seed: int) -> list[str]:
    """Return those of so many mutated manuscripts that are accepted."""
    rng = random.Random(seed)
    found = []
    for _ in range(count):
        number, style = rng.randrange(len(RESULTS)), rng.randrange(len(STYLES))
        way = rng.randrange(len(CHANGES) + len(BESIDE) + len(INSIDE)) if rng.random() < 0.7 else None
        text = swapped(number, style, rng) if way is None else manuscript(number, style, way)
        compared, faults, _ = outcome(text)
        if compared and not faults:
            found.append(text)
    return found


def test_no_mutated_manuscript_is_accepted() -> None:
    assert passes(30, 0) == []


def test_the_same_manuscripts_are_accepted_with_the_right_part() -> None:
    shape = r"\newcommand{\piece}{OLD}"
    name, left, right, old, _ = RESULTS[0]
    text = shape.replace("OLD", old) + printed(name, left, right.replace(old, r"\piece ", 1), 1)
    assert outcome(text)[:2] == (1, [])
