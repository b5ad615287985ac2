r"""The files for a paper: a fragment for every equation, and ``swingby.sty`` with ``\claim``, ``\claimref``, ``\claimstatus``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from verify.claim import Claim
from verify.manuscript.equations import Stated
from verify.manuscript.export import macro
from verify.render.tex import broken, identifier
from verify.verdicts import Verdicts

_HEAD = r"""\NeedsTeXFormat{LaTeX2e}
\ProvidesPackage{swingby}[2026/01/01 Verified equations of the theory of swing-by dynamics]
\RequirePackage{amsmath,amssymb}
% \claim{ID}: the equation, in mathematics. \claimref{ID}: its id. \claimstatus{ID}: its verdict and the kind of evidence.
% With the option [long] only \swingbyclaim, \swingbyclaimref and \swingbyclaimstatus, for papers with a \claim of their own.
\newif\ifswingby@short \swingby@shorttrue
\DeclareOption{long}{\swingby@shortfalse}
\ProcessOptions\relax
\newcommand*{\swingby@use}[2]{\@ifundefined{swingby@#1@#2}{%
  \PackageError{swingby}{No #1 of the id '#2'}{The ids are listed by: swingby list}}{\@nameuse{swingby@#1@#2}}}
\newcommand*{\swingbyclaim}[1]{\swingby@use{equation}{#1}}
\newcommand*{\swingbyclaimref}[1]{\swingby@use{name}{#1}}
\newcommand*{\swingbyclaimstatus}[1]{\swingby@use{status}{#1}}
\newcommand*{\swingby@short}[1]{\@ifundefined{#1}{\expandafter\def\csname #1\endcsname{\@nameuse{swingby#1}}}{%
  \PackageError{swingby}{The command \@backslashchar#1 is there already; say
  \string\usepackage[long]{swingby}}{Then \string\swingbyclaim\space and its like are defined}}}
\ifswingby@short \swingby@short{claim}\swingby@short{claimref}\swingby@short{claimstatus}\fi
"""


def display(stated: Stated) -> str:
    """Return an equation for a display, broken where it is long."""
    return broken(stated.first.left_latex, stated.first.right_latex)


def style(equations: Iterable[Stated], claims: Mapping[str, Claim], verdicts: Verdicts) -> str:
    """Return the package file: every equation with its macro, every claim with its name and verdict."""
    found = list(equations)
    lines = [_HEAD]
    taken: set[str] = set()
    for stated in found:
        lines.append(f"\\@namedef{{swingby@equation@{stated.id}}}{{%\n{display(stated)}}}\n")
        if macro(stated.id) not in taken:
            lines.append(f"\\newcommand*{{{macro(stated.id)}}}{{\\swingbyclaim{{{stated.id}}}}}\n")
        taken.add(macro(stated.id))
    named = {stated.id for stated in found}
    for name in claims:
        own = [stated for stated in found if name in stated.claims]
        if name not in named and own:
            lines.append(f"\\@namedef{{swingby@equation@{name}}}{{\\swingbyclaim{{{own[0].id}}}}}\n")
    owners = {stated.id: stated.claims[0] for stated in found if stated.claims and stated.id not in claims}
    for name, claim in [*((name, name) for name in claims), *owners.items()]:
        lines.append(f"\\@namedef{{swingby@name@{name}}}{{{identifier(name)}}}\n")
        lines.append(f"\\@namedef{{swingby@status@{name}}}{{{status(claim, verdicts)}}}\n")
    return "".join(lines) + "\\endinput\n"


def status(claim: str, verdicts: Verdicts) -> str:
    """Return a claim's verdict in words."""
    return str(verdicts[claim]) if claim in verdicts else "not run"
