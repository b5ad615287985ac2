r"""The files for a paper: a fragment for every equation, and `swingby.sty` with `\claim`, `\claimref`, `\claimstatus`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from theory.algebra.equation import Equation
from theory.algebra.notation import latex
from verify.claim import Claim
from verify.manuscript.equations import Stated
from verify.render.tex import broken, filled, identifier, macro, pieces
from verify.verdicts import Verdicts


def left_side(equation: Equation) -> str:
    """Return the LaTeX of an equation's left side."""
    return equation.left or latex(equation.lhs)


def right_side(equation: Equation) -> str:
    """Return the LaTeX of an equation's right side, with its definitions after a comma."""
    return equation.shown or latex(equation.rhs)


def fragment(stated: Stated) -> str:
    r"""Return an equation as bare mathematics, one term a line, for `\input` in any display."""
    first = stated.first
    return "\n".join([*pieces(left_side(first)), *pieces(f"= {right_side(first)}")]) + "%\n"


def display(stated: Stated) -> str:
    """Return an equation for a display, broken where it is long."""
    return broken(left_side(stated.first), right_side(stated.first))


def style(equations: Iterable[Stated], claims: Mapping[str, Claim], verdicts: Verdicts) -> str:
    """Return the package file: every equation with its macro, every claim with its name and verdict."""
    found = list(equations)
    lines: list[str] = []
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
    return filled("swingby.sty", EQUATIONS="".join(lines))


def status(claim: str, verdicts: Verdicts) -> str:
    """Return a claim's verdict in words."""
    return str(verdicts[claim]) if claim in verdicts else "not run"
