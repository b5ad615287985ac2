"""Proposition: what of the paper is covered is read off the sources of claims; what no claim cites is not covered."""

import re

import pytest

from verify import paper
from verify.claim import Claim, Evidence, Outcome, Result
from verify.ledger import ledger
from verify.methods import Computation
from verify.render.report.coverage import citations, coverage
from verify.render.report.paper import SECTIONS

METHOD = Computation(lambda rng: Result(Outcome.VERIFIED, 1), Evidence.NUMERICAL, "looked at", "seen")
V2 = "arXiv 2410.08309v2"


def claim(source, title="a statement", name="some.claim"):
    return Claim(name, title, source, METHOD)


@pytest.mark.parametrize(
    ("source", "cited"),
    [
        (f"{V2}, Eqs. (2.1) and (4.1), as transcribed", {"Eq. (2.1)", "Eq. (4.1)"}),
        (f"{V2}, section 4 and Eqs. (C.7)-(C.9)", {"section 4", "Eq. (C.7)", "Eq. (C.8)", "Eq. (C.9)"}),
        (f"{V2}, Figs. 2c and 3, as transcribed; released code", {"Fig. 2c", "Fig. 3"}),
        (f"new; {V2}, Figs. 13, 15 and 16", {"Fig. 13", "Fig. 15", "Fig. 16"}),
        (f"{V2}, Figs. 2a-2c", {"Fig. 2a", "Fig. 2b", "Fig. 2c"}),
        (f"{V2}, Figs. 11-13", {"Fig. 11", "Fig. 12", "Fig. 13"}),
        (f"new; on Lemma D.7 of {V2}", {"Lemma D.7"}),
        (f"{V2}, Theorem 4.1 with Appendix E.2", {"Theorem 4.1", "Appendix E.2"}),
        (f"{V2}, Assumptions D.1 and D.2, Corollary D.1", {"Assumption D.1", "Assumption D.2", "Corollary D.1"}),
        (f"{V2}, Appendix F.4 and Fig. 17", {"Appendix F.4", "Fig. 17"}),
        (f"{V2}, Appendix B, Eqs. (B.1)-(B.2) and Fig. 7", {"Appendix B", "Eq. (B.1)", "Eq. (B.2)", "Fig. 7"}),
        ("new", set()),
        ("a book, Fig. 5", set()),
    ],
)
def test_citations(source, cited):
    assert citations(claim(source)) == cited


def test_a_claim_of_the_released_code_cites_the_figure_of_its_statement():
    assert citations(claim("released code", "Fig. 8 with squared rates")) == {"Fig. 8"}
    assert citations(claim("new", "Fig. 8 with squared rates")) == set()


def kinds(*claims):
    return {part.part.name: part.kind for parts in coverage(claims).values() for part in parts}


def test_parts_are_covered_as_printed_as_coded_or_not():
    printed, coded = claim(f"{V2}, Fig. 5"), claim("released code", "Fig. 5 again")
    assert kinds(printed)["Fig. 5"] == "as printed"
    assert kinds(coded)["Fig. 5"] == "as coded"
    assert kinds(printed, coded)["Fig. 5"] == "as printed and as coded"
    assert kinds(printed)["Fig. 6"] == "not covered"
    assert kinds()["Appendix A"] == "nothing to check"
    assert kinds(claim(f"{V2}, Fig. 2"))["Fig. 2b"] == "as printed"
    assert set(kinds().values()) == {"not covered", "nothing to check"}


def test_every_figure_and_lemma_of_the_paper_is_there_once():
    names = [part.name for parts in SECTIONS.values() for part in parts]
    assert len(set(names)) == len(names)
    figures = {int(found[1]) for name in names if (found := re.fullmatch(r"Fig\. (\d+)[a-c]?", name))}
    assert figures == set(range(1, 20))
    assert {f"Lemma D.{number}" for number in range(1, 9)} <= set(names)
    references = [name for parts in SECTIONS.values() for part in parts for name in part.references]
    assert len(set(references)) == len(references)


def test_what_our_claims_cite_is_in_the_paper():
    known = {name for parts in SECTIONS.values() for part in parts for name in part.references} | {"Fig. 2"}
    assert {name: found for name, it in ledger().items() if (found := citations(it) - known)} == {}


def test_its_references_are_the_labels_of_the_paper():
    references = {name for parts in SECTIONS.values() for part in parts for name in part.references}
    stated = {*paper.STATEMENTS, *(f"Eq. ({label})" for label in paper.EQUATIONS), *(f"Fig. {label}" for label in paper.FIGURES)}
    passages = {*(f"section {label}" for label in paper.SECTIONS), *(f"Appendix {label}" for label in paper.APPENDICES)}
    assert references <= stated | passages
    assert stated - references == {"Definition D.1", "Fig. 2"}  # of a phase, in the lemmas; Fig. 2 by its panels
