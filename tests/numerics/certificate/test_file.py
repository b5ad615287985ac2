"""A hostile file costs one line and nothing else: no execution, no deep recursion, no huge number, no waiting."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from numerics.certificate.certify import certify
from numerics.certificate.file import LARGEST, depth, origin_fault, parse_certificate, read_certificate

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
