"""What the page says of each claim, in HTML: statement, verdict, evidence, what would falsify it, the command that asks again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from verify.claim import Claim, Level, Outcome
from verify.ledger import missing_modules, rests, rests_on
from verify.proofs.labels import Known, evidence
from verify.proofs.pairs import Proved, proved
from verify.render.places import claim_position, place
from verify.render.report.drawing import Drawing, drawing
from verify.render.report.made import Formula, Made
from verify.render.report.mathematics import mathml, prose
from verify.render.report.numbers import named, number, sentence
from verify.render.tex import broken
from verify.render.wording import brief, counted
from verify.results import Found, Results
from verify.told import words

#: What each kind of evidence is, in a word: only the first two are proofs.
KINDS = {"exact": "proved", "enclosed": "proved", "statistical": "measured", "numerical": "measured"}
#: Figures of a claim that are shown.
MEASURES = 12
#: Conditions of a domain that are shown.
CONDITIONS = 8


@dataclass(frozen=True)
class Shown:
    """An equation as it is shown: its mathematics, what its letters stand for, and where it holds."""

    mathematics: Markup
    where: Markup
    domain: Markup


@dataclass(frozen=True)
class Entry:
    """A claim with what a run found of it, and all other entries of the page."""

    claim: Claim
    found: Found | None
    skipped: str
    made: Made
    others: Mapping[str, Entry]

    @property
    def id(self) -> str:
        """The claim's id."""
        return self.claim.id

    @property
    def title(self) -> Markup:
        """The statement."""
        return prose(self.claim.title)

    @property
    def evidence(self) -> str:
        """The kind of evidence."""
        return self.claim.evidence.value

    @property
    def rests(self) -> str:
        """The kind of evidence, with the mark of what Coq's kernel has checked."""
        return evidence(self.claim)

    @property
    def kernel(self) -> Known | None:
        """What Coq's kernel knows of it."""
        return self.made.kernel.get(self.id)

    @property
    def theorems(self) -> Sequence[Proved]:
        """The theorems from definitions that say what it says."""
        return proved(self.id)

    @property
    def outcome(self) -> str:
        """The outcome, or that there is none."""
        return self.found.result.outcome.value if self.found else "not run"

    @property
    def is_red(self) -> bool:
        """Whether it ran and is not as expected."""
        return self.found is not None and not self.found.is_as_expected(self.claim)

    @property
    def is_false(self) -> bool:
        """Whether it is a statement that is known to be false, or came out so."""
        return self.claim.expected is Outcome.REFUTED or self.outcome == Outcome.REFUTED.value

    @property
    def points(self) -> str:
        """How many points, starts or samples were looked at, in words."""
        return counted(self.found.result.points if self.found else 0, "point")

    @property
    def state(self) -> str:
        """The class of its verdict: red, idle, or the outcome in small letters."""
        return "red" if self.is_red else "idle" if self.found is None else self.outcome.lower()

    @property
    def verdict(self) -> str:
        """The verdict in words: proved, measured, false, undecided, not run, or not as expected."""
        if self.found is None:
            known = {Outcome.REFUTED: "known to be false, ", Outcome.UNDECIDED: "open, "}.get(self.claim.expected, "")
            return f"{known}not run here"
        if self.is_red:
            return f"not as expected: {self.outcome}"
        return {"VERIFIED": KINDS[self.evidence], "REFUTED": "false", "UNDECIDED": "undecided"}[self.outcome]

    @property
    def command(self) -> str:
        """The command that checks this claim again."""
        level = "" if self.claim.level is Level.QUICK else f" --level {self.claim.level.value}"
        return f"swingby verify {self.id}{level}"

    @property
    def why_not(self) -> str:
        """Why it did not run."""
        if self.skipped:
            return self.skipped
        return (
            f"it runs from --level {self.claim.level.value} on" if self.claim.level is not Level.QUICK else "it was not asked for"
        )

    @property
    def reason(self) -> Markup:
        """Why it is as it is: what the claim says, or what the run did."""
        if self.claim.reason:
            return prose(self.claim.reason)
        return Markup("{}").format(brief(self.found.result.reason)) if self.found else Markup("")

    @property
    def counterexample(self) -> Markup:
        """The counterexample as a sentence."""
        shown = self.found.result.counterexample if self.found else None
        return sentence(shown) if shown else Markup("")

    @property
    def measures(self) -> Sequence[tuple[Markup, Markup]]:
        """The first figures of the result by name."""
        known = self.found.result.measures if self.found else {}
        return [(named(name), number(value)) for name, value in list(known.items())[:MEASURES]]

    @property
    def faults(self) -> str:
        """How many faults its check noticed."""
        if self.found is None or self.found.mutants is None:
            return "not tried in this run: add --mutants"
        made = self.found.mutants
        missed = f"; missed: {'; '.join(made.survivors[:5])}" if made.survivors else ""
        return f"{made.killed} of {made.total}{missed}"

    @property
    def check(self) -> Markup:
        """What is done to check it."""
        return prose(words(self.claim.method.describe))

    @property
    def falsifier(self) -> Markup:
        """What would refute it."""
        return prose(words(self.claim.method.falsifier))

    @property
    def code(self) -> list[str]:
        """Where it is claimed, and the functions that it holds to account."""
        file, line = claim_position(self.claim)
        return [f"{file}:{line}  claimed", *map(_place, self.claim.code)]

    @property
    def rests_on_red(self) -> list[str]:
        """What it rests on that is not as expected."""
        known = {name: entry.claim for name, entry in self.others.items()}
        return [name for name in rests_on(self.claim, known) if self.others[name].is_red]

    @property
    def drawing(self) -> Drawing | None:
        """What it rests on, drawn."""
        known = {name: entry.claim for name, entry in self.others.items()}
        return drawing(self.claim, known, frozenset(name for name, entry in self.others.items() if entry.is_red))

    @cached_property
    def equations(self) -> list[Shown]:
        """Its equations."""
        if failure := self.made.failures.get(self.id):
            return [Shown(Markup("<code>{}</code>").format(failure), Markup(""), Markup(""))]
        return [_shown(formula) for formula in self.made.formulas.get(self.id, ())]


def entries(claims: Mapping[str, Claim], results: Results, made: Made) -> dict[str, Entry]:
    """Return what the page says of each claim, by id, in the order of the ledger."""
    known: dict[str, Entry] = {}
    for name, claim in claims.items():
        known[name] = Entry(claim, results.found.get(name), results.skipped.get(name, ""), made, known)
    return known


def _shown(formula: Formula) -> Shown:
    domain = [mathml(part) for part in formula.domain[:CONDITIONS]] + [Markup("and so on")] * (len(formula.domain) > CONDITIONS)
    return Shown(mathml(broken(formula.left, formula.right), is_display=True), prose(formula.where), Markup(", ").join(domain))


def missing(shown: Iterable[Entry]) -> list[tuple[str, str]]:
    """Return which claims did not run, in words, and the commands that run them."""
    idle = [entry for entry in shown if entry.found is None]
    told = []
    for level in Level:
        left = [entry for entry in idle if entry.claim.level is level and not rests(entry.claim, Level.QUICK)]
        if left:
            option = "" if level is Level.QUICK else f" --level {level.value}"
            told.append((f"{counted(len(left), 'claim')} of level {level.value}", f"swingby verify{option} --json results.json"))
    trained = [entry for entry in idle if rests(entry.claim, Level.QUICK)]
    if trained:
        needs = " (extra diffusion)" if any(missing_modules(entry.claim) for entry in trained) else ""
        command = "swingby verify diffusion --level full --json diffusion.json"
        told.append((f"{counted(len(trained), 'claim')} on trained diffusion models{needs}", command))
    return told


def _place(name: str) -> str:
    try:
        return place(name)
    except ValueError:
        return re.sub(r"\s+", " ", name)
