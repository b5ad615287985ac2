"""Proposition: as Markdown the page has every statement under a heading, its mathematics, and its claims by id."""

import re

from theory.appendix_d.statements import STATEMENTS
from verify.ledger import ledger
from verify.render.appendix.markdown import appendix_page

CLAIMS = ledger()
PAGE = appendix_page(CLAIMS, {})


def test_every_statement_has_its_heading_and_its_mathematics():
    headings = re.findall(r"^### (.*)$", PAGE, re.MULTILINE)
    assert [heading.replace("\\", "").split(":")[0] for heading in headings] == [statement.name for statement in STATEMENTS]
    for statement in STATEMENTS:
        assert f"$$\n{statement.latex}\n$$" in PAGE


def test_claims_stand_with_what_became_of_them():
    line = next(line for line in PAGE.splitlines() if "certified.lemma_d5_lower_half" in line)
    assert line.startswith("- not run here, expected to be refuted: Lemma D.5, lower half")
    assert line.endswith("(enclosed, `certified.lemma_d5_lower_half`)")
    assert PAGE.startswith("# Appendix D, statement by statement\n")
    assert PAGE.endswith("\n")


def test_only_what_is_markup_is_escaped_and_names_are_code():
    bare = re.sub(r"\$\$\n.*?\n\$\$|\$[^$]*\$|`[^`]*`", "", PAGE, flags=re.DOTALL)
    assert not re.search(r"\\[.:()\-+!=^]", bare)
    assert not re.search(r"(?<!\\)[_`$\[\]~@]|<", bare)
    assert "`swingby assumptions`" in PAGE
