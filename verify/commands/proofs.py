"""`swingby proofs`: exact claims as theorems of Coq, and Coq's word on them."""

from __future__ import annotations

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
    r"""Write the exact claims into DIR as theorems of Coq; PATTERN is an id, its first words or a shell pattern.

    prelude.v holds all definitions of matrices, theorems/definitions.v those of the task and its networks; tactics.v and
    theorems/search.v are the search for proofs, which nobody has to believe; then there is a file for each subject. Beside each
    id stands what the kernel knows of the claim once it accepts them:

    \b
    kernel-checked       the claim itself, from definitions
    algebra re-checked   every equation of it, with the derivatives that it is stated with
    instance re-checked  some of its equations: one dimension of many
    definitional         equations whose sides are one expression: nothing is compared
    not exported         and why

    Writing needs no Coq. Exit status: 0 if all is written and, with --check, accepted by coqc and coqchk, resting on nothing but
    the real numbers, functional extensionality and classical logic of Coq's library; 1 if something is not accepted, or a faulty
    equation is; 2 if the call is wrong or Coq is not there.
    """
    one_thread()
    from numerics.ensemble import cores
    from numerics.files import write
    from verify.claim import Level
    from verify.proofs.check import missing
    from verify.proofs.export import contents, exact, exported

    if (check or mutants) and (said := missing()):
        raise CallError(said)
    loaded = read_claims(files)
    claims = exact(chosen_claims(loaded, patterns, Level.FULL) if patterns else list(loaded.claims.values()))
    if not claims:
        raise CallError(f"PATTERN must choose an exact claim, got {' '.join(patterns)}")
    made_folder("DIR", directory)
    found: list[Exported] = []
    with counted("exporting") as show:
        for number, claim in enumerate(claims, 1):
            show(number - 1, len(claims), claim.id)
            found.append(exported(claim))
    with wrong_call():
        texts = contents(found)
    for name, text in texts.items():
        (directory / name).parent.mkdir(exist_ok=True)
        write(directory / name, text)
    _print_table(found)
    _print_counts(found, directory)
    accepted = True
    if check:
        accepted = _check(found, texts, jobs or cores())
    if mutants and accepted:
        accepted = _try_mutants(found, texts, jobs or cores())
    refuse(loaded.unloaded)
    if not accepted:
        raise click.exceptions.Exit(1)


def _print_table(found: Sequence[Exported]) -> None:
    from verify.proofs.export import Label

    width = max(len(one.claim.id) for one in found)
    for one in found:
        supposed = "supposing more than its domain" if one.label is not Label.KERNEL and one.supposes else ""
        said = "; ".join(filter(None, (one.reason, supposed)))
        click.echo(f"{one.claim.id:{width}}  {one.label}{f'  ({said})' if said else ''}")


def _print_counts(found: Sequence[Exported], directory: Path) -> None:
    counts = Counter(one.label for one in found)
    theorems = [theorem for one in found for theorem in one.theorems]
    stated = {theorem for one in found for theorem in one.proved}
    supposing = sum(bool(theorem.supposed) for theorem in theorems)
    click.echo("")
    click.echo(f"{len(found)} exact claims: {', '.join(f'{number} {label}' for label, number in counts.items())}")
    more = f", {supposing} of which suppose that a denominator is not 0 or the like, as their comments say" if supposing else ""
    click.echo(f"{len(theorems) + len(stated)} theorems in {directory}, {len(stated)} of them from definitions{more}")


def _check(found: Sequence[Exported], texts: dict[str, str], jobs: int) -> bool:
    """Have Coq check the files, and print its word."""
    from verify.proofs.check import compiled
    from verify.proofs.export import everything, first

    with counted("checking") as show:
        result = compiled(texts, first(texts), everything(found), jobs, show)
    for name, said in result.refused.items():
        click.echo(f"not accepted: {name}: {' '.join(said.split())[:300]}")
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
