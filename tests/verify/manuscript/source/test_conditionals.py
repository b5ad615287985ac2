r"""Proposition: a branch is left out where its conditional is known to be false; where that is not known, both are kept."""

from __future__ import annotations

import pytest

from verify.manuscript.source.conditionals import followed
from verify.manuscript.source.inputs import typeset


def shown(text: str) -> str:
    return "".join(typeset(text).split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"a\iffalse b\fi c", "ac"),
        (r"a\iffalse b\else c\fi d", "acd"),
        (r"a\iftrue b\else c\fi d", "abd"),
        (r"a\iffalse b\ifnum1=1 c\else d\fi e\fi f", "af"),
        (r"a\iffalse b% \fi" + "\n" + r"c\fi d", "ad"),
        (r"a\iffalse \ifthenelse{x}{y}{z} b\fi c", "ac"),
        (r"a\begin{comment}b\end{comment}c", "ac"),
        (r"a\end{document}b", "a"),
        (r"a\iffalse\end{document}\fi b\end{document}c", "ab"),
        (r"\newif\iflong\iflong a\end{document}\fi b\end{document}c", r"\newif\iflongb"),
        (r"\newif\iflong\longtrue\iflong a\end{document}\fi b", r"\newif\iflong\longtruea"),
        (r"a\ifx\p\q\end{document}\fi b", r"a\ifx\p\q\end{document}\fib"),
        (r"a\iftrue b\end{document}\fi c", "ab"),
        (r"a\verb|\end{document}|b\end{document}c \iffalse", "ab"),
    ],
)
def test_what_tex_skips_is_left_out(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("flags", "is_first"),
    [
        (r"\newif\iflong", False),
        (r"\newif\iflong\longtrue", True),
        (r"\newif\iflong\longtrue\longfalse", False),
        (r"\newif\iflong\global\longtrue", True),
        (r"\newif\iflong\let\iflong\iftrue", True),
        (r"\let\iflong=\iftrue", True),
        (r"\let\iflong\iffalse", False),
        (r"\newif\iflong{\longfalse}", None),
        (r"\newif\iflong\iftrue\longtrue\fi", True),
        (r"\newif\iflong\iffalse\longtrue\fi", False),
        (r"\newif\iflong\newif\ifb\btrue\ifb\longtrue\else\longfalse\fi", True),
        # not known
        (r"\newif\iflong\ifx\a\b\longtrue\fi", None),
        (r"\newif\iflong{\longtrue}", None),
        (r"\newif\iflong\begingroup\longtrue\endgroup", None),
        (r"\newif\iflong\newcommand{\setlong}{\longtrue}\longfalse\setlong", None),
        (r"\newif\iflong\AtBeginDocument{\longtrue}", None),
        (r"\newif\iflong\csname longtrue\endcsname", None),
        (r"\newif\iflong\makeatletter\@nameuse{longtrue}", None),
        (r"\newif\iflong\expandafter\let\csname iflong\endcsname\iftrue", None),
        (r"\newif\iflong\let\longfalse\longtrue\longfalse", None),
        (r"\newif\iflong\renewcommand{\longfalse}{}\longtrue\longfalse", None),
        (r"\DeclareOption{long}{\longtrue}\newif\iflong", None),
        (r"\let\iflong\ifother", None),
        ("", None),
    ],
)
def test_a_flag_is_followed_where_its_value_is_certain(flags: str, is_first: bool | None) -> None:
    text = flags + "\n" + r"\iflong A\else B\fi C"
    body = "".join(typeset(text).split("\n")[-1].split())
    if is_first is None:
        assert body == r"\iflongA\elseB\fiC"
        assert followed(text).depends(text.index("A\\else"))
    else:
        assert body == ("AC" if is_first else "BC")


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        (r"\ifnum\x=1 A\fi", True),
        (r"\ifx\x\y B\else A\fi", True),
        (r"\ifcase\x B\or A\fi", True),
        (r"\ifdefined\x A\fi", True),
        (r"\unless\iffalse A\fi", False),
        (r"\ifthenelse{\boolean{x}}{A}{B}", True),
        (r"\iftoggle{x}{B}{A}", True),
        (r"\IfFileExists{x}{A}{B}", True),
        (r"\makeatletter\@ifundefined{x}{A}{B}", True),
        (r"\ifnum\x=1 B\fi A", False),
        (r"\loop\ifnum\x<1 B\repeat A", False),
        (r"\newcommand{\hide}{\iffalse}\newcommand{\unhide}{\fi}\hide A\unhide", True),
        (r"p \iff q A", False),
    ],
)
def test_where_a_conditional_decides_is_known(text: str, is_open: bool) -> None:
    assert followed(text).depends(text.index("A")) is is_open


@pytest.mark.parametrize("definition", [r"\excludecomment{long}", r"\newenvironment{long}{\comment}{\endcomment}"])
def test_an_environment_that_is_left_out_is_left_out(definition: str) -> None:
    assert shown(definition + r" a \begin{long} b \end{long} c").endswith("ac")
