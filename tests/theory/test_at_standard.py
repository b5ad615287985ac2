"""Proposition: what is exact but takes too long for a quick run, a tenth of a second and more, comes out as its claim expects."""

import pytest

from verify.claim import Evidence, Level
from verify.ledger import ledger
from verify.run import check

pytestmark = pytest.mark.slow
LATE = {name: claim for name, claim in ledger().items() if claim.level is not Level.QUICK and claim.evidence is Evidence.EXACT}


@pytest.mark.parametrize("name", LATE)
def test_it_comes_out_as_expected(name):
    found = check(LATE[name])
    assert found.outcome is LATE[name].expected, found.reason
