"""Claims as theorems of Coq: which there are, what the kernel then knows of each claim, and the text of their files.

kernel-checked        the claim itself, from definitions, is a theorem
algebra re-checked    every equation of the claim is a theorem, with the derivatives that stand in it
instance re-checked   some of its equations are: one dimension of many
definitional          the two sides of every equation are one expression
not exported          with the reason
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.resources import files

from sympy import sympify

from theory.algebra.equation import Equation
from verify.claim import Claim, Evidence, Outcome
from verify.methods.by_indices import ByIndices
from verify.methods.exact_twin import ExactTwin
from verify.methods.identity import Identity
from verify.proofs.pairs import THEOREMS, Proved, proved, text
from verify.proofs.scripts import refutation, script
from verify.proofs.statement import Statement, stated
from verify.proofs.terms import NotExportedError

#: The files that stand before the claims, in order.
BEFORE = ("prelude", "words", "tactics")
#: Equations for which no proof is found, or none that is short; what Python knows is not enough for Coq to see it.
UNPROVED = {
    "appendix_d.delay_of_first": "no proof is found of an integral of an exponential with a letter in its rate",
    "appendix_d.exponent_falls": "no proof is found of the sign of a logarithm",
    "appendix_d.slope": "no proof is found of the sign of a logarithm",
    "correlated.theta": "no proof is found with a square root in denominators",
    "correlated.theta_slope": "no proof is found with a square root in denominators",
    "deep.minor_flow": "the proof that is found takes 20 s",
    "ordered.smaller_moment": "the proof that is found takes 15 s",
    "ordered.smaller_weight": "the proof that is found takes 15 s",
    "pivots.half_learned": "no proof is found at a value that is a logarithm",
    "pivots.integral": "an integral of a power with a letter as its exponent",
    "pivots.one_stage": "an integral of a power with a letter as its exponent",
    "pivots.one_stage_solves": "no proof is found for powers of one base with three exponents",
    "pivots.uniform_at_equal_rates": "no proof is found at the limit of equal rates",
    "pivots.uniform_at_first": "no proof is found of the derivatives of powers",
    "swing_by.exponent": "no proof is found for the logarithm of a product with a power",
    "untied.lower_entry": "no proof is found with a square root in denominators",
    "untied.upper_entry": "no proof is found with a square root in denominators",
}
HEAD = """From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Swingby Require Import prelude tactics.
Open Scope R_scope.
"""
#: What may stand nowhere in a file, not even in a comment: whoever looks for what is assumed finds it by these words.
FORBIDDEN = re.compile(r"admit|axiom|parameter|conjecture", re.IGNORECASE)


class Label(StrEnum):
    """What the kernel knows of a claim."""

    KERNEL = "kernel-checked"
    ALGEBRA = "algebra re-checked"
    INSTANCE = "instance re-checked"
    DEFINITION = "definitional"
    NOT = "not exported"


@dataclass(frozen=True)
class Theorem:
    """One equation as a theorem: its name, its statement, its proof, and what it supposes besides the domain."""

    name: str
    equation: str
    statement: str
    proof: tuple[str, ...]
    supposed: tuple[str, ...] = ()
    definitional: bool = False

    @property
    def text(self) -> str:
        """The theorem as Coq reads it."""
        said = (
            f"(* Supposed besides the domain, for both sides to have a value: {'; '.join(self.supposed)} *)\n"
            if self.supposed
            else ""
        )
        body = "\n  ".join(self.proof)
        return f"{said}Theorem {self.name} :\n  {self.statement}.\nProof.\n  {body}\nQed.\n"


@dataclass(frozen=True)
class Exported:
    """A claim as exported: its equations as theorems, why some are missing, and the claim itself as theorems from definitions."""

    claim: Claim
    theorems: tuple[Theorem, ...]
    missing: tuple[str, ...] = ()
    proved: tuple[Proved, ...] = ()

    @property
    def label(self) -> Label:
        """What the kernel knows of the claim once it has accepted the theorems."""
        if self.proved:
            return Label.KERNEL
        if not self.theorems:
            return Label.NOT
        if self.missing:
            return Label.INSTANCE
        return Label.DEFINITION if all(theorem.definitional for theorem in self.theorems) else Label.ALGEBRA

    @property
    def reason(self) -> str:
        """Why the claim, or an equation of it, is not exported; nothing where all is."""
        return "; ".join(dict.fromkeys(() if self.proved else self.missing))

    @property
    def supposes(self) -> bool:
        """Whether a theorem supposes something besides the domain."""
        return any(theorem.supposed for theorem in self.theorems)

    @property
    def text(self) -> str:
        """The theorems of the claim, with its id above them."""
        return f"(* {self.claim.id}: {self.label} *)\n\n" + "\n".join(theorem.text for theorem in self.theorems)


def exact(claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims that rest on exact evidence."""
    return [claim for claim in claims if claim.evidence is Evidence.EXACT]


def exported(claim: Claim) -> Exported:
    """Return an exact claim as theorems."""
    return replace(_exported(claim), proved=proved(claim.id))


def _exported(claim: Claim) -> Exported:
    method = claim.method
    if isinstance(method, ExactTwin):
        return Exported(claim, (), ("it is about a function of numerics; its equation is that of another claim",))
    if isinstance(method, ByIndices):
        return Exported(claim, (), ("sums over indices",))
    if not isinstance(method, Identity):
        return Exported(claim, (), ("a computation without an equation",))
    theorems: list[Theorem] = []
    missing: list[str] = []
    for number, equation in enumerate(claim.made(), 1):
        try:
            made = theorem(f"{claim.id.replace('.', '_')}__{number}", equation, claim)
        except NotExportedError as failure:
            missing.append(str(failure))
            continue
        if made.statement not in [known.statement for known in theorems]:
            theorems.append(made)
    return Exported(claim, tuple(theorems), tuple(missing))


def theorem(name: str, equation: Equation, claim: Claim) -> Theorem:
    """Return an equation of a claim as a theorem; of a claim expected to be refuted, that it does not hold for all.

    Raises
    ------
    NotExportedError : if it has what is not exported, with the reason
    """
    if equation.id in UNPROVED:
        raise NotExportedError(UNPROVED[equation.id])
    statement = stated(equation)
    if claim.expected is Outcome.REFUTED:
        point = getattr(claim.method, "counterexample", None)
        if point is None:
            raise NotExportedError("its counterexample is made of matrices")
        proof = refutation(statement, {key: sympify(value) for key, value in point.items()})
        return Theorem(name, equation.id, f"~ ({statement.proposition})", tuple(proof))
    return _proved(name, equation, statement)


def _proved(name: str, equation: Equation, statement: Statement) -> Theorem:
    given = len(statement.hypotheses)
    proof = script(statement)
    supposed = tuple(text for _, text in statement.hypotheses[given:])
    return Theorem(name, equation.id, statement.proposition, tuple(proof), supposed, bool(equation.lhs == equation.rhs))


def contents(claims: Sequence[Exported]) -> dict[str, str]:
    """Return the files by name: those that stand before, then one for each subject, the first word of its claims' ids.

    Where a claim is a theorem from definitions, the files of these are among those before.

    Raises
    ------
    ValueError : if a word stands in them that means that something is assumed
    """
    found = {f"{name}.v": files("verify.proofs").joinpath(f"{name}.v").read_text(encoding="utf-8") for name in BEFORE}
    if any(one.proved for one in claims):
        found |= {f"theorems/{name}.v": text(name) for name in THEOREMS}
    for subject, group in _by_subject(claims):
        found[f"{subject}.v"] = HEAD + "\n" + "\n".join(one.text for one in group)
    for name, written in found.items():
        if word := FORBIDDEN.search(written):
            raise ValueError(f"{name} must not have the word {word.group()}")
    return found


def first(names: Iterable[str]) -> list[str]:
    """Return the files on which others rest, in order."""
    return [name for name in names if name.startswith("theorems/") or name.removesuffix(".v") in BEFORE]


def _by_subject(claims: Sequence[Exported]) -> Iterator[tuple[str, list[Exported]]]:
    subjects: dict[str, list[Exported]] = {}
    for one in claims:
        if one.theorems:
            subjects.setdefault(one.claim.id.split(".")[0], []).append(one)
    yield from subjects.items()


def joined(texts: Mapping[str, str], parts: int) -> dict[str, str]:
    """Return the same theorems in fewer files, those on which others rest as they are: Coq loads its libraries for each anew."""
    before = first(texts)
    made: list[list[str]] = [[] for _ in range(parts)]
    for name in sorted(set(texts) - set(before), key=lambda name: -len(texts[name])):
        min(made, key=lambda part: sum(len(texts[known]) for known in part)).append(name)
    bodies = ["".join(texts[name].removeprefix(HEAD) for name in part) for part in made]
    return {name: texts[name] for name in before} | {
        f"part_{number}.v": HEAD + body for number, body in enumerate(bodies, 1) if body
    }


def theorem_at(text: str, line: int) -> str:
    """Return the name of the theorem at a line of a file."""
    names = re.findall(r"^(?:Theorem|Lemma|Definition) (\w+)", "".join(text.splitlines(keepends=True)[:line]), re.MULTILINE)
    return names[-1] if names else ""


def everything(claims: Sequence[Exported], names: Iterable[str]) -> str:
    """Return the text of a file that asks Coq what all theorems together rest on; names are those of the files they are in."""
    own = [one.name for exported_one in claims for one in exported_one.theorems]
    proved = dict.fromkeys(f"{one.file}.{one.name}" for exported_one in claims for one in exported_one.proved)
    places = [name.removesuffix(".v").replace("/", ".") for name in names if name.removesuffix(".v") not in BEFORE]
    proofs = "nothing"
    for name in reversed([*own, *proved]):
        proofs = f"also _ {name} ({proofs})"
    return (
        f"From Swingby Require Import {' '.join(places)}.\n"
        "Inductive proofs := nothing | also (P : Prop) (proof : P) (rest : proofs).\n"
        f"Definition everything := {proofs}.\nPrint Assumptions everything.\n"
    )
