"""Proposition: as LaTeX the page has every statement with its mathematics, refers to claims by number, and is in the document."""

import re

from theory.appendix_d.statements import STATEMENTS
from verify.ledger import ledger
from verify.render.appendix.tex import appendix
from verify.render.theory import document

CLAIMS = ledger()
PAGE = appendix(CLAIMS, {})


def test_every_statement_stands_with_its_mathematics():
    names = re.findall(r"^\\paragraph\{((?:Assumption|Corollary|Lemma) D\.\d)", PAGE, re.MULTILINE)
    assert names == [statement.name for statement in STATEMENTS]
    bare = re.sub(r"\s|\\\\|\\quad", "", PAGE)
    for statement in STATEMENTS:
        assert re.sub(r"\s|\\quad", "", statement.latex) in bare


def test_claims_are_referred_to_by_their_numbers():
    named = set(re.findall(r"\\ref\{claim:([^}]*)\}", PAGE))
    assert "certified.lemma_d5_lower_half" in named
    assert named <= set(CLAIMS)


def test_it_is_a_part_of_the_document_where_there_are_such_claims():
    known = [claim for claim in CLAIMS.values() if claim.id.startswith(("appendix_d.no", "certified.lemma", "minor_entries."))]
    assert "statement by statement}" in document({}, known, {})
    assert "statement by statement}" not in document({}, [claim for claim in known if claim.id.startswith("minor")], {})
