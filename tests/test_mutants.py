"""Every check can fail: each quick claim has mutants, and each mutant is noticed."""

import pytest

from verify.ledger import ledger, missing_modules, select
from verify.run import check_mutants

CLAIMS = ledger()
QUICK = select(CLAIMS.values())


@pytest.mark.parametrize("claim", QUICK, ids=lambda claim: claim.id)
def test_every_mutant_is_killed(claim):
    if missing_modules(claim):
        pytest.skip(f"needs {missing_modules(claim)}")
    report = check_mutants(claim, CLAIMS.get(claim.corrected_by or ""))
    assert report.total > 0
    assert report.survivors == ()
