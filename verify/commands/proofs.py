"""`swingby proofs`: exact claims as theorems of Coq, and Coq's word on them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verify.commands.errors import CallError, made_folder, wrong_call
from verify.commands.running import FILES, JOBS, PATTERNS, chosen_claims, counted, one_thread, read_claims, refuse

if TYPE_CHECKING:
    from verify.proofs.export import Exported

#: Mutants that --mutants tries, one of each theorem before a second one of any.
MOST_MUTANTS = 300
#: Files that a process compiles, so that none waits long for another: loading the libraries takes .4 s of each.
PARTS = 2
#: Seconds that Coq may take for a mutant; the slowest proof of a theorem by itself takes a third of it.
MUTANT_SECONDS = 30.0


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@PATTERNS
@click.option("--check", is_flag=True, help="Have Coq check them: coqc, coqchk, and what they rest on.")
@click.option("--mutants", is_flag=True, help="Also have Coq try faulty equations, none of which it may accept.")
@JOBS
@FILES
def proofs(
    directory: Path, patterns: tuple[str, ...], check: bool, mutants: bool, jobs: int | None, files: tuple[Path, ...]
) -> None:
    """Write the exact claims into DIR as theorems of Coq; PATTERN is an id, its first words or a shell pattern.

    prelude.v holds all definitions of matrices, theorems/definitions.v those of the task and its networks; words.v,
    tactics.v and theorems/search.v are the search for proofs, which nobody has to believe; then there is a file for each subject.
    Beside each id stands what the kernel knows of the claim once it accepts them:

    \b
    kernel-checked       the claim itself, from definitions
    algebra re-checked   every equation of it, with the derivatives in it
    instance re-checked  some of its equations: one dimension of many
    definitional         the sides of each equation are one expression
    not exported         and why

    The page of swingby report and the document of swingby latex have the definitions in words as well. Writing needs no Coq; what
    else is in DIR stays, and is not checked. Exit status: 0 if all is written and, with --check, accepted by coqc and coqchk,
    resting on nothing but the real numbers, functional extensionality and classical logic of Coq's library (coqchk takes that
    library and Coquelicot as they are installed); 1 if something is not accepted, a faulty equation is, there is nothing to
    check, or the equations of a claim cannot be made; 2 if the call is wrong or Coq is not there.
    """  # noqa: D301 (click looks for the character)
    one_thread()
    from numerics.ensemble import cores
    from numerics.files import write
    from verify.claim import Level
    from verify.proofs.check import missing
    from verify.proofs.export import contents, exact
    from verify.proofs.labels import tried

    if (check or mutants) and (said := missing()):
        raise CallError(said)
    loaded = read_claims(files)
    claims = exact(chosen_claims(loaded, patterns, Level.FULL) if patterns else list(loaded.claims.values()))
    if not claims:
        raise CallError(f"PATTERN must choose an exact claim, got {' '.join(patterns)}")
    made_folder("DIR", directory)
    found: list[Exported] = []
    is_whole = True
    with counted("exporting") as show:
        for number, claim in enumerate(claims, 1):
            show(number - 1, len(claims), claim.id)
            one, is_made = tried(claim)
            found.append(one)
            is_whole &= is_made
    with wrong_call():
        texts = contents(found)
    for name, text in texts.items():
        made_folder("DIR", (directory / name).parent)
        write(directory / name, text)
    _print_table(found)
    _print_counts(found, directory)
    accepted = True
    if check and not any(one.theorems or one.proved for one in found):
        click.echo("nothing is checked: there is no theorem")
        accepted = False
    elif check:
        accepted = _check(found, texts, jobs or cores())
    if mutants and accepted:
        accepted = _try_mutants(found, texts, jobs or cores())
    refuse(loaded.unloaded)
    if not (accepted and is_whole):
        raise click.exceptions.Exit(1)


def _print_table(found: Sequence[Exported]) -> None:
    from verify.proofs.export import Label

    width = max(len(one.claim.id) for one in found)
    for one in found:
        supposed = "supposing more than its domain" if one.label is not Label.KERNEL and one.supposes else ""
        said = "; ".join(filter(None, (one.reason, supposed)))
        click.echo(f"{one.claim.id:{width}}  {one.label}{f'  ({said})' if said else ''}")


def _print_counts(found: Sequence[Exported], directory: Path) -> None:
    from verify.render.wording import counted as words

    counts = Counter(one.label for one in found)
    theorems = [theorem for one in found for theorem in one.theorems]
    stated = {theorem for one in found for theorem in one.proved}
    supposing = sum(bool(theorem.supposed) for theorem in theorems)
    click.echo("")
    click.echo(f"{words(len(found), 'exact claim')}: {', '.join(f'{number} {label}' for label, number in counts.items())}")
    more = f", {supposing} of which suppose that a denominator is not 0 or the like, as their comments say" if supposing else ""
    number = words(len(theorems) + len(stated), "theorem")
    click.echo(f"{number} in {directory}, {len(stated)} of them from definitions{more}")


def _check(found: Sequence[Exported], texts: dict[str, str], jobs: int) -> bool:
    """Have Coq check the files, and print its word."""
    from verify.proofs.check import compiled
    from verify.proofs.export import everything, first, joined, theorem_at

    files = joined(texts, PARTS * jobs)
    with counted("checking") as show:
        result = compiled(files, first(files), everything(found, files), jobs, show)
    for name, said in result.refused.items():
        line = re.search(r"line (\d+)", said)
        place = theorem_at(files[name], int(line[1])) if line and name in files else ""
        click.echo(f"not accepted: {place or name}: {' '.join(said.split())[:300]}")
    for name in result.foreign:
        click.echo(f"not accepted: the theorems rest on {name}")
    if result.accepted:
        click.echo("accepted by coqc and again by coqchk; Print Assumptions:")
        click.echo(
            "".join(f"  {name}\n" for name in result.rests_on) or "  closed under the global context", nl=not result.rests_on
        )
    return result.accepted


def _try_mutants(found: Sequence[Exported], texts: dict[str, str], jobs: int) -> bool:
    """Have Coq try mutants, and print which it accepts."""
    from verify.proofs.check import each_accepted
    from verify.proofs.export import BEFORE
    from verify.proofs.mutants import mutants, statements

    with counted("mutating") as show:
        wrong = []
        for number, mutant in enumerate(mutants(found, MOST_MUTANTS), 1):
            wrong.append(mutant)
            show(number, MOST_MUTANTS, mutant.claim)
    before = {f"{name}.v": texts[f"{name}.v"] for name in BEFORE}
    with counted("stating mutants") as show:
        if each_accepted([statements(wrong)], before, jobs, len(wrong) * MUTANT_SECONDS, show) != [True]:
            click.echo("not accepted: a faulty equation that Coq cannot read as a statement")
            return False
    with counted("trying mutants", is_long=True) as show:
        said = each_accepted([mutant.text for mutant in wrong], before, jobs, MUTANT_SECONDS, show)
    for mutant, accepted in zip(wrong, said, strict=True):
        if accepted:
            click.echo(f"accepted, and should not be: {mutant.claim} with {mutant.name}")
    slow = sum(accepted is None for accepted in said)
    late = f", {slow} of them not within {MUTANT_SECONDS:g} s" if slow else ""
    click.echo(f"{len(wrong)} faulty equations: {sum(accepted is not True for accepted in said)} not accepted{late}")
    return not any(said)
