r"""Proposition: a macro stands for what its one readable definition says; what may change it is noticed."""

from __future__ import annotations

import pytest

from verify.manuscript.source.conditionals import followed
from verify.manuscript.source.definitions import Macro, macros, swallowed, unsettled


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        (r"\newcommand{\T}[2]{#1 #2}", Macro("#1 #2", 2)),
        (r"\newcommand*\T[2][X]{#1 {#2}}", Macro("#1 {#2}", 2, "X")),
        (r"\def\T#1#2{#2\}#1}", Macro(r"#2\}#1", 2)),
        (r"\let\T=\mu", Macro(r"\mu")),
        (r"\DeclareMathOperator{\T}{tr}", Macro(r"\operatorname{tr}")),
        (r"\newcommand{\T}{a}\newcommand{\T}{a}", Macro("a")),
        (r"\newcommand{\T}{a}\providecommand{\T}{b}", Macro("a")),
        (r"\begin{document}\newcommand{\T}{a}\end{document}", Macro("a")),
        (r"\newcommand{\T}{a}\renewcommand{\T}{b}", None),
        (r"{\newcommand{\T}{a}}", None),
        (r"\begin{center}\newcommand{\T}{a}\end{center}", None),
        (r"\begingroup\def\T{a}\endgroup", None),
        (r"\def\T#1.{a}", None),
        (r"\NewDocumentCommand{\T}{}{a}", Macro("a")),
        (r"\NewDocumentCommand\T{m m}{#1 #2}", Macro("#1 #2", 2)),
        (r"\DeclareDocumentCommand{\T}{O{x}m}{#1 #2}", Macro("#1 #2", 2, "x")),
        (r"\NewDocumentCommand{\T}{s m}{#2}", None),
        (r"\DeclarePairedDelimiter{\T}{(}{)}", Macro("( #1 )", 1, is_delimiter=True)),
        (r"\DeclarePairedDelimiter\T\lVert\rVert", Macro(r"\lVert #1 \rVert", 1, is_delimiter=True)),
        (r"\DeclarePairedDelimiter\T{\|}{\|}", Macro(r"\lVert #1 \rVert", 1, is_delimiter=True)),
        (r"\DeclarePairedDelimiterX{\T}[1]{(}{)}{#1}", None),
        (r"\edef\T{a}", None),
    ],
)
def test_a_definition_is_read_or_known_not_to_be(definition: str, expected: Macro | None) -> None:
    assert macros(definition) == {"T": expected}


HALF = r"\newcommand{\half}{\frac12}"


@pytest.mark.parametrize(
    "change",
    [
        r"\makeatletter\@namedef{half}{\frac13}\makeatother",
        r"\csdef{half}{\frac13}",
        r"\csgdef{half}{\frac13}",
        r"\cslet{half}\third",
        r"\csletcs{half}{third}",
        r"\letcs\half{third}",
        r"\letcs{\half}{third}",
        r"\renewenvironment{half}{\frac13}{}",
        r"\expandafter\def\csname half\endcsname{\frac13}",
        r"\expandafter\gdef\csname half\endcsname{\frac13}",
        r"\expandafter\let\csname half\endcsname\third",
        r"\expandafter\let\csname half\expandafter\endcsname\csname third\endcsname",
        r"\expandafter\renewcommand\csname half\endcsname{\frac13}",
        r"\def\make#1{\expandafter\def\csname h#1\endcsname{\frac13}}\make{alf}",
        r"\newcommand\name{half}\expandafter\def\csname\name\endcsname{\frac13}",
        r"\patchcmd{\half}{2}{3}{}{}",
        r"\xpatchcmd{\half}{2}{3}{}{}",
        r"\expandafter\patchcmd\csname half\endcsname{2}{3}{}{}",
        r"\apptocmd{\half}{3}{}{}",
        r"\pretocmd\half{3}{}{}",
        r"\appto\half{3}",
        r"\makeatletter\g@addto@macro\half{3}",
        r"\robustify\half",
        r"\undef\half",
        r"\let\half\third",
        r"\global\let\half=\third",
        r"\futurelet\half\third 3",
        r"\mathchardef\half=3",
        r"\chardef\half=`3",
        r"\edef\half{\frac13}",
        r"\protected\def\half{\frac13}",
        r"\renewrobustcmd{\half}{\frac13}",
        r"\RenewDocumentCommand{\half}{}{\frac13}",
        r"\RenewCommandCopy{\half}{\third}",
        r"\DeclareMathSymbol{\half}{\mathord}{letters}{3}",
        r"\ExplSyntaxOn\cs_set:Npn \half {\frac13}\ExplSyntaxOff",
        r"\ExplSyntaxOn\tl_set:Nn \half {\frac13}\ExplSyntaxOff",
        r"\newcommand{\redo}[2]{\renewcommand{#1}{#2}}\redo{\half}{\frac13}",
        r"\newcommand{\redo}[1]{\patchcmd{#1}{2}{3}{}{}}\redo\half",
        r"\newcommand{\redo}[1]{\expandafter\def\csname #1\endcsname{\frac13}}\redo{half}",
        r"\newcommand{\redo}[1]{\let#1\third}\newcommand{\again}[1]{\redo{#1}}\again{\half}",
        r"\newcommand{\redo}[2]{\csdef{#1}{#2}}\redo{half}{\frac13}",
        r"\ifx\a\b\renewcommand{\half}{\frac13}\fi",
        r"\AtBeginDocument{\renewcommand{\half}{\frac13}}",
        r"\ifdefined\half\renewcommand\half{\frac13}\fi",
        r"\ifthenelse{1 = 1}{\renewcommand{\half}{\frac13}}{}",
        r"\foreach \n in {a}{\renewcommand{\half}{\frac13}}",
        r"\unknown{\half}{\frac13}",
        r"\unknown{third}{half}",
        r"\unknown{third, half}",
    ],
)
def test_what_may_change_a_macro_makes_it_unreadable(change: str) -> None:
    text = rf"{HALF}\newcommand{{\third}}{{\frac13}}{change}"
    assert macros(text, followed(text).depends)["half"] is None


@pytest.mark.parametrize(
    "harmless",
    [
        r"\newcommand{\quarter}{\frac\half 2}",
        r"\section{The \half}\label{half}\cite{half}",
        r"$\unknown{\half}$",
        r"\begin{equation}\half\end{equation}",
        r"\newcommand{\norm}[1]{\lVert#1\rVert} \norm{\half}",
        r"\let\onehalf\half",
        r"\providecommand{\half}{\frac13}",
        r"\expandafter\def\csname third\endcsname{\frac13}",
        r"\def\make#1{\expandafter\def\csname b#1\endcsname{\mathbf{#1}}}\make{X}",
    ],
)
def test_what_only_speaks_of_a_macro_leaves_it_readable(harmless: str) -> None:
    assert macros(HALF + harmless)["half"] == Macro(r"\frac12")


@pytest.mark.parametrize(
    "definition",
    [
        r"\providecommand{\mu}{W}",
        r"\newcommand{\mu}{W}",
        r"\NewDocumentCommand{\mu}{}{W}",
        r"\ProvideDocumentCommand{\mu}{}{W}",
        r"\ifx\a\b\renewcommand{\mu}{W}\fi",
        r"\expandafter\def\csname mu\endcsname{W}",
        r"\csdef{mu}{W}",
        r"\patchcmd{\mu}{a}{b}{}{}",
    ],
)
def test_a_command_of_latex_is_not_taken_for_what_fails_to_define_it(definition: str) -> None:
    assert macros(definition + r"$\mu$", followed(definition).depends)["mu"] is None


def test_a_loop_over_letters_makes_the_names_it_makes_unreadable_and_no_others() -> None:
    loop = r"\def\each#1{\ifx\each#1\else\make{#1}\expandafter\each\fi}"
    text = loop + r"\def\make#1{\expandafter\def\csname b#1\endcsname{\mathbf{#1}}}\each AWX\each $\bW \frac12 \mu$"
    assert macros(text)["bW"] is None
    assert not {"frac", "mu"} & set(macros(text))


def test_a_name_that_is_copied_and_then_defined_anew_is_not_read() -> None:
    assert macros(r"\let\old\mu\renewcommand{\mu}{W}")["old"] is None
    assert macros(r"\newcommand{\x}{W}\let\old\x")["old"] == Macro(r"\x")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (r"\catcode`\!=13", "catcode"),
        (r"\makeatletter\catcode`\@=11", ""),
        (r"\mathcode`W=`A", "mathcode"),
        (r"\everymath{\let\half\third}", "everymath"),
        (r"\DeclareMathSymbol{W}{\mathord}{letters}{`A}", "DeclareMathSymbol"),
        (r"\directlua{x}", "directlua"),
        (r"\lowercase{\def\HALF{3}}", "lowercase"),
        (r"\newunicodechar{A}{W}", "newunicodechar"),
    ],
)
def test_what_changes_letters_is_named(text: str, word: str) -> None:
    assert unsettled(text) == word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\newcommand{\hide}[1]{}\hide{a}b", ["a"]),
        (r"\long\def\hide#1{}\hide {a{b}}", ["a{b}"]),
        (r"\newcommand{\hide}[1]{x}\hide{a}\hide{b}", ["a", "b"]),
        (r"\newcommand{\show}[1]{#1}\show{a}", []),
        (r"\newcommand{\hide}[1]{}", []),
    ],
)
def test_what_a_macro_swallows_is_not_printed(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in swallowed(text, macros(text))] == expected
