"""The document of a theory has every claim once, under its chapter, with its verdict; the package names all it states."""

import re
from dataclasses import replace
from importlib.metadata import version
from types import SimpleNamespace

import pytest
from sympy import S, Symbol

from tests.verify.render.nasty import METHOD
from theory import Domain, Equation
from theory.algebra.domain import REAL
from theory.algebra.letters import COMMON
from verify.claim import Claim, Evidence, Outcome
from verify.claims import CHAPTERS
from verify.ledger import ledger
from verify.manuscript.equations import stated
from verify.methods import Identity, equality
from verify.render.theory import document, sections, stamp, status, style
from verify.verdicts import Verdict

x, y = Symbol("x", real=True), Symbol("y", positive=True)
STEP = Equation("my.step", x**2, x * x, Domain({x: REAL}), left="s")
SUM = Equation("my.sum", x + y, y + x, Domain({x: REAL, y: S.Reals}), left="S", steps=(STEP,))
CLAIMS = {
    claim.id: claim
    for claim in (
        Claim("my.first", "The first of $x_1$", "Yang et al., Eq. (1), arXiv 2410.08309v2", METHOD, equations=lambda: [SUM]),
        Claim("my.second", "The second.", "new", METHOD, equations=lambda: [SUM], depends_on=("my.first",)),
        Claim("my.false", "50% of it.", "new", METHOD, expected=Outcome.REFUTED, reason="Not so", corrected_by="my.first"),
        Claim("task.late", "Of the task.", "new", METHOD, corrects="my.false"),
    )
}
FALSE = {"expected": Outcome.REFUTED, "reason": "No."}
EQUATIONS = stated(CLAIMS.values())
VERDICTS = {
    "my.first": Verdict(Outcome.VERIFIED, Outcome.VERIFIED, Evidence.EXACT),
    "my.second": Verdict(Outcome.ERROR, Outcome.VERIFIED, Evidence.NUMERICAL),
    "my.false": Verdict(Outcome.REFUTED, Outcome.REFUTED, Evidence.NUMERICAL),
}
PAGE = document(EQUATIONS, list(CLAIMS.values()), VERDICTS)


def test_verdicts_in_words():
    assert status("my.first", VERDICTS) == "verified (exact)"
    assert status("my.second", VERDICTS) == "error (numerical), expected verified"
    assert status("task.late", VERDICTS) == "not run"


def test_every_claim_of_the_ledger_is_in_one_section_in_the_order_of_the_chapters():
    claims = list(ledger().values())
    found = sections(claims)
    assert list(found) == list(CHAPTERS)
    assert sorted(claim.id for group in found.values() for claim in group) == sorted(claim.id for claim in claims)
    for heading, group in found.items():
        assert {claim.id.split(".")[0] for claim in group} <= set(CHAPTERS[heading])


def test_other_theories_come_last_under_their_first_word_and_empty_sections_are_left_out():
    others = [SimpleNamespace(id=name) for name in ("my_own.a", "clocks.b", "my_own.c", "task.d")]
    names = {heading: [claim.id for claim in group] for heading, group in sections(others).items()}
    assert list(names.items()) == [("The task", ["task.d"]), ("Clocks", ["clocks.b"]), ("My own", ["my_own.a", "my_own.c"])]


def test_the_sections_stand_in_the_page():
    assert re.findall(r"\\section\{(.*)\}", PAGE) == ["The task", "My"]
    assert not re.search("<[A-Z]+>", PAGE)
    for name, formula in COMMON.items():
        assert f"{name} = {formula}" in PAGE


def test_counts():
    assert "Of 3 claims run: 1 verified, 1 refuted, 0 undecided, 0 vacuous, 1 error; 1 not as expected." in PAGE
    assert "expected. Not run: 1 claim." in PAGE
    green = document(EQUATIONS, [CLAIMS["my.first"]], VERDICTS)
    assert "Of 1 claim run: 1 verified, 0 refuted, 0 undecided, 0 vacuous, 0 error; all as expected." in green
    assert "Not run" not in green


def test_an_equation_stands_once_after_its_steps_and_is_referred_to_afterwards():
    labels = re.findall(r"\\begin\{equation\}\\label\{(.*?)\}", PAGE)
    assert labels == ["my.step", "my.sum"]
    assert PAGE.count(r"\claim[narrow]{my.sum}") == 1
    assert r"From \eqref{my.step}, by algebra." in PAGE
    second = PAGE[PAGE.index("The second.") : PAGE.index(r"50\% of it.")]
    assert r"See \eqref{my.sum}." in second
    assert r"Domain: $x$, $y$ real." in PAGE


def test_words_links_and_sources_of_a_claim():
    assert r"\begin{statement}\label{claim:my.first}The first of $x_1$.\end{statement}" in PAGE
    assert r"\bfseries" not in PAGE[PAGE.index(r"\begin{statement}") :], "statements are not in bold"
    assert r"\cite{yang2025}, Eq. (1), \cite{yang2025}." in PAGE
    assert r"50\% of it." in PAGE
    assert r"Corrected by Claim~\ref{claim:my.first}. Not so." in PAGE
    assert r"Corrects Claim~\ref{claim:my.false}." in PAGE
    assert r"Rests on Claim~\ref{claim:my.first}." in PAGE
    assert r"\emph{error (numerical), expected verified}; new." in PAGE


def test_the_equation_of_a_false_statement_is_called_false():
    false = Claim("my.false", "So.", "new", METHOD, expected=Outcome.REFUTED, reason="No.", equations=lambda: [STEP])
    true = Claim("my.true", "So.", "new", METHOD, equations=lambda: [STEP])
    for claim, called in ((false, True), (true, False)):
        assert (r"\emph{False.}" in document(stated([claim]), [claim], {})) is called


def test_a_refuted_statement_shows_how_it_fails():
    false = equality(
        "my.false", "So.", lambda: STEP, method=Identity(counterexample={"x_1": "1/2"}, left="1", right="2"), **FALSE
    )
    stated_so = document(stated([false]), [false], {})
    assert r"\emph{Counterexample:} left: 1, right: 2, at: ($x_{1}$ = 1/\allowbreak{}2)." in stated_so
    found = Verdict(Outcome.REFUTED, Outcome.REFUTED, Evidence.EXACT, {"at": {"w_12": "3"}, "gap": "50%"})
    assert r"\emph{Counterexample:} at: ($w_{12}$ = 3), gap: 50\%." in document(stated([false]), [false], {"my.false": found})
    bounded = Claim("my.false", "So.", "new", replace(METHOD, stated={"k": "6"}), **FALSE)
    assert r"\emph{Counterexample:} k: 6." in document({}, [bounded], {})
    assert "Counterexample" not in document(EQUATIONS, [CLAIMS["my.first"]], {})


def test_the_versions_are_stamped():
    assert f"swingby {version('swingby')}" in stamp()
    assert stamp() in PAGE


def test_a_theory_of_ones_own_has_no_proofs_of_ours():
    assert r"\section{Setting}" not in PAGE
    assert "What the reader has to believe" not in PAGE


def test_the_table_has_a_row_for_every_claim():
    table = PAGE[PAGE.index(r"\section*{All claims}") :]
    rows = re.findall(r"^\\ref\{claim:(.*?)\}\\quad \\texttt\{.*\}: (\w+), (.*)\\par$", table, re.MULTILINE)
    assert [name for name, _, _ in rows] == list(CLAIMS)
    assert [(level, verdict) for _, level, verdict in rows] == [("quick", status(name, VERDICTS)) for name in CLAIMS]


@pytest.mark.parametrize("name", ["my.sum", "my.step"])
def test_the_package_defines_every_equation_and_its_macro(name):
    text = style(EQUATIONS.values(), CLAIMS, VERDICTS)
    entry = EQUATIONS[name].first
    assert f"\\@namedef{{swingby@equation@{name}}}{{%\n{entry.left_latex} = {entry.right_latex}}}\n" in text
    assert f"\\newcommand*{{\\SwingbyMy{name[3:].capitalize()}}}{{\\swingbyclaim{{{name}}}}}" in text


def test_the_package_names_every_claim_and_leads_from_claims_to_their_equations():
    text = style(EQUATIONS.values(), CLAIMS, VERDICTS)
    for name in CLAIMS:
        assert f"\\@namedef{{swingby@status@{name}}}{{{status(name, VERDICTS)}}}" in text
        assert f"\\@namedef{{swingby@name@{name}}}" in text
    for name in ("my.first", "my.second"):
        for kind in ("equation", "pieces"):
            assert f"\\@namedef{{swingby@{kind}@{name}}}{{\\swingby@use{{{kind}}}{{my.sum}}}}" in text
    assert "swingby@equation@task.late" not in text
    # An equation that is no claim has the verdict of the claim that holds it.
    assert "\\@namedef{swingby@status@my.sum}{verified (exact)}" in text
    assert "swingby@status@my.step" not in text


def test_no_name_is_defined_twice():
    text = style(stated(CLAIMS.values()).values(), CLAIMS, VERDICTS)
    names = re.findall(r"\\(?:@namedef|newcommand\*)\{(.*?)\}", text)
    assert len(names) == len(set(names))


def test_the_mark_stands_beside_the_verdict_and_leads_to_the_part_with_the_theorem():
    known = ledger()
    verdicts = {name: Verdict(Outcome.VERIFIED, Outcome.VERIFIED, Evidence.EXACT) for name in known}
    one = known["task.test_loss"]
    page = document({}, [one], verdicts)
    assert r"\emph{verified (exact)}, \hyperlink{coq:task.test_loss}{kernel-checked};" in page
    assert r"quick, verified (exact), \hyperlink{coq:task.test_loss}{kernel-checked}\par" in page
    assert page.count(r"\hypertarget{coq:task.test_loss}") == 1
    assert r"\part*{Theorems from definitions}" in page
    assert "kernel-checked" not in PAGE
    assert "Theorems from definitions" not in PAGE
