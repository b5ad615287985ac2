r"""The files for a paper: a fragment for every equation, and `swingby.sty` with `\claim`, `\claimref`, `\claimstatus`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from verify.claim import Claim
from verify.manuscript.equations import Stated
from verify.manuscript.export import macro
from verify.render.tex import broken, filled, identifier
from verify.verdicts import Verdicts


def style(equations: Iterable[Stated], claims: Mapping[str, Claim], verdicts: Verdicts) -> str:
    """Return the package file: every equation with its macro, every claim with its name and verdict."""
    found = list(equations)
    lines: list[str] = []
    taken: set[str] = set()
    for stated in found:
        formula = broken(stated.first.left_latex, stated.first.right_latex)
        lines.append(f"\\@namedef{{swingby@equation@{stated.id}}}{{%\n{formula}}}\n")
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
