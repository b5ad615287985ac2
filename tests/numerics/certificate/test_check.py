"""Every kind of tampering is rejected, with the digest left as it was and made to fit again, by a proof that shares nothing."""

from __future__ import annotations

import copy
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import pytest
from mpmath import exp, mpf, workdps

from numerics.certificate import check
from numerics.certificate.certify import certify
from numerics.certificate.check import SecondProof, Verdict, check_certificate
from numerics.certificate.file import check_form, digest
from numerics.certificate.words import theorem
from numerics.integers.flow import Step, UnprovedError, WorkError
from numerics.integers.signs import Shape, Turn
from tests.numerics.flow_oracle import number
from tests.numerics.logistic import Logistic

Certificate = dict[str, Any]
SWING = [["1/20", "1/50"], ["1/50", "3/100"]]


@pytest.fixture(scope="module")
def genuine() -> Certificate:
    return certify(["1", "3/2"], ["1/20", "1/20"], SWING, "12", rates="squared")


def _set(*path: Any) -> Callable[[Certificate], None]:
    *keys, last, value = path

    def change(certificate: Certificate) -> None:
        place: Any = certificate
        for key in keys:
            place = place[key]
        place[last] = value

    return change


def _shift(*path: Any, by: str = "1/1000") -> Callable[[Certificate], None]:
    def change(certificate: Certificate) -> None:
        place: Any = certificate
        for key in path:
            place = place[key]
        place[:] = [f"{float(Fraction(text) + Fraction(by)):.12f}" for text in place]

    return change


def _drop_turns(certificate: Certificate) -> None:
    certificate["turning_points"] = []
    certificate["signs"] = ["falls"]
    certificate["rise"] = ["0", "0"]


def _one_more_turn(certificate: Certificate) -> None:
    certificate["turning_points"] += copy.deepcopy(certificate["turning_points"])
    certificate["signs"] += ["rises", "falls"]


def _other_rates(certificate: Certificate) -> None:
    certificate["data"]["rates"] = "plain"
    certificate["data"]["a"] = ["201/400", "451/400"]


TAMPERED: dict[str, Callable[[Certificate], None]] = {
    "another start": _set("data", "W0", 0, 0, "51/1000"),
    "another signal, rates kept": _set("data", "mu", 1, "8/5"),
    "another deviation, rates kept": _set("data", "sigma", 0, "1/10"),
    "plain for squared rates, rates kept": _set("data", "rates", "plain"),
    "plain for squared rates, rates changed too": _other_rates,
    "another rate": _set("data", "a", 0, "1/4"),
    "a longer horizon": _set("data", "horizon", "14"),
    "another probe": _set("data", "probe", [1, 0]),
    "one layer for two": lambda c: c["data"].update(model="one-layer", clock="loss"),
    "another clock": _set("data", "clock", "loss"),
    "a turning time moved": _shift("turning_points", 0, "t"),
    "a loss moved": _shift("turning_points", 1, "loss"),
    "the rise enlarged": _shift("rise"),
    "the loss at the end moved": _shift("losses", "end"),
    "the final state moved": _shift("final_state", 0, 1),
    "minimum and maximum exchanged": lambda c: [turn.update(kind="max") for turn in c["turning_points"]],
    "no turning points": _drop_turns,
    "more turning points": _one_more_turn,
    "falls for rises": _set("signs", ["falls", "falls", "falls"]),
    "undecided for verified": _set("outcome", "UNDECIDED"),
    "other evidence": _set("evidence", "exact"),
}
#: What is said of each kind of tampering once words and digest fit.
SAID = {
    "another start": "the rise is near ",
    "another signal, rates kept": "the rates do not follow from mu and sigma",
    "another deviation, rates kept": "the rates do not follow from mu and sigma",
    "plain for squared rates, rates kept": "the rates do not follow from mu and sigma",
    "plain for squared rates, rates changed too": "the test loss falls; the certificate says falls, rises, falls",
    "another rate": "the rates do not follow from mu and sigma",
    "a longer horizon": "the loss at the end is near ",
    "another probe": "the test loss falls; the certificate says falls, rises, falls",
    "one layer for two": "method must be exponentials in balls, with engine, precision, steps and no other words",
    "another clock": "the clock of the tied model is not 'loss'",
    "a turning time moved": "t1 is near 2.39793676, not in [2.398936762097, 2.398936762098]",
    "a loss moved": "the loss at t2 is near 0.290851703, not in [0.291851703239, 0.291851703239]",
    "the rise enlarged": "the rise is near 0.00129341159, not in [0.002293411585, 0.002293411585]",
    "the loss at the end moved": "the loss at the end is near 0.00154225358, not in [0.002542253578, 0.002542253578]",
    "the final state moved": "w_12 at the horizon is near 2.40699332e-06, not in [0.001002406993, 0.001002406993]",
    "minimum and maximum exchanged": "there are 2 turning points: min, max",
    "no turning points": "the test loss falls, rises, falls; the certificate says falls",
    "more turning points": "the test loss falls, rises, falls; the certificate says falls, rises, falls, rises, falls",
    "falls for rises": "the test loss falls, rises, falls; the certificate says falls, falls, falls",
    "undecided for verified": "the certificate proves nothing: its outcome is not VERIFIED with enclosed evidence",
    "other evidence": "the certificate proves nothing: its outcome is not VERIFIED with enclosed evidence",
}
WORDS: dict[str, Callable[[Certificate], None]] = {
    "other words": _set("theorem", "words", "The test loss never rises."),
    "a word changed": lambda c: c["theorem"].update(words=c["theorem"]["words"].replace("rises on", "falls on")),
    "other mathematics": lambda c: c["theorem"].update(latex=c["theorem"]["latex"].replace("12]", "120]")),
}


def tampered(genuine: Certificate, change: Callable[[Certificate], None]) -> Certificate:
    certificate = copy.deepcopy(genuine)
    change(certificate)
    assert certificate != genuine
    check_form(certificate)
    return certificate


def test_the_genuine_one_is_accepted(genuine: Certificate) -> None:
    assert check_certificate(genuine).accepted


@pytest.mark.parametrize("kind", list(TAMPERED | WORDS))
def test_tampering_breaks_the_digest(genuine: Certificate, kind: str) -> None:
    verdict = check_certificate(tampered(genuine, (TAMPERED | WORDS)[kind]))
    assert not verdict.accepted
    assert "digest" in verdict.reasons[0]


@pytest.mark.parametrize("kind", list(TAMPERED))
def test_tampering_is_found_by_the_second_proof(genuine: Certificate, kind: str) -> None:
    # words and digest made to fit: what remains is the mathematics
    certificate = tampered(genuine, TAMPERED[kind])
    certificate["theorem"] = theorem(certificate)
    certificate["digest"] = digest(certificate)
    verdict = check_certificate(certificate)
    assert not verdict.accepted
    # where what is changed is asked for, many facts are wrong
    reason, *others = verdict.reasons
    assert reason.startswith(SAID[kind]) if SAID[kind].endswith("near ") else reason == SAID[kind]
    assert (len(others) > 0) is SAID[kind].endswith("near ")


@pytest.mark.parametrize("kind", list(WORDS))
def test_words_that_do_not_follow_are_found(genuine: Certificate, kind: str) -> None:
    certificate = tampered(genuine, WORDS[kind])
    certificate["digest"] = digest(certificate)
    assert check_certificate(certificate) == Verdict(False, ("the words do not say what the facts say",))


def test_fine_digits_are_covered_by_the_digest(genuine: Certificate) -> None:
    certificate = copy.deepcopy(genuine)
    loss = certificate["turning_points"][0]["loss"]
    loss[:] = [text[:-1] + str((int(text[-1]) + 1) % 10) for text in loss]
    assert not check_certificate(certificate).accepted


def test_a_start_that_is_no_product_is_rejected(genuine: Certificate) -> None:
    certificate = copy.deepcopy(genuine)
    certificate["data"]["W0"] = [["1/100", "1/50"], ["1/50", "1/100"]]
    certificate["theorem"] = theorem(certificate)
    certificate["digest"] = digest(certificate)
    check_form(certificate)
    assert check_certificate(certificate) == Verdict(False, ("W(0) is not positive semidefinite, so it is no U U^T",))


def test_checker_imports_nothing_of_the_prover() -> None:
    code = (
        "import sys; import numerics.certificate.check\n"
        "shared = {'flint', 'numpy', 'scipy', 'mpmath', 'numerics.certificate.certify', 'numerics.enclosure'}\n"
        "print(sorted(name for name in sys.modules if {name, name.rpartition('.')[0]} & shared))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def proof(signs: list[int], *heights: tuple[int, int]) -> SecondProof:
    """Losses within these bounds at the start, at the turning points and at the end."""
    start, *turns, end = [(Fraction(low), Fraction(high)) for low, high in heights]
    points = tuple(Turn("", Fraction(0), Fraction(0), loss) for loss in turns)
    return SecondProof(Shape(tuple(signs), points, ""), start, end, [])


@pytest.mark.parametrize(
    ("signs", "heights", "rise"),
    [
        ([-1], [(5, 6), (1, 2)], (0, 0)),
        ([1], [(5, 6), (7, 9)], (1, 4)),
        ([-1, 1, -1], [(8, 9), (1, 2), (4, 5), (0, 1)], (2, 4)),
        ([1, -1, 1], [(0, 1), (3, 4), (2, 3), (9, 10)], (8, 10)),
        # the second rise counts from the deeper minimum, which is the first
        ([-1, 1, -1, 1], [(9, 9), (1, 2), (5, 6), (3, 4), (7, 8)], (5, 7)),
        # the least is of one stretch, the most of the other
        ([1, -1, 1], [(0, 4), (7, 9), (1, 2), (6, 7)], (4, 9)),
        # the last rise is the smaller
        ([1, -1, 1], [(0, 1), (8, 9), (2, 3), (4, 5)], (7, 9)),
        # the end is less well known than the start
        ([1], [(1, 2), (0, 3)], (0, 2)),
    ],
)
def test_rise_is_bounded_from_both_sides(signs: list[int], heights: list[tuple[int, int]], rise: tuple[int, int]) -> None:
    found = check._rise(proof(signs, *heights))
    assert found == rise
    # whatever the losses are within their bounds, ends included
    for ends in product(*heights):
        true = max([0] + [ends[k + 1] - min(ends[: k + 1]) for k, sign in enumerate(signs) if sign > 0])
        assert found[0] <= true <= found[1]


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        (("1", "1.9"), "false"),
        (("1", "2"), "open"),
        (("1", "2.9"), "open"),
        (("2", "2.9"), "open"),
        (("2.1", "2.9"), "open"),
        (("2.1", "3"), "open"),
        (("2.1", "9"), "open"),
        (("3", "4"), "open"),
        (("3.1", "4"), "false"),
        (("2", "3"), "held"),
        (("0", "3"), "held"),
        (("2", "9"), "held"),
        (("0", "9"), "held"),
    ],
)
def test_a_stated_interval_holds_all_of_the_proved_one_or_is_false_or_open(stated: tuple[str, str], found: str) -> None:
    assert check._held(stated, (Fraction(2), Fraction(3))) == found


def test_a_proved_point_is_held_or_false_and_never_open() -> None:
    point = Fraction(1, 3), Fraction(1, 3)
    stated = (("0.33", "0.34"), "held"), (("0.34", "0.35"), "false"), (("0.32", "0.33"), "false")
    assert [check._held(interval, point) for interval, _ in stated] == [found for _, found in stated]


def test_rates_follow_from_the_data() -> None:
    data = {"mu": ["3", "1/2"], "sigma": ["1", "1/3", "1/5"], "rates": "plain"}
    plain = [Fraction(1) + Fraction(9, 2), Fraction(1, 9) + Fraction(1, 8), Fraction(1, 25)]
    assert check._rates(data) == plain
    assert check._rates({**data, "rates": "squared"}) == [rate * rate for rate in plain]


@pytest.mark.parametrize(
    ("W0", "bits"),
    [([["0"]], 0), ([["5"]], 0), ([["1/4"]], 3), ([["0", "-1/1024"], ["-1/1024", "1/4096"]], 15), ([[f"1/{2**3000}"]], 4096)],
)
def test_a_small_start_takes_more_bits(W0: list[list[str]], bits: int) -> None:
    # 3/2 log2 of 1 / max |w|, up to 4096
    assert check._extra_bits({"W0": W0}) == bits


@pytest.mark.parametrize("model", ["tied", "one-layer"])
def test_second_proof_holds_losses_and_state_of_one_concept(model: str) -> None:
    # rate 2, probe 1, from 1/4: w' = 4 (w - w^2), or w' = 2 (1 - w); a second coordinate is at rest at 1
    data = {
        "model": model,
        "rates": "plain",
        "mu": ["1"],
        "sigma": ["1", "0"],
        "W0": [["1/4", "0"], ["0", "1"]],
        "probe": [1],
        "horizon": "3/4",
    }
    found = check.prove_again(data, 120)
    with workdps(40):
        end = mpf(3) / 4
        w = Logistic(mpf(1) / 4, mpf(2)).states(end)[0] if model == "tied" else 1 - mpf(3) / 4 * exp(-2 * end)
        (w_11, w_12), (w_21, w_22) = found.state
        for (low, high), true in ((w_11, w), (w_12, 0), (w_21, 0), (w_22, 1), (found.end, (w - 1) ** 2 / 2)):
            assert number(low) <= true <= number(high)
            assert number(high - low) < 1e-20
    assert found.start == (Fraction(9, 32), Fraction(9, 32))
    # of one layer, an entry without a rate and one that is learned already stand still
    assert ((w_12, w_21, w_22) == ((0, 0), (0, 0), (1, 1))) is (model == "one-layer")
    assert w_11[0] < w_11[1]
    assert found.shape == Shape((-1,), (), "")


def test_the_loss_at_the_start_is_exact() -> None:
    # (W - I) z = (1/2 - 1 + 1/6, 2/5 - 1/3) at z = (1, 1/3) and W = (1/2, 1/2; 2/5, 0)
    W, z = [[Fraction(1, 2), Fraction(1, 2)], [Fraction(2, 5), Fraction(0)]], [Fraction(1), Fraction(1, 3)]
    loss = (Fraction(1, 3) ** 2 + Fraction(1, 15) ** 2) / 2
    assert check._exact_loss(W, z) == (loss, loss)


@pytest.mark.parametrize(("model", "still"), [("one-layer", [(0, 0), (0, 1), (1, 1), (2, 1)]), ("tied", [])])
def test_entries_of_one_layer_lie_between_start_and_limit(model: str, still: list[tuple[int, int]]) -> None:
    # rates 2, 0, 3: columns of rate 0, and entries of I, stand still; all others within the error of the end, and on their way
    W0 = [
        [Fraction(1), Fraction(1, 3), Fraction(1)],
        [Fraction(1, 7), Fraction(4), Fraction(2)],
        [Fraction(5), Fraction(1), Fraction(0)],
    ]
    end = [[8, 3, 4], [1, 32, 8], [1, 8, 7]]
    way = {(0, 2): (2, 6), (1, 0): (0, Fraction(8, 7)), (1, 2): (6, 10), (2, 0): (0, 3), (2, 2): (5, 8)}
    last = Step(Fraction(0), Fraction(1), (), 3, Fraction(9), Fraction(0), end, Fraction(1, 4))
    found = check._state({"model": model}, W0, [Fraction(2), Fraction(0), Fraction(3)], last)
    for i, j in product(range(3), repeat=2):
        if model == "tied":
            assert found[i][j] == (Fraction(end[i][j] - 2, 8), Fraction(end[i][j] + 2, 8))
        elif (i, j) in still:
            assert found[i][j] == (W0[i][j], W0[i][j])
        else:
            # 1 -> 0, 1/7 -> 0, 2 -> 0, 5 -> 0, 0 -> 1, cut where the error goes beyond
            assert (8 * found[i][j][0], 8 * found[i][j][1]) == way[i, j]


@pytest.mark.parametrize(
    ("change", "message"), [({"probe": [0]}, "must not vanish"), ({"mu": ["0"], "sigma": ["0"]}, "must not vanish")]
)
def test_second_proof_of_nothing_is_refused(monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], message: str) -> None:
    monkeypatch.setitem(check.PROVERS, "tied", lambda *_: pytest.fail("it was begun"))
    data = {"model": "tied", "rates": "plain", "mu": ["1"], "sigma": ["1"], "W0": [["1/4"]], "probe": [1], "horizon": "1"}
    with pytest.raises(UnprovedError, match=message):
        check.prove_again({**data, **change}, 60)


ONE = {"model": "tied", "rates": "plain", "mu": ["1"], "sigma": ["0"], "W0": [["1/4"]], "probe": [1], "horizon": "4"}


@pytest.mark.parametrize(
    ("model", "bits", "horizon", "limits", "message"),
    [
        # order 15 in one dimension: 225 units a step
        ("tied", 100, "4", {"MOST_STEPS": 9}, "steps must be at most 9 .MOST_STEPS = 9, MOST_WORK = 2.* and more than 9"),
        ("tied", 100, "4", {"MOST_WORK": 9 * 225 + 224}, "must be at most 9 .* MOST_WORK = 2249. .* 100 bits, and more than 9"),
        ("tied", 100, "145", {"MOST_STEPS": 9}, "rate must be at most 16 times the steps, at most 9 .* 100 bits, got 145"),
        ("tied", 100, "10000000", {}, "largest rate must be at most 16 times the steps, at most 5000 .* got 1e.07"),
        ("one-layer", 100, "4", {"MOST_STEPS": 8}, "steps must be at most 8 .* 100 bits, and 9 are needed"),
        ("one-layer", 100, "3000", {}, "steps must be at most 5000 .* and 6001 are needed"),
    ],
)  # fmt: skip
def test_a_proof_of_too_much_work_is_not_made_and_its_bound_is_named(
    monkeypatch: pytest.MonkeyPatch, model: str, bits: int, horizon: str, limits: dict[str, int], message: str
) -> None:
    for name, limit in limits.items():
        monkeypatch.setattr(check, name, limit)
    with pytest.raises(WorkError, match=message) as caught:
        check.prove_again({**ONE, "model": model, "horizon": horizon}, bits)
    assert "\n" not in str(caught.value)


def test_just_so_much_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[float] = []
    check.prove_again(ONE, 100, said.append)
    count = len(said)
    assert said == sorted(said)
    assert said[-1] == 1
    for name, unit in (("MOST_STEPS", 1), ("MOST_WORK", 225)):
        with monkeypatch.context() as patch:
            patch.setattr(check, name, count * unit)
            assert check.prove_again(ONE, 100).shape.signs == (-1,)
            patch.setattr(check, name, count * unit - 1)
            with pytest.raises(WorkError, match=f"at most {count - 1} "):
                check.prove_again(ONE, 100)


def test_work_grows_with_the_square_of_the_dimension(monkeypatch: pytest.MonkeyPatch) -> None:
    three = {**ONE, "sigma": ["0"] * 3, "W0": [["1/4", "0", "0"], ["0", "1/4", "0"], ["0", "0", "1/4"]]}
    monkeypatch.setattr(check, "MOST_WORK", 2 * 9 * 225)
    with pytest.raises(WorkError, match="steps must be at most 2 "):
        check.prove_again(three, 100)


def test_each_precision_begins_anew(genuine: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[float] = []
    # 110 bits prove the shape and not all of the digits
    monkeypatch.setattr(check, "PRECISIONS", (110, 256))
    assert check_certificate(genuine, said.append).accepted
    assert [before for before, after in pairwise(said) if after < before] == [1.0]
    assert said[-1] == 1


def test_entries_that_have_all_but_gone_are_proved_to_be_left_of_neither_sign() -> None:
    # 3/2 exp(-a_2 t) is 1e-139 at the end: [0, 1e-60] is what 60 places state of it
    certificate = certify([2, 1], [0, "11/4"], [[0, "3/2"], [0, 0]], 40, model="one-layer")
    assert certificate["final_state"][0][1] == ["0", "0." + "0" * 59 + "1"]
    assert check_certificate(certificate).reasons == ()


def test_stretches_and_turning_points_are_as_many_as_fit(genuine: Certificate) -> None:
    for signs in (["falls", "rises"], ["falls", "rises", "falls", "rises"]):
        certificate = copy.deepcopy(genuine)
        certificate["signs"] = signs
        # the words are of no help here: they are not looked at
        certificate["digest"] = digest(certificate)
        assert check_certificate(certificate) == Verdict(False, ("the stretches and the turning points do not fit",))


PROVED = SecondProof(
    Shape((-1, 1), (Turn("min", Fraction(3, 2), Fraction(5, 3), (Fraction(2), Fraction(9, 4))),), ""),
    (Fraction(7), Fraction(8)),
    (Fraction(11, 3), Fraction(4)),
    [
        [(Fraction(1, 2), Fraction(2, 3)), (Fraction(0), Fraction(1, 9))],
        [(Fraction(-2), Fraction(-1)), (Fraction(5), Fraction(6))],
    ],
)
#: Holds all of it; the rise is between 11/3 - 9/4 and 4 - 2.
HOLDS: Certificate = {
    "signs": ["falls", "rises"],
    "turning_points": [{"kind": "min", "t": ["1.4", "1.7"], "loss": ["1.9", "2.3"]}],
    "rise": ["1.4", "2"],
    "losses": {"start": ["6.5", "8.5"], "end": ["3.6", "4"]},
    "final_state": [[["0.5", "0.7"], ["0", "0.2"]], [["-2.5", "-1"], ["5", "6"]]],
}
#: Each fact by its name, where it stands, and where it is near.
FACTS = {
    "the rise": (("rise",), "1.41666667"),
    "the loss at the start": (("losses", "start"), "7"),
    "the loss at the end": (("losses", "end"), "3.66666667"),
    "t1": (("turning_points", 0, "t"), "1.5"),
    "the loss at t1": (("turning_points", 0, "loss"), "2"),
    "w_11 at the horizon": (("final_state", 0, 0), "0.5"),
    "w_12 at the horizon": (("final_state", 0, 1), "0"),
    "w_21 at the horizon": (("final_state", 1, 0), "-2"),
    "w_22 at the horizon": (("final_state", 1, 1), "5"),
}


def test_every_fact_is_compared_with_its_own_proof() -> None:
    assert check._compare(HOLDS, PROVED) == ([], [])
    for name, (path, near) in FACTS.items():
        for ends, said in (
            (["90", "91"], ([f"{name} is near {near}, not in [90, 91]"], [])),
            (["-91", "-90"], ([f"{name} is near {near}, not in [-91, -90]"], [])),
            (["-91", near], ([], [f"{name} is not proved to lie in [-91, {near}]"])),
        ):
            stated = copy.deepcopy(HOLDS)
            _set(*path, ends)(stated)
            assert check._compare(stated, PROVED) == said


def test_another_shape_is_told_apart_before_any_number() -> None:
    for change, said in (
        ({"signs": ["falls"]}, "the test loss falls, rises; the certificate says falls"),
        ({"signs": []}, "the test loss falls, rises; the certificate says nothing"),
        ({"turning_points": []}, "there are 1 turning points: min"),
        ({"turning_points": [{**HOLDS["turning_points"][0], "kind": "max"}]}, "there are 1 turning points: min"),
    ):
        assert check._compare({**HOLDS, **change, "rise": ["90", "91"]}, PROVED) == ([said], [])
    none = SecondProof(Shape((1,), (), ""), PROVED.start, PROVED.end, PROVED.state)
    assert check._compare({**HOLDS, "signs": ["rises"]}, none) == (["there are 0 turning points: none"], [])


def test_more_bits_are_taken_one_after_the_other_and_the_last_reason_is_given(
    genuine: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def unproved(_: Certificate, bits: int, on_step: Any) -> SecondProof:
        asked.append(bits)
        raise UnprovedError(f"with {bits} bits")

    monkeypatch.setattr(check, "prove_again", unproved)
    found = check_certificate(genuine)
    # 1/20 takes 3/2 times 4 bits more
    assert asked == [160 + 6, 256 + 6, 448 + 6]
    assert found.reasons == ("the theorem could not be proved again: with 454 bits",)
    assert not found.accepted

    # what is open is tried again, too; what is false is not
    asked.clear()

    def answer(_: Certificate, bits: int, on_step: Any) -> SecondProof:
        asked.append(bits)
        return PROVED

    monkeypatch.setattr(check, "prove_again", answer)
    for compared, verdict, count in (
        (([], ["this is open", "and this"]), (False, ("this is open; and this",)), 3),
        ((["this is false"], ["this is open"]), (False, ("this is false",)), 1),
        (([], []), (True, ()), 1),
    ):
        asked.clear()
        monkeypatch.setattr(check, "_compare", lambda *_, compared=compared: compared)
        found = check_certificate(genuine)
        assert ((found.accepted, found.reasons), len(asked)) == (verdict, count)


@pytest.mark.parametrize(
    ("model", "bits", "order", "most"),
    # of the 200 million units of work, order^2 x 4 a step
    [("tied", 160, 24, 5000), ("one-layer", 160, 40, 5000), ("tied", 2000, 300, 555), ("one-layer", 2000, 500, 200)],
)
def test_the_prover_is_asked_for_the_data_of_the_certificate(
    monkeypatch: pytest.MonkeyPatch, model: str, bits: int, order: int, most: int
) -> None:
    asked: list[Any] = []

    def prove(*arguments: Any) -> list[Step]:
        asked.append(arguments)
        raise WorkError("enough")

    monkeypatch.setitem(check.PROVERS, model, prove)
    data = {**ONE, "model": model, "mu": ["2"], "sigma": ["1/3", "1/5"], "W0": [["1/4", "1/7"], ["1/7", "1/2"]], "horizon": "5/3"}
    said: list[float] = []
    with pytest.raises(WorkError) as caught:
        check.prove_again(data, bits, said.append)
    bound = f"at most {most} (MOST_STEPS = 5000, MOST_WORK = 200000000) for a proof with {bits} bits"
    assert str(caught.value) == f"steps must be {bound}, and enough"
    W0 = [[Fraction(1, 4), Fraction(1, 7)], [Fraction(1, 7), Fraction(1, 2)]]
    assert asked == [(W0, [Fraction(37, 9), Fraction(1, 25)], Fraction(5, 3), order, bits, most, said.append)]


def test_the_probe_of_the_second_proof_is_that_of_the_data() -> None:
    # at rest but for one coordinate, so that the loss is known: |(W - I) z|^2 / 2 at z = (3/2, 0, 0) and at z = (0, 2, 0)
    data = {
        "model": "one-layer",
        "rates": "plain",
        "mu": ["3/2", "2"],
        "sigma": ["0", "0", "1"],
        "W0": [["1/3", "0", "0"], ["0", "1/5", "1/7"], ["0", "0", "1"]],
        "horizon": "1/2",
    }
    for probe, loss in (([1, 0], Fraction(1, 2)), ([0, 1], Fraction(64, 50)), ([1, 1], Fraction(89, 50))):
        assert check.prove_again({**data, "probe": probe}, 60).start == (loss, loss)


def test_so_many_timescales_are_begun_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    # rate 1: 16 units for each of 3 steps are tried, and found to be too few; more are not begun
    monkeypatch.setattr(check, "MOST_STEPS", 3)
    with pytest.raises(WorkError, match="and more than 3 are needed"):
        check.prove_again({**ONE, "horizon": "48"}, 100)
    with pytest.raises(WorkError, match=r"horizon times the largest rate must be at most 16 times .*, got 48\.001$"):
        check.prove_again({**ONE, "horizon": "48.001"}, 100)


def test_the_largest_rate_decides_the_work_and_the_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    # rates 4 and 1/25: three steps of 16 units are a horizon of 12
    two = {**ONE, "mu": ["2"], "sigma": ["0", "1/5"], "W0": [["1/4", "0"], ["0", "1/2"]]}
    with monkeypatch.context() as patch:
        patch.setattr(check, "MOST_STEPS", 3)
        with pytest.raises(WorkError, match="and more than 3 are needed"):
            check.prove_again({**two, "horizon": "12"}, 100)
        with pytest.raises(WorkError, match=r"horizon times the largest rate must be at most 16 times .*, got 48\.004$"):
            check.prove_again({**two, "horizon": "12.001"}, 100)
    asked: list[Any] = []
    original = check.residual
    monkeypatch.setattr(check, "residual", lambda *given: asked.append(given[1:]) or original(*given))
    steps = check.prove_again({**two, "horizon": "1/8"}, 100)
    assert steps.shape.signs == (-1,)
    assert set(map(repr, asked)) == {repr(([Fraction(2), Fraction(0)], Fraction(4)))}


def test_what_the_second_proof_leaves_open_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "shape", lambda _: Shape((), (), "no sign was found"))
    with pytest.raises(UnprovedError, match="no sign was found"):
        check.prove_again(ONE, 60)


def test_what_does_not_fit_is_not_paired() -> None:
    with pytest.raises(ValueError, match="zip"):
        check._rise(proof([1], (0, 1), (2, 3), (4, 5)))
    with pytest.raises(ValueError, match="zip"):
        check._exact_loss([[Fraction(1)]], [Fraction(1), Fraction(2)])
    with pytest.raises(ValueError, match="zip"):
        check.prove_again({**ONE, "probe": [1, 0]}, 60)
