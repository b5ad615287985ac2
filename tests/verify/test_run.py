"""The runner gives every claim its own result, the same on any number of processes, whatever the others do."""

import time
from pathlib import Path

import pytest

from verify.claim import Outcome
from verify.ledger import ledger
from verify.run import check, check_mutants, find, generator, run

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


LEAVING = """
import os, posix, signal, sys
from swingby import Claim, Computation, Evidence, Outcome, Result

def good(rng):
    return Result(Outcome.VERIFIED, 1)

def bad(rng):
    return Result(Outcome.REFUTED, 1, {}, {"x": 1})

def claim(name, check=good, faults=(("f", bad),), **more):
    return Claim(f"leaves.{name}", "It leaves.", "new", Computation(check, Evidence.NUMERICAL, "W.", "R.", faults), **more)

def throw(failure):
    def check(rng):
        raise failure
    return check

class Asked:
    evidence = Evidence.NUMERICAL
    def __init__(self, which):
        self.which = which
    def __getattr__(self, name):
        return (lambda *given: sys.exit(0)) if name == self.which else getattr(claim("other").method, name)

EXIT, TEXT = claim("exit", lambda rng: sys.exit(0)), claim("text", lambda rng: sys.exit("why"))
LEAVE, DIE = claim("leave", lambda rng: os._exit(0)), claim("die", lambda rng: posix._exit(0))
SEGMENT = claim("kill", lambda rng: os.kill(os.getpid(), 11))
REPLACED = claim("exec", lambda rng: os.execv("/bin/true", ["true"]))
INTERRUPT, GENERATOR, BASE = (claim(f.__name__.lower(), throw(f())) for f in (KeyboardInterrupt, GeneratorExit, BaseException))
ASKED = ("describe", "falsifier", "mutants")
DESCRIBE, FALSIFIER, MUTANTS = (Claim(f"leaves.{name}", "It leaves.", "new", Asked(name)) for name in ASKED)
EQUATIONS = Claim("leaves.equations", "It leaves.", "new", claim("x").method, lambda: sys.exit(0))
MUTANT = claim("mutant", faults=(("f", lambda rng: sys.exit(0)),))
DYING = claim("dying_mutant", faults=(("f", lambda rng: os.kill(os.getpid(), 9)),))
NONE, FINE = claim("none", faults=()), claim("fine")
WRONG = claim("wrong", bad, (), expected=Outcome.REFUTED, reason="Wrong.")
FIRST, SECOND = claim("first", depends_on=("leaves.second",)), claim("second", depends_on=("leaves.exit", "leaves.first"))
"""


@pytest.fixture(scope="module")
def leaving(tmp_path_factory):
    file = tmp_path_factory.mktemp("claims") / "leaving.py"
    file.write_text(LEAVING)
    return ledger([file]), file


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_nothing_that_a_check_does_ends_the_run(leaving, jobs):
    claims, file = leaving
    chosen = [claim for claim in claims.values() if claim.id.startswith("leaves.")]
    reports = {item.claim.id[7:]: item for item in run(claims, chosen, jobs=jobs, mutants=True, files=[file], apart=True)}
    assert len(reports) == len(chosen) == 20
    red = {name: item.result.reason for name, item in reports.items() if item.result.outcome is Outcome.ERROR}
    assert red == {
        "exit": "SystemExit: 0",
        "text": "SystemExit: why",
        "leave": "SystemExit: os._exit(0)",
        "keyboardinterrupt": "KeyboardInterrupt",
        "generatorexit": "GeneratorExit",
        "baseexception": "BaseException",
        "describe": "SystemExit: 0",
        "falsifier": "SystemExit: 0",
        "equations": "SystemExit: 0",
        "mutants": "no further mutants could be made: SystemExit: 0",
        "mutant": "mutant f: SystemExit: 0",
        **dict.fromkeys(("die", "kill", "exec", "dying_mutant"), "its process died"),
    }
    assert [name for name, item in reports.items() if item.as_expected] == ["fine", "first", "second"]


def test_a_claim_without_a_mutant_is_vacuous_when_they_are_asked_for(leaving):
    claims, _ = leaving
    chosen = [claims["leaves.none"], claims["leaves.wrong"], claims["leaves.fine"]]
    assert [report.result.outcome for report in run(claims, chosen)] == [Outcome.VERIFIED, Outcome.REFUTED, Outcome.VERIFIED]
    none, wrong, fine = run(claims, chosen, mutants=True)
    assert (none.result.outcome, none.result.reason) == (Outcome.VACUOUS, "no mutant could be made: nothing would turn it red")
    assert (wrong.result.outcome, wrong.result.reason) == (
        Outcome.VACUOUS,
        "no correction could be made: nothing would turn it green",
    )
    assert (none.as_expected, wrong.as_expected, fine.as_expected) == (False, False, True)


def test_a_false_identity_without_its_correction_is_vacuous():
    claims = ledger()
    false = claims["clocks.tied_as_printed"]
    assert find(claims, false.id, True)[0].outcome is Outcome.REFUTED
    assert find({false.id: false}, false.id, True)[0].outcome is Outcome.VACUOUS


def test_what_rests_on_red_says_so_through_all_it_depends_on(leaving):
    claims, _ = leaving
    chosen = [claims[f"leaves.{name}"] for name in ("exit", "first", "second", "fine")]
    assert [item.rests_on_red for item in run(claims, chosen)] == [(), ("leaves.exit",), ("leaves.exit",), ()]
    assert [item.rests_on_red for item in run(claims, [chosen[0], chosen[1]])] == [(), ("leaves.exit",)]
    assert [item.rests_on_red for item in run(claims, chosen[1:])] == [(), (), ()]
