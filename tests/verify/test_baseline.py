"""A baseline keeps what was found, claim by claim; whatever has changed since is drift, and what was only added is not."""

from dataclasses import replace

import pytest

from verify.baseline import Kind, compare, entries, parse, text
from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.methods import Computation
from verify.run import Report, Reports

METHOD = Computation(lambda rng: Result(Outcome.VERIFIED, 1), Evidence.NUMERICAL, "As given.", "Anything.")
FIGURES = {"minimum_time": 2.3964585061949, "largest_error": 3e-9, "rounding_error": 1e-16}


def claim(name="my.first", **more):
    return Claim(**{"id": name, "title": "It holds.", "source": "new", "method": METHOD, **more})


def report(made=None, outcome=Outcome.VERIFIED, **figures):
    made = made or claim()
    return Report(made, Result(outcome, 1, FIGURES | figures, {"x": 1}))


def differences(*reports, ledger=None, skipped=(), known=None):
    made = {item.claim.id: item.claim for item in reports} if ledger is None else {item.id: item for item in ledger}
    return compare(known or entries([report()]), made, Reports(reports, skipped))


def test_the_same_run_does_not_drift():
    assert differences(report()) == []


def test_it_survives_being_written():
    known = entries([report(), report(claim("my.second"))])
    assert parse(text(known)) == known
    assert "seconds" not in text(known)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (report(outcome=Outcome.REFUTED), "outcome was VERIFIED, is REFUTED"),
        (report(claim(title="It holds for d = 2.")), "statement was 'It holds.', is 'It holds for d = 2.'"),
        (report(claim(title=r"It's $\le 2$.")), r"statement was 'It holds.', is 'It's $\le 2$.'"),
        (report(claim(level=Level.FULL)), "level was quick, is full"),
        (report(claim(method=replace(METHOD, evidence=Evidence.EXACT))), "evidence was numerical, is exact"),
        (report(minimum_time=2.4), "minimum_time was 2.39645850619 within 0.0024, is 2.4"),
        (report(largest_error=4e-8), "largest_error was at most 3e-08, is 4e-08"),
        (report(rounding_error=2e-12), "rounding_error was at most 1e-12, is 2e-12"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_changed_is_drift(now, words):
    (drift,) = differences(now)
    assert drift.counts
    assert drift.kind is Kind.CHANGED
    assert drift.text == words


@pytest.mark.parametrize(
    "figures", [{"minimum_time": 2.398}, {"largest_error": 2e-8}, {"largest_error": 0.0}, {"rounding_error": 9e-13}]
)
def test_within_tolerance_is_no_drift(figures):
    assert differences(report(**figures)) == []


def test_exact_figures_may_not_move():
    exact = claim(method=replace(METHOD, evidence=Evidence.EXACT))
    known = entries([report(exact, proved=5.0)])
    (drift,) = differences(report(exact, proved=4.0), known=known)
    assert drift.text == "proved was 5 within 0, is 4"


def test_a_renamed_claim_is_gone_and_new():
    new, gone = differences(report(claim("my.other")))
    assert (new.id, new.kind, new.counts) == ("my.other", Kind.NEW, False)
    assert (gone.id, gone.kind, gone.counts, gone.text) == ("my.first", Kind.VANISHED, True, "was: It holds.")


def test_a_claim_that_could_not_run_is_drift():
    (drift,) = differences(ledger=[claim()], skipped=[("my.first", "needs dask")])
    assert (drift.kind, drift.counts, drift.text) == (Kind.NOT_RUN, True, "needs dask")


def test_a_claim_that_was_not_asked_for_is_only_looked_for():
    assert differences(ledger=[claim()]) == []
    (drift,) = differences(ledger=[claim(title="Less.")])
    assert drift.text == "statement was 'It holds.', is Less."


def test_figures_come_and_go():
    known = entries([report()])
    without = Report(claim(), Result(Outcome.VERIFIED, 1, {"minimum_time": FIGURES["minimum_time"], "extra": 1.0}))
    gone = differences(without, known=known)
    assert [drift.text for drift in gone if drift.counts] == ["largest_error is gone", "rounding_error is gone"]
    assert [drift.text for drift in gone if not drift.counts] == ["extra is not in the baseline"]


def test_writing_again_changes_only_what_drifted():
    known = entries([report()])
    known["my.first"]["figures"]["minimum_time"]["tolerance"] = 0.5  # set by hand
    again = entries([report(minimum_time=2.5, largest_error=1e-9, rounding_error=1e-3)], known)
    assert again["my.first"]["figures"]["minimum_time"] == known["my.first"]["figures"]["minimum_time"]
    assert again["my.first"]["figures"]["largest_error"] == {"at_most": 3e-8}
    assert again["my.first"]["figures"]["rounding_error"] == {"at_most": 1e-2}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "not JSON"),
        ("[]", "schema 1"),
        ('{"schema": 2, "claims": {}}', "schema 1"),
        ('{"schema": 1, "claims": {"a.b": {}}}', "entry of a.b"),
        (
            '{"schema": 1, "claims": {"a.b": {"title": "T", "level": "", "outcome": "", "evidence": "", "figures": {"x": 1}}}}',
            "entry of a.b",
        ),
        ('{"schema": 1, "claims": {"a.b": {"figures": {"x": {"at_most": NaN}}}}}', "finite"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_other_files_are_refused(content, words):
    with pytest.raises(ValueError, match=words):
        parse(content)


def test_rounding_is_no_drift():
    """The room under a bound that is attained is what cancellation leaves: 1e-15 here and -1e-15 elsewhere."""
    known = entries([report(least_room=-2.44249065418e-15)])
    assert known["my.first"]["figures"]["least_room"]["tolerance"] == 1e-10
    known["my.first"]["figures"]["least_room"]["tolerance"] = 2.4e-18  # of an earlier version
    for room in (0.0, 2.44e-15, 9e-11):
        assert differences(report(least_room=room), known=known) == []
    (drift,) = differences(report(least_room=-2e-10), known=known)
    assert drift.text == "least_room was -2.44249065418e-15 within 2.4e-18, is -2e-10"
    (drift,) = differences(report(minimum_loss=1.1e-7), known=entries([report(minimum_loss=1e-7)]))
    assert drift.counts


def test_counts_have_no_room():
    exact = claim(method=replace(METHOD, evidence=Evidence.EXACT))
    assert entries([report(exact, proved=5)])["my.first"]["figures"]["proved"] == {"value": 5, "tolerance": 0}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_the_bytes_of_a_file_are_read_with_a_byte_order_mark_and_without(encoding):
    assert parse('{"schema": 1, "claims": {}}'.encode(encoding)) == {}
