r"""An equation of the exported theory with the steps it follows from, what its letters mean and where it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from theory.algebra.domain import NONNEGATIVE, POSITIVE, REAL, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.notation import latex
from theory.algebra.symbols import place
from verify.manuscript.equations import Stated


def equation(stated: Stated, equations: Mapping[str, Stated], done: set[str], *, is_false: bool = False) -> Iterator[str]:
    """Return an equation with the steps it follows from before it; one that stands already is only referred to."""
    if stated.id in done:
        yield f" See \\eqref{{{stated.id}}}.\n"
        return
    done.add(stated.id)
    for step in stated.first.steps:
        if step.id not in done and not equations[step.id].claims:
            yield from equation(equations[step.id], equations, done)
    yield f"\\begin{{equation}}\\label{{{stated.id}}}\n\\claim{{{stated.id}}}\n\\end{{equation}}\n"
    remarks = _remarks(stated, equations, is_false=is_false)
    if remarks:
        yield f"{{\\small {remarks}}}\n"


def _remarks(stated: Stated, equations: Mapping[str, Stated], *, is_false: bool) -> str:
    first = stated.first
    said = ["\\emph{False.}"] if is_false else []
    if first.where:
        said.append(f"Here {first.where}.")
    if first.steps:
        said.append("It follows from " + ", ".join(f"\\eqref{{{step.id}}}" for step in first.steps if step.id in equations) + ".")
    if stated.by_indices:
        said.append("By indices, in every dimension; $A = \\operatorname{diag}(a)$ unless said otherwise.")
    elif first.domain.sets:
        size = written_out(first)
        said.append(f"Domain{f', written out at $d = {size}$' if size else ''}: {domain(first.domain)}.")
    return " ".join(said)


def written_out(equation: Equation) -> int:
    """Return the dimension an equation in entries is written out at, 0 for one that is not."""
    entries = [found for symbol in equation.domain.sets if (found := place(symbol)) is not None]
    return max((places[1] for letter, places in entries if len(places) == 2 and letter != "S"), default=0)


def domain(where: Domain) -> str:
    """Return a domain in words and inline mathematics that may break."""
    families: dict[str, list[str]] = {}
    for symbol, kind in where.sets.items():
        families.setdefault(_kind(kind), []).append(f"${latex(symbol)}$")
    parts = [f"{', '.join(names)} {phrase}" for phrase, names in families.items()]
    return "; ".join(parts + [f"${latex(condition)}$" for condition in where.conditions])


def _kind(kind: object) -> str:
    if isinstance(kind, Matrices):
        return kind.value
    named = {POSITIVE: "$> 0$", NONNEGATIVE: r"$\ge 0$", REAL: "real"}
    return next((phrase for known, phrase in named.items() if kind == known), f"in ${latex(kind)}$")
