"""A hostile file costs one line and nothing else: no execution, no deep recursion, no huge number, no waiting."""

from __future__ import annotations

import hashlib
import json
import os
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from numerics.certificate.certify import certify
from numerics.certificate.file import (
    LARGEST,
    _transposed,
    check_form,
    depth,
    digest,
    has_short_denominator,
    origin_fault,
    parse_certificate,
    read_certificate,
)

GENUINE = certify(["1", "3/2"], ["1/20", "1/20"], [["1/2", "1/50"], ["1/50", "1/3"]], "2")


def changed(**changes: Any) -> bytes:
    return json.dumps({**GENUINE, **changes}).encode()


def data(**changes: Any) -> bytes:
    return changed(data={**GENUINE["data"], **changes})


HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "not JSON": b"certificate",
    "a pickle": b"\x80\x04\x95\x1a\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94.",
    "not UTF-8": b'{"schema": "\xff\xfe"}',
    "a list": b"[]",
    "a number": b"1",
    "null": b"null",
    "deep lists": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "unclosed depth": b"[" * 500_000,
    "quotation marks without an end": b'"' + b'\\"' * 500_000,
    "a backslash at the end": b'{"a": "' + b"\\\\" * 400_000 + b"\\",
    "NaN": json.dumps({**GENUINE, "schema": float("nan")}).encode(),
    "a float": changed(schema=1.0),
    "a boolean for a number": changed(schema=True),
    "a huge number": b'{"schema": ' + b"9" * 5000 + b"}",
    "a key twice": json.dumps(GENUINE).encode()[:-1] + b', "digest": "sha256:0"}',
    "a key missing": json.dumps({key: value for key, value in GENUINE.items() if key != "data"}).encode(),
    "a key too many": changed(command="rm"),
    "another schema": changed(schema=2),
    "text for an object": changed(theorem="trust me"),
    "words that are not words": changed(signs=["__import__('os')"]),
    "a start that is code": data(W0=[["__import__('os').system('true')"] * 2] * 2),
    "a start of numbers": data(W0=[[1, 0], [0, 1]]),
    "a start of floats as text": data(W0=[["1e400", "0"], ["0", "1"]]),
    "a division by zero": data(W0=[["1/0", "0"], ["0", "1"]]),
    "digits of another script": data(W0=[["\u0661", "0"], ["0", "1"]]),
    "very long rationals": data(W0=[["1" * 401, "0"], ["0", "1"]]),
    "a ragged start": data(W0=[["1"], ["0", "1"]]),
    "a start that is not symmetric": data(W0=[["1", "1/2"], ["0", "1"]]),
    "too many concepts": data(mu=["1"] * 17, sigma=["1"] * 17, a=["1"] * 17),
    "negative rates": data(a=["-1", "1"]),
    "a horizon of nothing": data(horizon="0"),
    "a horizon that no proof reaches": data(horizon="1" + "0" * 9),
    "a horizon of many digits": data(horizon="9" * 400),
    "rates that no proof follows": data(a=["1" + "0" * 9, "1"]),
    "a horizon just too long": data(horizon="100000001/1000", a=["1/2", "1/3"]),
    "a probe of text": data(probe=["1", "1"]),
    "an interval upside down": changed(rise=["2", "1"]),
    "an interval of one": changed(rise=["2"]),
    "an endless decimal": changed(rise=["0", "0." + "1" * 81]),
    "a state that is ragged": changed(final_state=[[]]),
}


@pytest.mark.parametrize("kind", list(HOSTILE))
def test_hostile_content_is_one_value_error_of_one_line(kind: str) -> None:
    with pytest.raises(ValueError, match="certificate: ") as caught:
        parse_certificate(HOSTILE[kind])
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as stream:
        stream.truncate(LARGEST + 1)
    with pytest.raises(ValueError, match=f"at most {LARGEST} bytes"):
        read_certificate(path)


@pytest.mark.parametrize("name", ["missing.json", ""])
def test_missing_file_and_directory_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="certificate: "):
        read_certificate(tmp_path / name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_named_pipe_does_not_block(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(ValueError, match="regular file"):
        read_certificate(path)


def test_path_with_a_null_byte_is_refused() -> None:
    with pytest.raises(ValueError, match="certificate: "):
        read_certificate("a\0b")


def test_genuine_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps(GENUINE, indent=1))
    assert read_certificate(path) == GENUINE


@pytest.mark.parametrize(
    ("text", "expected"), [("1", 0), ("[[]]", 2), ('{"[[[": [1]}', 2), ('["\\"[[["]', 1), ("[[[", 3), ('[["[', 2), ('[["\\', 2)]
)
def test_depth_counts_brackets_outside_strings(text: str, expected: int) -> None:
    assert depth(text) == expected


@pytest.mark.parametrize(
    ("horizon", "a", "taken"),
    [
        ("50000", ["1", "1/2"], True),
        ("50001", ["1", "1/2"], False),
        ("100000", ["1/4", "1/2"], True),
        ("100001", ["1/4", "1/2"], False),
        ("1/1000", ["50000000", "1"], True),
        ("1/999", ["50000000", "1"], False),
        ("1000000000", ["0", "0"], True),
    ],
)
def test_a_horizon_has_so_many_timescales_and_no_more(horizon: str, a: list[str], taken: bool) -> None:
    if taken:
        assert parse_certificate(data(horizon=horizon, a=a))["data"]["horizon"] == horizon
    else:
        with pytest.raises(
            ValueError, match=r"data\.horizon must be at most MOST_TIMESCALES = 50000 divided by the largest rate"
        ):
            parse_certificate(data(horizon=horizon, a=a))


@pytest.mark.parametrize("version", ["0.1.0", "unknown", "3.13.0rc2", "3.14.0a1", "3.12.0+", "1.2.dev3", "2.0.post1", "0.8"])
def test_numbers_of_versions_are_taken(version: str) -> None:
    for program in ("swingby", "python", "python-flint"):
        assert origin_fault({**GENUINE, "versions": {**GENUINE["versions"], program: version}}) == ""


@pytest.mark.parametrize(
    "version", ["", "new", "3.11.7 ", "3.11.7\n", "v3", "3..1", "1.2.3.4.5", "3.11 (new)", "1234567", "\u0663"]
)
def test_other_words_for_versions_are_not(version: str) -> None:
    fault = origin_fault({**GENUINE, "versions": {**GENUINE["versions"], "python": version}})
    assert fault == "versions must be those of swingby, python, python-flint, numbers with dots"


@pytest.mark.parametrize(
    "method",
    [
        {},
        {"engine": "Taylor steps in balls"},
        {"order": "1 "},
        {"order": "-1"},
        {"order": "1234567890"},
        {"precision": "1e2"},
        {"steps": ""},
        {"radius": "0"},
        {"radius": "1.234e-20 m"},
        {"radius": "12.345e-20"},
        {"engine": "taylor steps in balls"},
        {"remark": "1"},
    ],
)
def test_a_method_is_said_in_the_words_of_its_engine(method: dict[str, str]) -> None:
    found = {**GENUINE["method"], **method} if (method and set(method) != {"engine"}) or "taylor" in str(method) else method
    fault = origin_fault({**GENUINE, "method": found})
    assert fault == "method must be Taylor steps in balls, with engine, order, precision, steps, radius and no other words"
    assert origin_fault(GENUINE) == ""


def entries(digits: list[int]) -> list[list[str]]:
    """A diagonal start whose denominators 10^n + 1, n odd, have no common factors but 11."""
    return [[f"1/{10**n + 1}" if i == j else "0" for j in range(len(digits))] for i, n in enumerate(digits)]


@pytest.mark.parametrize(("digits", "taken"), [([389, 383, 379, 373, 367], True), ([389, 383, 379, 373, 367, 359], False)])
def test_a_common_denominator_has_so_many_digits_and_no_more(digits: list[int], taken: bool) -> None:
    d = len(digits)
    found = {**GENUINE, "final_state": [[["0", "1"]] * d] * d}
    found["data"] = {**GENUINE["data"], "W0": entries(digits), "sigma": ["1/20"] * d, "a": ["1"] * d}
    raw = json.dumps(found).encode()
    if taken:
        assert parse_certificate(raw) == found
    else:
        with pytest.raises(
            ValueError, match=r"data\.W0 must have a common denominator of at most MOST_COMMON_DIGITS = 2000 digits"
        ):
            parse_certificate(raw)


def said(raw: bytes) -> str:
    """Why these bytes are no certificate, or nothing."""
    try:
        parse_certificate(raw)
    except ValueError as error:
        return str(error)
    return ""


def nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


KEYS = (
    "schema, kind, outcome, evidence, reason, theorem, data, signs, turning_points, rise, losses, final_state, method, versions, "
    "digest"
)
DATA = "model, rates, clock, mu, sigma, a, W0, probe, horizon"
NUMBERS = "must hold exact numbers as strings, got"
TURN = {"kind": "min", "t": ["1", "2"], "loss": ["0", "1"]}
ONES = ["1"] * 17
#: What is just taken, and what is not any more and why.
LIMITS: dict[str, tuple[bytes, str]] = {
    "eight deep": (nested(8), "the file must be an object, got list"),
    "nine deep": (nested(9), "nesting must be at most 8 deep, got 9"),
    "nine digits": (changed(schema=999999999), "schema must be 1 and kind swingby.certificate"),
    "ten digits": (changed(schema=1234567890), "whole numbers must have at most 9 digits, got 10"),
    "a long float": (b'{"schema": 0.' + b"1" * 30 + b"}", f"numbers must be whole or strings, got 0.{'1' * 18}"),
    "a broken line": (b'\n\n{"a" 1}', "the file must be JSON: Expecting ':' delimiter at line 3"),
    "another kind": (changed(kind="other"), "schema must be 1 and kind swingby.certificate"),
    "a key missing": (json.dumps({"schema": 1}).encode(), f"the file must have exactly the keys {KEYS}"),
    "data that are no object": (changed(data="x"), "the file.data must be of type dict, got str"),
    "data without a key": (changed(data={"mu": []}), f"data must have exactly the keys {DATA}"),
    "data of another type": (data(mu="1"), "data.mu must be of type list, got str"),
    "sixteen signals": (data(mu=["1"] * 16), "data.mu must have at least one entry and no more than a"),
    "seventeen signals": (data(mu=ONES), "data.mu must be a list of at most 16 strings"),
    "seventeen deviations": (data(sigma=ONES), "data.sigma must be a list of at most 16 strings"),
    "seventeen rates": (data(a=ONES), "data.a must be a list of at most 16 strings"),
    "seventeen columns": (data(W0=[ONES, ONES]), "data.W0 must be a list of at most 16 strings"),
    "a row of text": (data(W0=["1", "1"]), "data.W0 must be a list of at most 16 strings"),
    "400 digits": (data(W0=[["1" * 400 + "/" + "9" * 400, "0"], ["0", "1"]]), ""),
    "401 digits": (data(W0=[["1" * 401, "0"], ["0", "1"]]), f"data.W0 {NUMBERS} '{'1' * 40}'"),
    "401 digits below": (data(W0=[["1/" + "1" * 401, "0"], ["0", "1"]]), f"data.W0 {NUMBERS} '1/{'1' * 38}'"),
    "a number for a string": (data(sigma=["1", 1]), f"data.sigma {NUMBERS} '1'"),
    "a word": (data(a=["1", "one"]), f"data.a {NUMBERS} 'one'"),
    "a signal below 0": (data(mu=["1", "-1/9"]), "data.mu must be nonnegative"),
    "a deviation below 0": (data(sigma=["-1/9", "1"]), "data.sigma must be nonnegative"),
    "a rate below 0": (data(a=["1", "-1/9"]), "data.a must be nonnegative"),
    "no signal": (data(mu=[], probe=[]), "data.mu must have at least one entry and no more than a"),
    "one signal": (data(mu=["1"], probe=[1]), ""),
    "three signals": (data(mu=["1"] * 3, probe=[1] * 3), "data.mu must have at least one entry and no more than a"),
    "one deviation": (data(sigma=["1"]), "data.sigma must have as many entries as a"),
    "three deviations": (data(sigma=["1"] * 3), "data.sigma must have as many entries as a"),
    "one row": (data(W0=[["1", "0"]]), "data.W0 must have a row and a column for each rate"),
    "three rows": (data(W0=[["1", "0"]] * 3), "data.W0 must have a row and a column for each rate"),
    "three columns": (data(W0=[["1", "0", "0"]] * 2), "data.W0 must have a row and a column for each rate"),
    "another model": (data(model="deep"), "data.model must be tied or one-layer or untied"),
    "other rates": (data(rates="cubed"), "data.rates must be plain or squared"),
    "squared rates": (data(rates="squared"), ""),
    "a start that is not symmetric": (data(W0=[["1", "1/2"], ["1/3", "1"]]), "data.W0 must be symmetric"),
    "one that need not be": (data(W0=[["1", "1/2"], ["1/3", "1"]], model="one-layer"), ""),
    "a probe of zeros and ones": (data(probe=[0, 1]), ""),
    "a probe of both signs": (data(probe=[-1, 1]), ""),
    "a short probe": (data(probe=[1]), "data.probe must hold a 0, 1 or -1 for each mu"),
    "a two in the probe": (data(probe=[1, 2]), "data.probe must hold a 0, 1 or -1 for each mu"),
    "a probe of truth values": (data(probe=[True, True]), "data.probe must hold a 0, 1 or -1 for each mu"),
    "a horizon below 0": (data(horizon="-1"), "data.horizon must be a positive number as a string"),
    "a horizon in words": (data(horizon="long"), "data.horizon must be a positive number as a string"),
    "a number in the versions": (changed(versions={"swingby": "1", "python": 1}), "versions must hold strings"),
    "a number in the method": (changed(method={"engine": "x", "steps": 1}), "method must hold strings"),
    "another key of the theorem": (changed(theorem={"words": ""}), "theorem must have exactly the keys words, latex"),
    "100 signs": (changed(signs=["falls", "rises"] * 50), ""),
    "101 signs": (changed(signs=["falls"] * 101), "signs must hold at most 100 words, falls or rises"),
    "a sign that is none": (changed(signs=["falls", "stays"]), "signs must hold at most 100 words, falls or rises"),
    "100 turning points": (changed(turning_points=[TURN] * 100), ""),
    "101 turning points": (changed(turning_points=[TURN] * 101), "turning_points must be at most 100"),
    "a turning point without a time": (
        changed(turning_points=[TURN, {"kind": "min"}]),
        "turning_points must have exactly the keys kind, t, loss",
    ),
    "a time the wrong way round": (
        changed(turning_points=[{**TURN, "t": ["2", "1"]}]),
        "turning_points.t must be [lo, hi] with lo <= hi",
    ),
    "a loss the wrong way round": (
        changed(turning_points=[{**TURN, "loss": ["1", "0"]}]),
        "turning_points.loss must be [lo, hi] with lo <= hi",
    ),
    "an interval of a point": (changed(rise=["1", "1.0"]), ""),
    "an interval of three": (changed(rise=["1", "2", "3"]), "rise must be a list of at most 2 strings"),
    "no interval": (changed(rise=[]), "rise must be [lo, hi] with lo <= hi"),
    "a fraction in an interval": (changed(rise=["0", "1/2"]), f"rise {NUMBERS} '1/2'"),
    "40 digits and 80": (changed(rise=["0", "9" * 40 + "." + "9" * 80]), ""),
    "41 digits": (changed(rise=["0", "9" * 41]), f"rise {NUMBERS} '{'9' * 40}'"),
    "81 digits": (changed(rise=["0", "0." + "9" * 81]), f"rise {NUMBERS} '0.{'9' * 38}'"),
    "a loss too many": (changed(losses={"start": ["0", "1"]}), "losses must have exactly the keys start, end"),
    "an end the wrong way round": (
        changed(losses={"start": ["0", "1"], "end": ["1", "0"]}),
        "losses.end must be [lo, hi] with lo <= hi",
    ),
    "a state of one row": (changed(final_state=[[["0", "1"]] * 2]), "final_state must have 2 rows"),
    "a state of one column": (changed(final_state=[[["0", "1"]]] * 2), "final_state must have 2 columns"),
    "a state of objects": (changed(final_state=[{"0": 1, "1": 2}] * 2), "final_state must have 2 columns"),
    "a state of numbers": (changed(final_state=[["0", "1"]] * 2), "final_state must be a list of at most 2 strings"),
    "a state the wrong way round": (
        changed(final_state=[[["0", "1"]] * 2, [["0", "1"], ["1", "0"]]]),
        "final_state must be [lo, hi] with lo <= hi",
    ),
    # what is undecided states nothing that could be wrong
    "undecided": (changed(outcome="UNDECIDED", signs=[], turning_points=[], rise=[], losses={}, final_state=[]), ""),
}


@pytest.mark.parametrize("kind", list(LIMITS))
def test_what_breaks_a_rule_is_told_which_and_what_just_keeps_it_is_taken(kind: str) -> None:
    raw, rule = LIMITS[kind]
    assert said(raw) == (f"certificate: {rule}" if rule else "")


def test_a_file_has_so_many_bytes_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "certificate.json"
    text = json.dumps(GENUINE).encode()
    path.write_bytes(text + b" " * (1048576 - len(text)))
    assert read_certificate(path) == GENUINE
    path.write_bytes(text + b" " * (1048577 - len(text)))
    with pytest.raises(ValueError, match=r"^certificate: the file must have at most 1048576 bytes, got 1048577$"):
        read_certificate(path)
    path.write_bytes(b" " * 3000000)
    with pytest.raises(ValueError, match=r"^certificate: the file must have at most 1048576 bytes, got 3000000$"):
        read_certificate(path)


def test_what_cannot_be_opened_is_named_with_the_reason(tmp_path: Path) -> None:
    missing = tmp_path / "missing.json"
    with pytest.raises(ValueError, match="No such file or directory") as caught:
        read_certificate(missing)
    assert str(caught.value) == f"certificate: {missing}: No such file or directory"
    with pytest.raises(ValueError, match="regular file") as caught:
        read_certificate(tmp_path)
    assert str(caught.value) == f"certificate: {tmp_path} must be a regular file"


def test_common_denominators_are_bounded_by_their_size() -> None:
    for held, short in (([10**2000 - 1], True), ([10**2000], False), ([2, 3] * 99, True), ([10**1200 + 1, 10**1200 - 1], False)):
        assert has_short_denominator(Fraction(1, denominator) for denominator in held) is short
        assert (
            has_short_denominator([str(Fraction(1, denominator)) for denominator in held if denominator < 10**1500]) or not short
        )


def test_the_digest_is_of_all_but_itself() -> None:
    # by hand: keys in order, no blanks, what is no ASCII escaped
    text = '{"a":["1","\\u00e9"],"b":{"c":0}}'
    expected = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    assert digest({"b": {"c": 0}, "digest": "sha256:0", "a": ["1", "\u00e9"]}) == expected
    with pytest.raises(ValueError, match="Out of range float"):
        digest({"a": float("nan")})


def test_the_making_of_both_models_is_said_in_their_words() -> None:
    one = certify([1], [0], [[0]], 1, model="one-layer")
    assert origin_fault(one) == origin_fault(GENUINE) == ""
    other = "method must be exponentials in balls, with engine, precision, steps and no other words"
    assert origin_fault({**one, "method": GENUINE["method"]}) == other
    assert origin_fault({**one, "reason": "x"}) == "reason must be empty where something is proved"
    for steps, fault in (("0", ""), ("123456789", ""), ("1234567890", other)):
        assert origin_fault({**one, "method": {**one["method"], "steps": steps}}) == fault
    for radius, taken in (
        ("1.234e-20", True),
        ("9.999e+300", True),
        ("1.23e-20", False),
        ("1.234e-2", False),
        ("1.234e-2000", False),
    ):
        found = origin_fault({**GENUINE, "method": {**GENUINE["method"], "radius": radius}})
        assert (found == "") is taken
    for version, taken in (("1.2.3.4", True), ("123456.1", True), ("1a1b2rc3", True), ("1a1a1a1a1", False), ("1.1234567", False)):
        found = origin_fault({**GENUINE, "versions": {**GENUINE["versions"], "python": version}})
        assert (found == "") is taken


def test_a_ragged_start_has_no_transpose() -> None:
    assert _transposed([["1", "2"], ["3", "4"]]) == [["1", "3"], ["2", "4"]]
    with pytest.raises(ValueError, match="zip"):
        _transposed([["1", "2"], ["3"]])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_read_over(encoding: str) -> None:
    assert parse_certificate(json.dumps(GENUINE).encode(encoding)) == GENUINE


LAYERED: dict[str, tuple[dict[str, Any], str]] = {
    "a column too few": ({"W1": [["1"]]}, "data.W1 must have a column for each rate"),
    "a row too few": ({"W2": [["1", "0", "0"]]}, "data.W2 must have a row for each rate and a column for each row of W1"),
    "a column too many": (
        {"W2": [["1", "0"], ["0", "1"]]},
        "data.W2 must have a row for each rate and a column for each row of W1",
    ),
    "no rows": ({"W1": []}, "data.W1 must have a column for each rate"),
    "seventeen rows": ({"W1": [["1", "1"]] * 17}, "data.W1 must have at most 16 rows, got 17"),
    "text": ({"W1": [["1", "x"]] * 3}, "data.W1 must hold exact numbers as strings, got 'x'"),
    "W0 beside": ({"W0": [["1", "0"], ["0", "1"]]}, "data must have exactly the keys"),
}


@pytest.mark.parametrize("kind", list(LAYERED))
def test_layers_that_do_not_fit_are_refused(kind: str) -> None:
    start = [[["1/2", 0], [0, "1/3"], ["1/9", 0]], [["1/2", 0, 0], [0, "1/3", "1/9"]]]
    certificate = certify([1, 1], [0, 0], start, "1/8", model="untied")
    check_form(certificate)
    change, message = LAYERED[kind]
    certificate["data"] |= change
    with pytest.raises(ValueError, match=rf"^certificate: {re.escape(message)}"):
        check_form(certificate)
