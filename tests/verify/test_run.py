"""The runner gives every claim its own result, the same on any number of processes, whatever the others do."""

import time
from pathlib import Path

import pytest

from verify.claim import Outcome
from verify.ledger import ledger
from verify.run import check, check_mutants, generator, run

FILE = Path(__file__).with_name("example_claims.py")

OUTCOMES = {
    "example.true": Outcome.VERIFIED,
    "example.raises": Outcome.ERROR,
    "example.infinite": Outcome.ERROR,
    "example.pointless": Outcome.ERROR,
    "example.unshown": Outcome.ERROR,
    "example.false": Outcome.REFUTED,
    "example.survived": Outcome.VERIFIED,
    "example.empty": Outcome.VACUOUS,
    "example.last": Outcome.VERIFIED,
}


@pytest.fixture(scope="module")
def claims():
    return ledger([FILE])


@pytest.mark.parametrize(("identifier", "outcome"), OUTCOMES.items())
def test_outcomes(claims, identifier, outcome):
    assert check(claims[identifier]).outcome is outcome


@pytest.mark.parametrize(
    ("identifier", "reason"),
    [
        ("example.raises", "RuntimeError: no luck at all"),
        ("example.infinite", "measure error is not a finite number"),
        ("example.pointless", "verified without looking at a single point"),
        ("example.unshown", "refuted without a counterexample"),
        ("example.empty", "example.empty: the set of x is empty"),
    ],
)
def test_reasons_are_one_line(claims, identifier, reason):
    assert check(claims[identifier]).reason == reason


def test_a_claim_that_kills_its_process_is_its_own_error(claims):
    chosen = [claim for identifier, claim in claims.items() if identifier.startswith("example.")]
    reports = {report.claim.id: report for report in run(claims, chosen, jobs=2, files=[FILE])}
    assert list(reports) == [claim.id for claim in chosen]
    assert reports.pop("example.crash").result.reason == "its process died"
    assert {identifier: report.result.outcome for identifier, report in reports.items()} == OUTCOMES


def test_results_do_not_depend_on_company(claims):
    chosen = [claims["example.true"], claims["example.last"]]
    alone = [check(claim).measures for claim in chosen]
    assert [report.result.measures for report in run(claims, chosen, jobs=1)] == alone
    assert [report.result.measures for report in run(claims, chosen[::-1], jobs=2, files=[FILE])] == alone[::-1]
    assert alone[0] != alone[1]
    assert generator("example.true").random() == alone[0]["draw"]


def test_survivors_are_named_and_unexpected(claims):
    assert check_mutants(claims["example.survived"]).survivors == ("blind (VERIFIED)",)
    (report,) = run(claims, [claims["example.survived"]], mutants=True)
    assert not report.as_expected


def test_no_jobs_are_refused(claims):
    with pytest.raises(ValueError, match="jobs must be at least 1, got 0"):
        run(claims, [], jobs=0)


SLOW = """
import time
from swingby import Claim, Computation, Evidence, Outcome, Result

def claim(number):
    def check(rng):
        time.sleep(60 if number else 0)
        return Result(Outcome.VERIFIED, 1)
    return Claim(f"slow.claim_{number}", "It is slow.", "new", Computation(check, Evidence.NUMERICAL, "Given.", "Anything."))

ZERO, ONE, TWO, THREE = map(claim, range(4))
"""


def test_an_interrupted_run_does_not_wait_for_what_is_under_way(tmp_path):
    (tmp_path / "slow.py").write_text(SLOW)
    known = ledger([tmp_path / "slow.py"])
    chosen = [claim for identifier, claim in known.items() if identifier.startswith("slow.")]

    def interrupt(report):
        raise KeyboardInterrupt

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run(known, chosen, jobs=2, files=[tmp_path / "slow.py"], on_report=interrupt)
    assert time.monotonic() - started < 30
