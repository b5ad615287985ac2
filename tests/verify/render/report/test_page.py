"""Proposition: the page tells a run whole, in a fixed order and the same each time, and nothing that a claim says is markup."""

import html
import importlib.util
import re
from pathlib import Path

import pytest

from verify.ledger import ledger
from verify.proofs.definitions import definitions
from verify.proofs.pairs import proved
from verify.render.figures import FIGURES
from verify.render.paper.names import PAPER_FIGURES
from verify.render.report.highlights import HIGHLIGHTS
from verify.render.report.made import made
from verify.render.report.mathematics import mathml
from verify.render.report.numbers import sentence
from verify.render.report.page import page
from verify.render.tex import broken
from verify.results import parse

spec = importlib.util.spec_from_file_location("pages", Path(__file__).with_name("pages.py"))
pages = importlib.util.module_from_spec(spec)
spec.loader.exec_module(pages)


@pytest.fixture(scope="module")
def whole():
    return pages.made()


def words(markup):
    """Return the text of HTML, without style and script."""
    bare = re.sub(r"<(style|script)\b.*?</\1>", "", markup, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", bare)).split())


def of_claim(whole, name):
    """Return what folds out of one claim."""
    return re.search(rf'<details id="{re.escape(name)}".*?</details>', whole, re.DOTALL)[0]


def test_the_same_results_give_the_same_page(whole):
    assert pages.made() == whole


def test_the_parts_stand_in_their_order(whole):
    headings = re.findall(r'<h2 id="([\w-]+)"', whole)
    assert [name for name in headings if name != "explorer"] == [
        "alarm-heading",
        "false",
        "main",
        "coverage",
        "claims",
        "definitions",
        "limits",
        "again",
    ]


def test_the_head_says_what_ran_and_what_did_not(whole):
    head = words(whole[: whole.index("<main")])
    known = pages.claims()
    assert f"1 of {len(known) - 1} claims is not as expected" in head
    assert f"level standard: {len(known) - 1} of {len(known)} claims" in head
    assert "2026-02-03 04:05:06 UTC" in head
    assert "swingby 1.2.3" in head
    assert "0123456789ab with changes" in head
    assert "1 claim of level full: swingby verify --level full --json results.json" in head
    assert "not as expected: REFUTED exact pivots.one_stage" in head


def test_what_a_claim_says_is_shown_as_text(whole):
    assert whole.count("<script>") == 2
    assert words(of_claim(whole, "nasty.script")).count(pages.SCRIPT) >= 4
    assert r"<code>\nope{x}</code> $ &lt;b&gt;" in whole


def test_a_false_statement_has_its_counterexample_and_what_is_true_instead(whole):
    false = whole[whole.index('<h2 id="false">') : whole.index('<h2 id="main">')]
    printed = next(part for part in false.split("<article") if "clocks.tied_as_printed" in part)
    assert sentence(pages.SHOWN) in printed
    assert "True instead" in printed
    assert "#clocks.tied_factor" in printed
    assert "swingby verify clocks.tied_as_printed" in printed
    assert "a reading of" in false[false.index("Readings that the paper does not print") :]


def test_a_claim_folds_out(whole):
    said = words(of_claim(whole, "one_layer.output_as_printed"))
    for name in (
        "Verdict",
        "Counterexample",
        "Why",
        "Check",
        "Falsified by",
        "Faults noticed 4 of 4",
        "theory/one_layer.py:",
    ):
        assert name in said
    assert "swingby verify certified.figure5_plain_rates --level standard" in words(
        of_claim(whole, "certified.figure5_plain_rates")
    )
    assert "not run: needs <script>" in words(of_claim(whole, "figures.depth_and_dimension"))


def test_what_the_kernel_knows_stands_with_the_claim_and_leads_to_the_definitions(whole):
    marked = of_claim(whole, "clocks.tied_factor")
    assert "<small>exact, kernel-checked</small>" in marked
    assert "kernel-checked: the claim itself is a theorem from definitions." in words(marked)
    (theorem,) = proved("clocks.tied_factor")
    assert html.unescape(re.search(r'<pre class="coq">(.*?)</pre>', marked, re.DOTALL)[1]) == theorem.statement
    assert "swingby proofs DIR clocks.tied_factor --check" in words(marked)
    page_of_definitions = whole[whole.index('<h2 id="definitions">') : whole.index('<h2 id="limits">')]
    rows = dict(re.findall(r'<tr id="definition-(\w+)">.*?<pre class="coq">(.*?)</pre>', page_of_definitions, re.DOTALL))
    assert {name: html.unescape(text) for name, text in rows.items()} == {one.name: one.text for one in definitions()}
    assert set(re.findall(r'href="#definition-(\w+)"', whole)) <= set(rows)
    assert re.search(r"kernel-checked \d+ claims the claim itself", words(page_of_definitions))
    assert "Coq's kernel algebra re-checked: every equation of it is a theorem" in words(whole)
    assert "Coq's kernel" not in of_claim(whole, "nasty.script")


def test_a_chapter_says_what_became_of_its_claims(whole):
    heads = [words(part) for part in re.findall(r'<details class="chapter">\s*<summary>(.*?)</summary>', whole, re.DOTALL)]
    assert any(head.startswith("Further figures ") and head.endswith(", 1 not run") for head in heads)
    assert any(head.startswith("Pivots ") and head.endswith("1 not as expected") for head in heads)


def test_red_colours_what_rests_on_it(whole):
    resting = of_claim(whole, "pivots.crossing_times")
    assert "Rests on red" in resting
    assert "pivots.one_stage: not as expected" in resting
    assert 'class="shaken"' in resting
    assert "Rests on red" not in of_claim(whole, "clocks.tied_factor")


def test_coverage_is_part_by_part(whole):
    rows = whole[whole.index('<h2 id="coverage">') : whole.index('<h2 id="claims">')].split("<tr>")
    row = {
        words(part).split(" ", 2)[0] + " " + words(part).split(" ", 2)[1]: words(part) for part in rows if 'scope="row"' in part
    }
    assert "nasty.other" in row["Fig. 11"]
    assert "as printed" in row["Fig. 11"]
    assert "not covered" in row["Fig. 12"]
    assert "not run here figures.depth_and_dimension Swing-by is commoner" in row["Fig. 3"]


def test_what_is_not_shown_is_read_off_the_claims(whole):
    limits = whole[whole.index('<h2 id="limits">') : whole.index('<section id="explorer-section"')].split("<details>")
    sized, enclosed, numerical, statistical = (words(part) for part in limits[1:])
    assert "one_layer.output d = 2 , 3 , 4" in sized.replace("s = 2 , ", "")
    assert "clocks.tied_factor" not in sized
    assert "certified.box" in enclosed
    assert "nasty.script looked at <script>" in numerical
    assert "Looked at: 3 points." in numerical
    assert "audits.figure5_rises 10,000 starts" in statistical


def test_nothing_is_fetched(whole):
    addresses = re.findall(r"(?:src|href)=\"?([^\"\s>]+)", whole) + re.findall(r"url\(([^)]*)\)", whole)
    assert {re.split("[:#]", address)[0] for address in addresses} <= {"data", ""}
    assert "@import" not in whole
    assert "default-src &#39;none&#39;" in whole or "default-src 'none'" in whole


def test_a_run_of_nothing_says_so():
    known = {name: claim for name, claim in pages.claims().items() if name.startswith("nasty.")}
    said = words(
        page(known, parse('{"claims": [{"id": "gone.claim", "outcome": "VERIFIED", "evidence": "exact"}]}'), is_drawn=False)
    )
    assert "No claim ran" in said
    assert "1 result of claims that are not in this ledger (give their file by --claims): gone.claim" in said
    assert "date not recorded" in said


def test_the_main_results_are_claims_and_figures_that_exist():
    assert {name for it in HIGHLIGHTS for name in it.claims} <= set(ledger())
    assert {it.figure for it in HIGHLIGHTS if it.figure} <= {*FIGURES, *PAPER_FIGURES}
    assert all(it.seen for it in HIGHLIGHTS if it.figure)


def test_appendix_d_stands_statement_by_statement():
    names = ("appendix_d.feasible_2", "appendix_d.no_experiment", "certified.lemma_d5_lower_half")
    known = {name: claim for name, claim in ledger().items() if name in names}
    told = parse(pages.results(known))
    told.found["appendix_d.feasible_2"].result.measures.update(log10_omega=-60.85, gap=1e-4)
    whole = page(known, told, is_drawn=False)
    part = whole[whole.index('<h2 id="appendix-d">') : whole.index('<h2 id="coverage">')]
    assert re.findall(r"<h4>((?:Assumption|Corollary|Lemma) D\.\d)", part)[:6] == [
        *(f"Assumption D.{number}" for number in range(1, 6)),
        "Corollary D.1",
    ]
    lemma = next(article for article in part.split("<article") if "<h4>Lemma D.5" in article)
    assert 'class="statement false"' in lemma
    assert "Counterexample" in lemma
    assert '<a href="#certified.lemma_d5_lower_half">' in lemma
    assert "no claim speaks of it" in words(next(article for article in part.split("<article") if "<h4>Lemma D.6" in article))
    assert "<code>\\" not in part


def test_without_claims_on_appendix_d_there_is_no_such_part(whole):
    assert "appendix-d" not in whole


def test_a_figure_is_an_address_that_holds_it(monkeypatch):
    from matplotlib.figure import Figure

    monkeypatch.setitem(FIGURES, "timescales", lambda: Figure(figsize=(1, 1)))
    assert made({}, ["timescales"]).figures["timescales"].startswith("data:image/svg+xml;base64,")


def test_a_figure_of_the_paper_is_drawn_from_its_networks():
    assert made({}, ["figure5-plain"]).figures["figure5-plain"].startswith("data:image/svg+xml;base64,")


def test_every_equation_of_the_ledger_is_set(monkeypatch):
    monkeypatch.setattr("verify.render.report.made.known", lambda *arguments: None)
    ready = made(ledger(), [])
    assert ready.failures == {}
    shown = [mathml(broken(it.left, it.right), is_display=True) for its in ready.formulas.values() for it in its]
    assert len(shown) > 150
    assert [it for it in shown if "<code>" in it] == []
