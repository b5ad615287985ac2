"""What takes long to make for the page, the equations of the claims and the figures: by processes where they can be forked."""

from __future__ import annotations

import base64
import io
import multiprocessing
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from numerics.processes import Processes
from verify.claim import Claim
from verify.containment import can_fork
from verify.proofs.labels import Known, known
from verify.told import equations

#: Fewer claims than this are not worth a process.
FEW = 40
#: Seeds behind a figure of the paper's networks, as `swingby figures` has them by itself.
SEEDS = 10
#: Shares of the claims: more than processes, since some equations take a second and most none.
SHARES = 8


@dataclass(frozen=True)
class Formula:
    """An equation in LaTeX: its sides, what its letters stand for as a text, and where it holds, one condition each."""

    left: str
    right: str
    where: str
    domain: tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """Equations by claim, each once however many dimensions it is checked at; what could not be made; figures as SVG by name.

    And what Coq's kernel knows of each exact claim.
    """

    formulas: Mapping[str, Sequence[Formula]]
    failures: Mapping[str, str]
    figures: Mapping[str, str]
    kernel: Mapping[str, Known]


def made(claims: Mapping[str, Claim], figures: Sequence[str]) -> Made:
    """Return the equations of claims, what the kernel knows of these, and the named figures."""
    names = list(claims)
    if len(names) < FEW or not can_fork():
        shares = [_formulas(claims.values())]
        drawn = [_figure(name) for name in figures]
    else:
        context = multiprocessing.get_context("fork")
        with Processes(min(os.cpu_count() or 1, SHARES), context, _inherited.update, claims) as pool:
            drawing = [pool.submit(_figure, name) for name in figures]
            making = [pool.submit(_share, names[start::SHARES]) for start in range(SHARES)]
            shares, drawn = [share.result() for share in making], [figure.result() for figure in drawing]
    found: dict[str, Sequence[Formula]] = {}
    failures: dict[str, str] = {}
    kernel: dict[str, Known] = {}
    for share in shares:
        found |= share[0]
        failures |= share[1]
        kernel |= share[2]
    return Made(found, failures, dict(zip(figures, drawn, strict=True)), kernel)


#: The ledger that a process was forked with.
_inherited: dict[str, Claim] = {}


#: Equations by claim, what could not be made, and what the kernel knows.
Share = tuple[dict[str, list[Formula]], dict[str, str], dict[str, Known]]


def _share(names: Iterable[str]) -> Share:
    return _formulas(_inherited[name] for name in names)


def _formulas(claims: Iterable[Claim]) -> Share:
    found: dict[str, list[Formula]] = {}
    failures: dict[str, str] = {}
    kernel: dict[str, Known] = {}
    for claim in claims:
        its, failure = equations(claim)
        first = {equation.id: equation for equation in reversed(its)}
        found[claim.id] = [
            Formula(it.left_latex, it.right_latex, it.where, tuple(filter(None, it.domain.latex().split(r",\ "))))
            for it in reversed(first.values())
        ]
        if failure:
            failures[claim.id] = failure
        elif said := known(claim, its):
            kernel[claim.id] = said
    return found, failures, kernel


def _figure(name: str) -> str:
    """Return a figure as an address that holds its SVG."""
    from verify.render.figure import METADATA
    from verify.render.figures import FIGURES
    from verify.render.paper.names import drawers

    content = io.BytesIO()
    draw = FIGURES[name] if name in FIGURES else drawers([name], SEEDS)[name]
    draw().savefig(content, format="svg", metadata=METADATA["svg"])
    return f"data:image/svg+xml;base64,{base64.b64encode(content.getvalue()).decode('ascii')}"
