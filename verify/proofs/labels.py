"""What Coq's kernel knows of a claim, in the same words everywhere: the mark beside its evidence, its label, the reason.

kernel-checked        stands beside `exact`: the mark, which costs nothing to ask for
the other labels      stand where a claim is told whole, since its equations are made for them
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from theory.algebra.equation import Equation
from verify.claim import Claim, Evidence, Outcome
from verify.containment import EscapeError, contained
from verify.proofs.export import Exported, Label, exported
from verify.proofs.pairs import proved

#: What each label says of a claim, once the kernel has accepted the theorems.
MEANING = {
    Label.KERNEL: "the claim itself is a theorem from definitions",
    Label.ALGEBRA: "every equation of it is a theorem, with the derivatives that stand in it",
    Label.INSTANCE: "some of its equations are theorems, one dimension of many",
    Label.DEFINITION: "the sides of every equation are one expression, nothing is compared",
    Label.NOT: "",
}
#: What it says of a claim that is expected to be refuted, where that is something else.
DENIED = {
    Label.KERNEL: "that the claim is false is a theorem from definitions",
    Label.ALGEBRA: "that no equation of it holds throughout is a theorem",
    Label.INSTANCE: "that some of its equations do not hold throughout is a theorem",
}


@dataclass(frozen=True)
class Known:
    """What the kernel knows of a claim, why it knows no more, and whether it knows that the claim is false."""

    label: Label
    reason: str = ""
    denies: bool = False

    def __str__(self) -> str:
        meaning = {**MEANING, **(DENIED if self.denies else {})}[self.label]
        return f"{self.label}: {'; '.join(filter(None, (meaning, self.reason)))}"


def mark(claim: Claim) -> str:
    """Return `kernel-checked` of a claim that is a theorem from definitions, else nothing."""
    return Label.KERNEL.value if proved(claim.id) else ""


def evidence(claim: Claim) -> str:
    """Return what a claim rests on, with the mark: `exact, kernel-checked`."""
    return ", ".join(filter(None, (claim.evidence.value, mark(claim))))


def known(claim: Claim, made: Sequence[Equation] | None = None) -> Known | None:
    """Return what the kernel knows of an exact claim, None of another; `made` are its equations, if they are made already."""
    if claim.evidence is not Evidence.EXACT:
        return None
    denies = claim.expected is Outcome.REFUTED
    if mark(claim):
        return Known(Label.KERNEL, denies=denies)
    one, _ = tried(claim if made is None else replace(claim, equations=lambda: made))
    return Known(one.label, one.reason, denies)


def tried(claim: Claim) -> tuple[Exported, bool]:
    """Return an exact claim as theorems and True, or, if its equations cannot be made, without theorems, why, and False."""
    try:
        with contained():
            return exported(claim), True
    except EscapeError as failure:
        return Exported(claim, (), (f"ERROR, {failure}",)), False
