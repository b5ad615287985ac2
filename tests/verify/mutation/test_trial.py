"""Proposition: a claim before a test, both before a crash, a crash before a timeout; what was not come to is said."""

import time

import pytest

from verify.mutation import trial as module
from verify.mutation.faults import faults
from verify.mutation.tasks import COLLECTION, CRASH, KILLED, PASSED
from verify.mutation.trial import CLAIM, MISSED, TEST, TIMEOUT, Trial
from verify.mutation.workers import END

FAULT = faults("numerics/x.py", b"x = 1\n")[0]
THROUGH, DIRECT = "tests/verify/test_a.py::a", "tests/numerics/test_x.py::x"


@pytest.fixture
def started(monkeypatch, tmp_path):
    """Return a trial whose children say only what a test has them say, and the works that were started."""
    works = []

    class Child:
        def stop(self):
            works.append("stop")

    def start(tree, work, names):
        works.append((work.__name__, list(names)))
        return Child()

    monkeypatch.setattr(module, "start", start)

    def make(claims=("a", "b"), tests=(THROUGH, DIRECT), limit=60.0):
        trial = Trial(FAULT, tmp_path, list(claims), list(tests), {"a": 1.0, "slow": 1.1}, limit)
        trial.go_on()
        return trial

    return make, works


def tell(trial, *outcomes):
    for name, outcome in outcomes:
        trial.hear(("start", name))
        trial.hear(("done", name, outcome, f"{name} says", 0.0))


def test_a_claim_that_kills_ends_it(started):
    trial = started[0]()
    tell(trial, ("a", PASSED), ("b", KILLED))
    assert (trial.verdict.verdict, trial.verdict.by, trial.verdict.detail) == (CLAIM, "b", "b says")
    assert (trial.verdict.ran, trial.verdict.unrun_count) == (2, 0)
    assert trial.child is None


def test_tests_of_the_files_own_come_before_slow_claims_and_others_last(started):
    make, works = started
    trial = make(("a", "b", "slow"))
    tell(trial, ("a", PASSED), ("b", PASSED))
    trial.hear(END)
    tell(trial, (DIRECT, PASSED))
    trial.hear(END)
    tell(trial, ("slow", PASSED))
    trial.hear(END)
    batches = [("run_claims", ["a", "b"]), ("run_tests", [DIRECT]), ("run_claims", ["slow"]), ("run_tests", [THROUGH])]
    assert works == [step for batch in batches for step in (batch, "stop")][:-1]
    tell(trial, (THROUGH, KILLED))
    assert (trial.verdict.verdict, trial.verdict.by, trial.verdict.ran) == (TEST, THROUGH, 5)


def test_what_passes_all_is_missed(started):
    trial = started[0]()
    tell(trial, ("a", PASSED), ("b", PASSED))
    trial.hear(END)
    tell(trial, (DIRECT, "skipped"))
    trial.hear(END)
    tell(trial, (THROUGH, PASSED))
    trial.hear(END)
    assert (trial.verdict.verdict, trial.verdict.by, trial.verdict.ran) == (MISSED, "", 4)


def test_what_nothing_executes_is_missed_and_says_so(started):
    trial = started[0]((), ())
    assert (trial.verdict.verdict, trial.verdict.detail) == (MISSED, "nothing executes it")


def test_after_a_crash_only_a_judgement_counts_and_tests_of_the_layers_are_asked(started):
    make, works = started
    trial = make()
    tell(trial, ("a", CRASH), ("b", PASSED))
    trial.hear(END)
    assert works[-1] == ("run_tests", [DIRECT])
    tell(trial, (DIRECT, KILLED))
    assert (trial.verdict.verdict, trial.verdict.by) == (TEST, DIRECT)


@pytest.mark.parametrize("last", [PASSED, CRASH])
def test_a_crash_alone_is_a_crash(started, last):
    trial = started[0]()
    tell(trial, ("a", CRASH), ("b", PASSED))
    trial.hear(END)
    tell(trial, (DIRECT, last))
    trial.hear(END)
    assert (trial.verdict.verdict, trial.verdict.by) == (CRASH, "a")


def test_a_process_that_dies_is_a_crash_of_what_ran_and_the_rest_goes_on(started):
    make, works = started
    trial = make()
    trial.hear(("start", "a"))
    trial.hear(("died", -9))
    assert trial.by[CRASH] == ("a", "its process died: -9")
    assert works[-1] == ("run_claims", ["b"])
    tell(trial, ("b", KILLED))
    assert trial.verdict.verdict == CLAIM


@pytest.mark.parametrize(("name", "claims"), [("import", ("a",)), (COLLECTION, ())])
def test_where_nothing_can_be_loaded_it_ends(started, name, claims):
    trial = started[0](claims)
    trial.hear(("start", name))
    trial.hear(("died", -11))
    assert (trial.verdict.verdict, trial.verdict.by, trial.verdict.unrun_count) == (CRASH, name, 0)


def test_what_takes_far_longer_is_a_timeout_and_the_rest_goes_on(started, monkeypatch):
    make, works = started
    trial = make()
    trial.hear(("start", "a"))
    now = time.monotonic()
    monkeypatch.setattr(module.time, "monotonic", lambda: now + module.TIMES + module.MORE - 0.5)
    trial.look()
    assert trial.by == {}
    monkeypatch.setattr(module.time, "monotonic", lambda: now + module.TIMES + module.MORE + 0.5)
    trial.look()
    assert trial.by[TIMEOUT][0] == "a"
    assert works[-1] == ("run_claims", ["b"])
    tell(trial, ("b", PASSED))
    trial.hear(END)
    trial.hear(END)
    assert (trial.verdict.verdict, trial.verdict.by) == (TIMEOUT, "a")


def test_at_the_limit_it_ends_and_says_what_was_not_come_to(started, monkeypatch):
    make, works = started
    trial = make(limit=3.0)
    tell(trial, ("a", PASSED))
    now = time.monotonic()
    monkeypatch.setattr(module.time, "monotonic", lambda: now + 4.0)
    trial.look()
    assert (trial.verdict.verdict, trial.verdict.unrun, trial.verdict.unrun_count) == (MISSED, ("b", THROUGH, DIRECT), 3)
    assert works[-1] == "stop"
