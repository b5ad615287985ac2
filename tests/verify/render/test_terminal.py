"""A run is printed by subject, what is wrong last, every outcome counted; a claim is shown with its code."""

import importlib.util
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from verify.claim import Claim, Evidence, Outcome, Result
from verify.ledger import Unloaded, ledger
from verify.methods import Computation
from verify.render.places import place
from verify.render.terminal import LEGEND, STYLES, TRANSCRIPTION, print_claim, print_run
from verify.run import MutantReport, Report, Reports

spec = importlib.util.spec_from_file_location("nasty", Path(__file__).with_name("nasty.py"))
nasty = importlib.util.module_from_spec(spec)
spec.loader.exec_module(nasty)
ROOT = Path(__file__).parents[3]


def report(name, outcome=Outcome.VERIFIED, evidence=Evidence.NUMERICAL, mutants=None, source="new", **more):
    method = Computation(lambda rng: Result(Outcome.VERIFIED, 1), evidence, "Done.", "Undone.")
    claim = Claim(name, f"The statement of ${name[-1]}_1$.", source, method, **more)
    shown = {"at": {"x": "2", "y": "0"}} if outcome is Outcome.REFUTED else None
    return Report(claim, Result(outcome, 1, {"largest_error": 1.5e-9}, shown), mutants)


KNOWN = {"expected": Outcome.REFUTED, "reason": "It is printed so.", "corrected_by": "one.a"}


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")


def printed(capsys, reports, seconds=1.25):
    print_run(Reports(*reports) if isinstance(reports, tuple) else Reports(reports), seconds)
    return capsys.readouterr().out


def test_claims_stand_under_their_subjects_in_order(capsys):
    lines = printed(capsys, [report("one.a"), report("two.b"), report("one.c")]).splitlines()
    assert [line for line in lines if line in ("one", "two")] == ["one", "two"]
    assert [line.split()[3] for line in lines if line.startswith("  ok")] == ["one.a", "one.c", "two.b"]
    assert "  ok  VERIFIED  numerical   one.a" in lines
    assert "      The statement of a_1.  (largest error 1.5e-09)" in lines


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_marked_and_counted(capsys, outcome):
    out = printed(capsys, [report("one.a", outcome)])
    right = outcome is Outcome.VERIFIED
    assert f"  {'ok' if right else '!!'}  {outcome.value:<10}numerical   one.a" in out.splitlines()
    assert ("NOT AS EXPECTED one.a" in out) is not right
    counts = ", ".join(f"{int(other is outcome)} {other.value}" for other in Outcome)
    verdict = "all as expected" if right else "1 NOT AS EXPECTED"
    assert out.splitlines()[-1] == f"1 claim (1 numerical): {counts} in 1.2 s. {verdict}."
    assert outcome in STYLES


def test_the_closing_line_counts_evidence_mutants_and_skipped(capsys):
    reports = [
        report("one.a", evidence=Evidence.EXACT, mutants=MutantReport(3, ())),
        report("one.b", evidence=Evidence.EXACT, mutants=MutantReport(4, ("half (VERIFIED)",))),
        report("one.c", Outcome.REFUTED, **KNOWN),
    ]
    out = printed(capsys, (reports, [("one.d", "needs torch")]), 61.04)
    assert out.splitlines()[-1] == (
        "3 claims (2 exact, 1 numerical): 2 VERIFIED, 1 REFUTED, 0 UNDECIDED, 0 VACUOUS, 0 ERROR, 1 skipped; "
        "6/7 mutants killed in 61.0 s. 1 NOT AS EXPECTED."
    )
    assert "skipped one.d: needs torch" in out
    assert "one.b  3/4 mutants killed" in out
    assert "mutants that survived: half (VERIFIED)" in out


def test_what_is_refuted_as_expected_says_why_where_and_what_puts_it_right(capsys):
    out = printed(capsys, [report("one.c", Outcome.REFUTED, **KNOWN), report("one.d", Outcome.REFUTED)])
    block = out[out.index("refuted, as expected") :].split("\n\n")[0]
    assert [line.strip() for line in block.splitlines()] == [
        "refuted, as expected",
        "one.c: It is printed so.",
        "counterexample: at: (x = 2, all others 0)",
        "put right by one.a",
    ]
    assert "refuted, as expected" not in printed(capsys, [report("one.d", Outcome.REFUTED)])


def test_the_words_in_front_are_explained_and_the_transcription_said_where_it_matters(capsys):
    without = printed(capsys, [report("one.a")])
    assert LEGEND in without
    assert TRANSCRIPTION not in without
    assert TRANSCRIPTION in printed(capsys, [report("one.a", source="Eq. (1), as transcribed")])


def test_words_of_a_claim_are_no_markup(capsys):
    report = nasty.report("markup", Outcome.ERROR, title="[bold]x[/bold] [/] and [red]y")
    out = printed(capsys, [report])
    assert out.count("[bold]x[/bold] [/] and [red]y") == 2
    assert "[x](y)" in out


def test_a_claim_is_shown_with_equations_domain_and_facts(capsys):
    claim = ledger()["two_layer.entry_form"]
    print_claim(claim)
    out = capsys.readouterr().out
    equation = claim.equations()[0]
    assert out.startswith(f"{claim.id}\n")
    for step in (*equation.steps, equation):
        assert f"  {step.latex}\n" in out
    rows = dict(re.findall(r"^(\w+(?: \w+)?)  +(.+)$", out, re.MULTILINE))
    assert (rows["evidence"], rows["expected"]) == ("exact", "VERIFIED")
    assert all(place(name) in out for name in claim.code)
    assert "why" not in rows


def test_files_that_cannot_be_used_and_what_rests_on_red_are_named(capsys):
    out = printed(capsys, (nasty.SHAKEN, (), [Unloaded("claims file mine.py", "does not run: [bold]SystemExit[/]: 0")]))
    assert "NOT AS EXPECTED claims file mine.py\n  ERROR: does not run: [bold]SystemExit[/]: 0\n" in out
    assert "      rests on what is not as expected: nasty.crashed, nasty.refuted\n" in out
    assert "2 ERROR, 1 not loaded; 1/2 mutants killed in 1.2 s. 4 NOT AS EXPECTED." in out
    assert (
        printed(capsys, ((), (), [Unloaded("claims file mine.py", "leaves")])).splitlines()[-1].startswith("0 claims: 0 VERIFIED")
    )


def test_a_claim_whose_words_leave_is_shown_all_the_same(capsys):
    made = replace(report("one.a").claim, equations=lambda: sys.exit(0))
    print_claim(made)
    assert "equations: ERROR, SystemExit: 0" in capsys.readouterr().out


def test_a_quiet_run_says_what_is_not_as_expected_with_its_place_and_what_rests_on_it_and_the_counts(capsys):
    red = report("one.b", Outcome.REFUTED, code=("theory.two_layer.entry_form",))
    shaken = replace(report("one.c"), rests_on_red=("one.b",))
    print_run(Reports([report("one.a"), red, shaken, report("one.d", Outcome.REFUTED, **KNOWN)]), 1.0, quiet=True)
    lines = [line for line in capsys.readouterr().out.splitlines() if line]
    assert lines[:2] == ["NOT AS EXPECTED one.b", "  The statement of b_1."]
    assert re.fullmatch(r"  claimed in tests/verify/render/test_terminal.py:\d+", lines[4])
    assert re.fullmatch(r"  it holds theory/two_layer.py:\d+  theory.two_layer.entry_form", lines[5])
    assert lines[6] == "  1 claim rests on it: one.c"
    assert lines[7].startswith("4 claims (4 numerical): 2 VERIFIED, 2 REFUTED")
    assert len(lines) == 8
    print_run(Reports([report("one.a")]), 1.0, quiet=True)
    assert len(capsys.readouterr().out.splitlines()) == 1
