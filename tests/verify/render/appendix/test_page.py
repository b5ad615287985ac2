"""Proposition: the page on Appendix D has every statement with its verdict and what carries it, and no verdict of its own."""

import pytest

from theory.appendix_d.statements import STATEMENTS
from verify.claim import Evidence, Outcome
from verify.ledger import ledger
from verify.render.appendix.page import Display, Lines, Table, Text, is_of_appendix, parts
from verify.render.appendix.reach import RUNS
from verify.verdicts import Verdict

CLAIMS = ledger()
MEASURES = {
    "tied_runs": 12.0,
    "runs_breaking_D1": 3.0,
    "runs_breaking_D2": 12.0,
    "figure10_coded_D2": 1.0,
    "figure10_coded_D5": 90.0,
}


def verdicts(**changed):
    """Return an imagined run: every claim as expected, some outcomes changed."""
    made = {
        name: Verdict(claim.expected, claim.expected, claim.evidence, {"t": "3"} if claim.expected is Outcome.REFUTED else None)
        for name, claim in CLAIMS.items()
    }
    made[RUNS] = Verdict(Outcome.VERIFIED, Outcome.VERIFIED, Evidence.NUMERICAL, None, MEASURES)
    for d in (2, 3, 4):
        measures = {"log10_omega": -30.5 * d, "gap": 1e-4}
        made[f"appendix_d.feasible_{d}"] = Verdict(Outcome.VERIFIED, Outcome.VERIFIED, Evidence.ENCLOSED, None, measures)
    return made | {name.replace("__", "."): outcome for name, outcome in changed.items()}


@pytest.fixture(scope="module")
def page():
    return parts(CLAIMS, verdicts())


def articles(page):
    return {article.name: article for part in page for article in part.articles}


def test_every_statement_has_its_article_with_what_is_printed(page):
    found = articles(page)
    assert list(found) == [statement.name for statement in STATEMENTS]
    for statement in STATEMENTS:
        shown = next(block for block in found[statement.name].blocks if isinstance(block, Display))
        assert r", \quad ".join(shown.relations) == statement.latex


def test_a_refuted_statement_has_its_claim_its_counterexample_and_why(page):
    article = articles(page)["Lemma D.5"]
    assert (article.state, article.verdict) == ("false", "false as printed")
    ids = [line.claim.id for block in article.blocks if isinstance(block, Lines) for line in block.lines]
    assert "certified.lemma_d5_lower_half" in ids
    said = {block.label: block.words for block in article.blocks if isinstance(block, Text)}
    assert said["Counterexample"] == "$t = 3$."
    assert CLAIMS["certified.lemma_d5_lower_half"].reason == said["Why"] or "Why" in said


def test_a_verdict_follows_its_claims():
    ran = verdicts(certified__lemma_d5_lower_half=Verdict(Outcome.VERIFIED, Outcome.REFUTED, Evidence.ENCLOSED))
    assert articles(parts(CLAIMS, ran))["Lemma D.5"].verdict == "not as expected"


def test_the_short_version_names_each_lemma_once_and_how_far_the_assumptions_reach(page):
    printed, whom, experiments = page[0].blocks[1:]
    for statement in STATEMENTS[5:]:
        assert printed.words.count(statement.name) == 1
    assert "$10^{-61.00}$ at $d = 2$, $10^{-91.50}$ at $d = 3$ and $10^{-122.00}$ at $d = 4$" in whom.words
    assert experiments.words.startswith("None of its networks")


def test_the_papers_runs_stand_in_a_table_and_with_each_assumption(page):
    table = next(block for block in page[1].blocks if isinstance(block, Table))
    assert table.rows == [["10", "coded", "1.00", "-", "90.00"]]
    found = articles(page)
    assert found["Assumption D.1"].verdict == "broken by 3 of the 12 runs of the tied model in the paper"
    assert found["Assumption D.2"].verdict == "broken by all 12 runs of the tied model in the paper"
    assert found["Assumption D.3"].verdict == "broken by none of the 12 runs of the tied model in the paper"


def test_without_a_run_nothing_is_said_to_be_proved():
    short, five, *_ = parts(CLAIMS, {})
    assert [block.label for block in short.blocks] == ["", "As printed"]
    assert not any(isinstance(block, Table | Lines) for block in five.blocks)
    assert all(not article.verdict for article in five.articles)


def test_other_ledgers_have_no_such_page():
    assert is_of_appendix(CLAIMS)
    assert not is_of_appendix({"my.claim": CLAIMS[RUNS]})
