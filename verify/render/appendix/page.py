"""The page on Appendix D as blocks in the prose of claims, mathematics between dollars, for HTML, LaTeX and Markdown to set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from theory.appendix_d.statements import LEMMAS, STATEMENTS, Statement
from verify.claim import Claim, Outcome
from verify.render.appendix.counterexample import in_prose
from verify.render.appendix.reach import RUNS, Run, breaking, largest, runs
from verify.render.appendix.told import WORDS, Line, Told, counterexample, told
from verify.verdicts import Verdicts

#: The columns of the table of the paper's runs: an assumption, and what is too large where it fails.
COLUMNS = {"D.2": "step", "D.4": "$W(0)$", "D.5": "$W(0)$"}


@dataclass(frozen=True)
class Text:
    """A paragraph, after a word or two in bold."""

    words: str
    label: str = ""


@dataclass(frozen=True)
class Display:
    """Displayed mathematics: relations that hold together."""

    relations: Sequence[str]


@dataclass(frozen=True)
class Lines:
    """Claims, each with its verdict, its statement, unless they are brief, and its id, after what they are."""

    label: str
    lines: Sequence[Line]
    is_brief: bool = False


@dataclass(frozen=True)
class Table:
    """A table: its heads, and its rows."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Text | Display | Lines | Table


@dataclass(frozen=True)
class Article:
    """One statement: its name, its title, what became of it in a word and in words, and its blocks."""

    name: str
    title: str
    state: str
    verdict: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Part:
    """A part of the page: its heading, what stands at its head, and its articles."""

    heading: str
    blocks: tuple[Block, ...]
    articles: tuple[Article, ...] = ()


def is_of_appendix(claims: Mapping[str, Claim]) -> bool:
    """Return whether a ledger has claims on Appendix D to make a page of."""
    return any(name.startswith("appendix_d.") for name in claims)


def parts(claims: Mapping[str, Claim], verdicts: Verdicts) -> list[Part]:
    """Return the page."""
    found = told(claims, verdicts)
    return [
        Part("In short", tuple(_summary(found, verdicts))),
        Part("Five assumptions", tuple(_reach(claims, verdicts)), tuple(_assumptions(verdicts))),
        Part("The corollary and the lemmas", (), tuple(_article(item, verdicts) for item in found)),
        *_across(found),
    ]


def _summary(found: Sequence[Told], verdicts: Verdicts) -> Iterator[Block]:
    """Say in a few sentences what came of all of them."""
    yield Text(
        r"Appendix D is the rigorous part of the paper: a corollary and eight lemmas on the recurrence $W_+ = W + \eta V(W)$, "
        "under five assumptions on the rates, the start and the step. Of each two things are asked: does it hold, and for whom. "
        "The answers are those of the claims that cite it."
    )
    groups = {state: [item.statement.name for item in found if item.state == state] for state in WORDS}
    said = "; ".join(f"{words}: {_listed(groups[state])}" for state, words in WORDS.items() if groups[state])
    yield Text(f"{said[0].upper()}{said[1:]}.", "As printed")
    reaches = _listed([f"$10^{{{it.log10_omega:.2f}}}$ at $d = {it.d}$" for it in largest(verdicts)])
    if reaches:
        yield Text(
            rf"The five assumptions hold together for starts whose entries are of sizes $\omega$ up to {reaches}, and for no "
            "larger ones: both sides are proved.",
            "For whom",
        )
    if runs(verdicts):
        yield Text("None of its networks on the identity task is one of which Appendix D speaks.", "The paper's experiments")


def _reach(claims: Mapping[str, Claim], verdicts: Verdicts) -> Iterator[Block]:
    """Say how far the assumptions reach, and how far the paper's runs are from them."""
    yield Text(
        r"There are to be constants $\alpha > 0$, $\gamma, \beta, C > 1$, $K \ge 20$, $P \ge 2$ and $\kappa > 1.1$ for which all "
        r"five hold; $d$ is the number of concepts. An entry is in its initial phase while $|w_{ij}| \le P \beta \omega$."
    )
    lines = [Line(claims[it.claim], verdicts[it.claim]) for it in largest(verdicts)]
    if lines:
        yield Lines("How small the start must be", lines)
    table = runs(verdicts)
    if table:
        yield Text(
            "The step, or the start, of the paper's own runs is too large by so many orders of magnitude at least: each "
            "assumption is taken with those before it, at the constants that suit these best, and a dash stands where no smaller "
            "start mends it.",
            "The paper's figures",
        )
        heads = ["Figure", "as", *(f"{name}: {what}" for name, what in COLUMNS.items())]
        yield Table(heads, [_row(run) for run in table])
    if RUNS in claims and RUNS in verdicts:
        yield Lines("", [Line(claims[RUNS], verdicts[RUNS])])
    yield Text("`swingby assumptions` puts the same question to any setting.", "Your own")


def _row(run: Run) -> list[str]:
    known = dict(run.orders)
    numbers = [f"{known[name]:.2f}" if name in known else "-" for name in COLUMNS]
    return [", ".join(map(str, run.figures)), run.form, *numbers]


def _assumptions(verdicts: Verdicts) -> Iterator[Article]:
    outside, of = breaking(verdicts)
    for statement in STATEMENTS:
        if statement not in LEMMAS:
            number = outside.get(statement.name.removeprefix("Assumption "), 0)
            share = f"all {of}" if number == of else f"{number or 'none'} of the {of}"
            verdict = f"broken by {share} runs of the tied model in the paper" if of else ""
            reading = [Text(statement.repaired_says, "Read as")] if statement.repaired_says else []
            yield Article(statement.name, statement.title, "idle", verdict, (*_as_printed(statement), *reading))


def _as_printed(statement: Statement) -> Iterator[Block]:
    yield Text(statement.says)
    yield Display(_apart(statement.latex))
    if statement.hypotheses:
        yield Text(" ".join(statement.hypotheses), "Where")


def _article(item: Told, verdicts: Verdicts) -> Article:
    blocks = list(_as_printed(item.statement))
    for place, line in enumerate(item.printed):
        blocks.append(Lines("" if place else "As printed", [line]))
        if line.outcome is Outcome.REFUTED and (numbers := counterexample(line.claim, verdicts)):
            blocks.append(Text(in_prose(numbers), "Counterexample"))
        if line.claim.reason and line.claim.reason not in (before.claim.reason for before in item.printed[:place]):
            blocks.append(Text(line.claim.reason, "Why"))
    if item.across:
        blocks.append(Lines("With others at once, see the end", item.across, is_brief=True))
    if item.in_proof:
        blocks.append(Lines("In its proof", item.in_proof))
    if item.statement.repaired:
        blocks += [Text(item.statement.repaired_says, "Put right"), Display(_apart(item.statement.repaired_latex))]
    if item.beside:
        blocks.append(Lines("What is shown", item.beside))
    elif item.statement.repaired:
        blocks.append(Text("No claim holds this form yet."))
    return Article(item.statement.name, item.statement.title, item.state, WORDS[item.state], tuple(blocks))


def _apart(latex: str) -> list[str]:
    """Return relations one by one."""
    return latex.split(r", \quad ")


def _across(found: Sequence[Told]) -> Iterator[Part]:
    """Yield the part on claims that look across many statements, if there are any."""
    lines = {line.claim.id: line for item in found for line in item.across}
    if lines:
        blocks: list[Block] = []
        for line in lines.values():
            blocks += [Lines("", [line]), *([Text(line.claim.reason, "Why")] if line.claim.reason else [])]
        yield Part("Many statements at once", tuple(blocks))


def _listed(names: Sequence[str]) -> str:
    return "".join(names) if len(names) < 2 else f"{', '.join(names[:-1])} and {names[-1]}"
