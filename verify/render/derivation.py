r"""How a result comes from the loss: what an equation is made of, how it is checked, what is left to believe, and the proofs.

A result has its chain when its steps lead to a definition of the task, and a claim proves every equation on the way exactly.

Source of what is cited: Yang et al., ICLR 2025 (arXiv 2410.08309v2), as transcribed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from importlib.resources import files

from sympy import Derivative, Integral, Limit, Subs

from theory.algebra.calculus import MatrixGradient, TimeDerivative
from theory.algebra.equation import Equation
from theory.algebra.lines import indexed, lines
from verify.claim import Claim, Evidence, Outcome
from verify.manuscript.equations import Stated

#: Where chains end: the loss, the data and the test loss, as the task and the diffusion model define them.
DEFINITIONS = (
    "task.sample_loss",
    "task.root_loss",
    "task.second_moment",
    "task.second_moment_origin",
    "task.test_loss",
    "diffusion.sample_loss",
)
#: An equation in its place in the text of the proofs.
_PLACE = re.compile(r"^<([a-z0-9_.]+)>\n", re.MULTILINE)
#: What a check carries out, in the order in which it is named.
_CARRIED_OUT = {
    "by differentiation": (Derivative, MatrixGradient, TimeDerivative),
    "by integration": (Integral,),
    "in the limit": (Limit,),
    "by putting in": (Subs,),
}


def proofs() -> str:
    """Return the text of the proofs, with the ids of equations in angle brackets."""
    return files("verify.render").joinpath("latex", "derivation.tex").read_text(encoding="utf-8")


def displayed(text: str) -> list[str]:
    """Return the ids of the equations that stand in a text of proofs, in order."""
    return _PLACE.findall(text)


def derivation(equations: Mapping[str, Stated], display: Callable[[Stated], str]) -> str:
    """Return the proofs with their equations in place, or nothing for a theory that does not have all of these."""
    text = proofs()
    if not set(displayed(text)) <= equations.keys():
        return ""
    return _PLACE.sub(lambda found: display(equations[found[1]]), text)


def is_proved(name: str, equations: Mapping[str, Stated], claims: Mapping[str, Claim]) -> bool:
    """Return whether an equation is held by a claim that is to be verified exactly."""
    holding = [claims[identifier] for identifier in equations[name].claims if identifier in claims]
    return any(claim.expected is Outcome.VERIFIED and claim.evidence is Evidence.EXACT for claim in holding)


def results(equations: Mapping[str, Stated], claims: Mapping[str, Claim]) -> list[str]:
    """Return the equations that are stated as true, by id."""
    false = {name for name, claim in claims.items() if claim.expected is Outcome.REFUTED}
    return [name for name, stated in equations.items() if stated.claims and not false & set(stated.claims)]


def has_chain(name: str, equations: Mapping[str, Stated], claims: Mapping[str, Claim]) -> bool:
    """Return whether an equation comes from a definition of the task by steps that are all proved exactly."""
    if not is_proved(name, equations, claims):
        return False
    below = [step.id for step in equations[name].first.steps]
    sound = all(is_proved(step, equations, claims) for step in below)
    return name in DEFINITIONS or (sound and any(has_chain(step, equations, claims) for step in below))


def share(equations: Mapping[str, Stated], claims: Mapping[str, Claim]) -> Fraction:
    """Return which part of the results has its chain of proved steps from the loss."""
    found = results(equations, claims)
    return Fraction(sum(has_chain(name, equations, claims) for name in found), len(found)) if found else Fraction(0)


def way(stated: Stated, equations: Mapping[str, Stated]) -> str:
    """Return from what an equation comes, how that is checked, the line between its sides, and what is left to believe."""
    first, source = stated.first, stated.source or stated.first
    below = ", ".join(f"\\eqref{{{step.id}}}" for step in first.steps if step.id in equations)
    said = f"From {below}, {how(source)}" if below else f"Checked {how(source)}"
    between = _between(source)
    said = f"{said}: {between}." if between else f"{said}."
    return f"{said} \\emph{{To be believed:}} {first.believed}." if first.believed else said


def how(equation: Equation) -> str:
    """Return how the sides of an equation are shown to be the same, in words."""
    sides = (equation.lhs, equation.rhs)
    carried = [name for name, kinds in _CARRIED_OUT.items() if any(side.has(*kinds) for side in sides)]
    if equation.in_matrices:
        return ", ".join([*carried, "word by word"])
    return ", ".join([*carried, "by sums over indices"] if indexed(equation) else carried or ["by algebra"])


def _between(equation: Equation) -> str:
    """Return the line between the sides, where it is not one of them."""
    found = lines(equation)
    if set(map(_bare, found.values())) <= {_bare(equation.left_latex), _bare(equation.right_latex)}:
        return ""
    cases = [f"${line}$ for ${case}$" if case else f"${line}$" for case, line in found.items()]
    return f"both sides are {' and '.join([', '.join(cases[:-1]), cases[-1]] if len(cases) > 1 else cases)}"


def _bare(latex: str) -> str:
    """Return LaTeX without what makes no difference to a reader."""
    return re.sub(
        r"\\(tfrac|frac)\{(\d)\}\{(\d)\}|\\tfrac(\d)(\d)", r"\2\4/\3\5", re.sub(r"\\[,;bBig]+[lr]?(?![a-z])|[\s{}]", "", latex)
    )
