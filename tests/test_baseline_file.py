"""The committed baseline is about the ledger as it is: every quick claim, by its id and in its own words."""

from pathlib import Path

import pytest

from verify.baseline import WORDS, parse
from verify.ledger import ledger, select

KNOWN = parse((Path(__file__).parent.parent / "baseline.json").read_text(encoding="utf-8"))
QUICK = {claim.id: claim for claim in select(ledger().values())}


def test_it_knows_every_quick_claim_and_no_other():
    assert list(KNOWN) == list(QUICK), "write it again with: swingby baseline baseline.json"


@pytest.mark.parametrize("identifier", sorted(set(KNOWN) & set(QUICK)))
def test_it_knows_each_in_its_own_words(identifier):
    claim = QUICK[identifier]
    words = {"title": claim.title, "level": claim.level.value, "outcome": claim.expected.value, "evidence": claim.evidence.value}
    assert {word: KNOWN[identifier][word] for word in WORDS} == words
