"""The form of a certificate: its digest, and how one is read from a file that nobody vouches for.

Nothing in the file is executed; size, depth, keys, types and the length of every number are limited before any of it
is used. Whatever is wrong with the form is one ValueError of one line.

Source: new.

Legend: rationals are strings "p" or "p/q"; intervals are [lo, hi] of finite decimal strings.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import stat
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

from numerics.certificate.words import MODELS

SCHEMA, KIND = 1, "swingby.certificate"
#: Bytes of a file that is read.
LARGEST = 1 << 20
#: Nesting of brackets in it.
DEEPEST = 8
#: The rows of W(0), and the digits of a number, that a certificate may hold.
MOST_ROWS, MOST_DIGITS = 16, 400
#: Of a common denominator of the rates, and of W(0): what is exact is computed over it, and grows with it d times as long.
MOST_COMMON_DIGITS = 2000
COMMON_RULE = f"have a common denominator of at most MOST_COMMON_DIGITS = {MOST_COMMON_DIGITS} digits"
RATIONAL = re.compile(rf"-?[0-9]{{1,{MOST_DIGITS}}}(/[1-9][0-9]{{0,{MOST_DIGITS - 1}}})?", re.ASCII)
#: A horizon is at most so many units of the fastest timescale: a proof takes about a step for each.
MOST_TIMESCALES = 50_000
#: How a proof was made, by its model: the engine, what is said of it, and how.
COUNT = re.compile(r"[0-9]{1,9}", re.ASCII)
METHODS = {
    "tied": {
        "engine": re.compile("Taylor steps in balls"),
        "order": COUNT,
        "precision": COUNT,
        "steps": COUNT,
        "radius": re.compile(r"[0-9]\.[0-9]{3}e[-+][0-9]{2,3}", re.ASCII),
    },
    "one-layer": {"engine": re.compile("exponentials in balls"), "precision": COUNT, "steps": COUNT},
}
METHODS["untied"] = METHODS["tied"]
#: The programs that made it; no other words are taken.
VERSIONS = ("swingby", "python", "python-flint")
VERSION = re.compile(r"unknown|[0-9]{1,6}(\.[0-9]{1,6}){0,3}((a|b|rc|\.dev|\.post)[0-9]{1,6}){0,3}\+?", re.ASCII)
#: Ends of intervals.
DECIMAL = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,80})?", re.ASCII)
#: The fields and their types.
KEYS = {
    "schema": int, "kind": str, "outcome": str, "evidence": str, "reason": str, "theorem": dict, "data": dict, "signs": list,
    "turning_points": list, "rise": list, "losses": dict, "final_state": list, "method": dict, "versions": dict, "digest": str,
}  # fmt: skip
DATA_KEYS = {"model": str, "rates": str, "clock": str, "mu": list, "sigma": list, "a": list}
ASKED_KEYS = {"probe": list, "horizon": str}
TURN_KEYS = {"kind": str, "t": list, "loss": list}


def _transposed(W0: list[list[str]]) -> list[list[str]]:
    return [list(column) for column in zip(*W0, strict=True)]


def starts(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the matrices of the start by their keys: W0, or the layers; those of W0 where no model is known by its name."""
    model = data.get("model")
    keys = MODELS[model if isinstance(model, str) and model in MODELS else "tied"].start
    return {key: data.get(key) for key, _, _ in keys}


def _fits(data: Mapping[str, Any], key: str) -> bool:
    """Return whether a matrix of the start has the shape that the rates and the layers give it; True where it is in no start."""
    found, d = starts(data), len(data["a"])
    if key not in found:
        return True
    rows, columns = {"W0": (d, d), "W1": (len(data.get("W1", ())), d), "W2": (d, len(data.get("W1", ())))}[key]
    return bool(rows) and [*map(len, found[key])] == [columns] * rows


def _is_short(data: Mapping[str, Any], key: str) -> bool:
    return has_short_denominator(entry for row in starts(data).get(key, ()) for entry in row)


def has_short_denominator(numbers: Iterable[str | Fraction]) -> bool:
    """Return whether a common denominator of these numbers has at most MOST_COMMON_DIGITS digits."""
    common = 1
    for number in numbers:
        common = math.lcm(common, Fraction(number).denominator)
        if common >= 10**MOST_COMMON_DIGITS:
            return False
    return True


#: Field, rule, and whether data of the right types keep it; each may count on those before it.
DATA_RULES: tuple[tuple[str, str, Callable[[Mapping[str, Any]], object]], ...] = (
    ("mu", "be nonnegative", lambda data: all(Fraction(number) >= 0 for number in data["mu"])),
    ("sigma", "be nonnegative", lambda data: all(Fraction(number) >= 0 for number in data["sigma"])),
    ("a", "be nonnegative", lambda data: all(Fraction(number) >= 0 for number in data["a"])),
    ("mu", "have at least one entry and no more than a", lambda data: 0 < len(data["mu"]) <= len(data["a"])),
    ("sigma", "have as many entries as a", lambda data: len(data["sigma"]) == len(data["a"])),
    ("W0", "have a row and a column for each rate", lambda data: _fits(data, "W0")),
    ("W1", "have a column for each rate", lambda data: _fits(data, "W1")),
    ("W2", "have a row for each rate and a column for each row of W1", lambda data: _fits(data, "W2")),
    ("a", COMMON_RULE, lambda data: has_short_denominator(data["a"])),
    ("W0", COMMON_RULE, lambda data: _is_short(data, "W0")),
    ("W1", COMMON_RULE, lambda data: _is_short(data, "W1")),
    ("W2", COMMON_RULE, lambda data: _is_short(data, "W2")),
    ("model", f"be {' or '.join(MODELS)}", lambda data: data["model"] in MODELS),
    ("rates", "be plain or squared", lambda data: data["rates"] in ("plain", "squared")),
    ("W0", "be symmetric", lambda data: not MODELS[data["model"]].semidefinite or _transposed(data["W0"]) == data["W0"]),
    ("probe", "hold a 0, 1 or -1 for each mu", lambda data: len(data["probe"]) == len(data["mu"])),
    ("probe", "hold a 0, 1 or -1 for each mu", lambda data: all(type(bit) is int and bit in (-1, 0, 1) for bit in data["probe"])),
    ("horizon", "be a positive number as a string", lambda data: RATIONAL.fullmatch(h := data["horizon"]) and Fraction(h) > 0),
    (
        "horizon",
        f"be at most MOST_TIMESCALES = {MOST_TIMESCALES} divided by the largest rate",
        lambda data: Fraction(data["horizon"]) * max(map(Fraction, data["a"])) <= MOST_TIMESCALES,
    ),
)


def _refuse(what: str) -> NoReturn:
    raise ValueError(f"certificate: {what}") from None


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        _refuse("a key occurs twice")
    return found


def _number(text: str) -> NoReturn:
    _refuse(f"numbers must be whole or strings, got {text[:20]}")


def _whole(text: str) -> int:
    if len(text) > 9:
        _refuse(f"whole numbers must have at most 9 digits, got {len(text)}")
    return int(text)


def digest(certificate: Mapping[str, Any]) -> str:
    """Return "sha256:..." over the certificate without its digest, in canonical JSON."""
    body = {key: value for key, value in certificate.items() if key != "digest"}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return "sha256:" + hashlib.sha256(text.encode("ascii")).hexdigest()


def depth(text: str) -> int:
    """Return the greatest nesting of brackets outside strings."""
    level = deepest = 0
    # A string without an end goes on to the end of the text: looked for again at each of its quotation marks, it takes for ever.
    for token in re.finditer(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[{]|[\]}]', text, re.DOTALL):
        symbol = token.group()
        if symbol in "[{":
            level += 1
            deepest = max(deepest, level)
        elif symbol in "]}":
            level -= 1
    return deepest


def read_certificate(path: str | Path) -> dict[str, Any]:
    """Return the certificate in a file once its form has been checked.

    Raises
    ------
    ValueError : in one line, when the file cannot be read or is not a certificate
    """
    try:
        status, raw = Path(path).stat(), b""
        if stat.S_ISREG(status.st_mode):
            with Path(path).open("rb") as stream:
                raw = stream.read(LARGEST + 1)
    except OSError as error:
        _refuse(f"{path}: {error.strerror}")
    except ValueError as error:  # a null byte in the path
        _refuse(f"{path}: {error}")
    if not stat.S_ISREG(status.st_mode):
        _refuse(f"{path} must be a regular file")
    if len(raw) > LARGEST:
        _refuse(f"the file must have at most {LARGEST} bytes, got {max(status.st_size, len(raw))}")
    return parse_certificate(raw)


def parse_certificate(raw: bytes) -> dict[str, Any]:
    """Return the certificate in these bytes once its form has been checked; ValueError otherwise."""
    try:
        text = raw.decode(json.detect_encoding(raw))
        if depth(text) > DEEPEST:
            _refuse(f"nesting must be at most {DEEPEST} deep, got {depth(text)}")
        found = json.loads(text, object_pairs_hook=_pairs, parse_float=_number, parse_constant=_number, parse_int=_whole)
    except UnicodeDecodeError:
        _refuse("the file must be UTF-8 text")
    except json.JSONDecodeError as error:
        _refuse(f"the file must be JSON: {error.msg} at line {error.lineno}")
    check_form(found)
    return dict(found)


def _object(value: Any, keys: Mapping[str, type], name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        _refuse(f"{name} must be an object, got {type(value).__name__}")
    if set(value) != set(keys):
        _refuse(f"{name} must have exactly the keys {', '.join(keys)}")
    for key, kind in keys.items():
        if type(value[key]) is not kind:
            _refuse(f"{name}.{key} must be of type {kind.__name__}, got {type(value[key]).__name__}")
    return value


def _strings(value: Any, pattern: re.Pattern[str], name: str, most: int = MOST_ROWS) -> list[str]:
    if not isinstance(value, list) or len(value) > most:
        _refuse(f"{name} must be a list of at most {most} strings")
    for entry in value:
        if not isinstance(entry, str) or not pattern.fullmatch(entry):
            _refuse(f"{name} must hold exact numbers as strings, got {str(entry)[:40]!r}")
    return value


def _interval(value: Any, name: str) -> None:
    ends = [Fraction(entry) for entry in _strings(value, DECIMAL, name, 2)]
    if len(ends) != 2 or ends[0] > ends[1]:
        _refuse(f"{name} must be [lo, hi] with lo <= hi")


def check_form(found: Any) -> None:
    """Raise ValueError unless `found` has the keys, types and sizes of a certificate."""
    certificate = _object(found, KEYS, "the file")
    if certificate["schema"] != SCHEMA or certificate["kind"] != KIND:
        _refuse(f"schema must be {SCHEMA} and kind {KIND}")
    _object(certificate["theorem"], {"words": str, "latex": str}, "theorem")
    _check_data(certificate["data"])
    for name in ("method", "versions"):
        if any(not isinstance(entry, str) for entry in certificate[name].values()):
            _refuse(f"{name} must hold strings")
    if len(certificate["signs"]) > 100 or any(word not in ("falls", "rises") for word in certificate["signs"]):
        _refuse("signs must hold at most 100 words, falls or rises")
    if certificate["outcome"] != "VERIFIED":
        return
    if len(certificate["turning_points"]) > 100:
        _refuse("turning_points must be at most 100")
    for turn in certificate["turning_points"]:
        _object(turn, TURN_KEYS, "turning_points")
        _interval(turn["t"], "turning_points.t")
        _interval(turn["loss"], "turning_points.loss")
    _interval(certificate["rise"], "rise")
    for name, value in _object(certificate["losses"], {"start": list, "end": list}, "losses").items():
        _interval(value, f"losses.{name}")
    d = len(certificate["data"]["a"])
    if len(certificate["final_state"]) != d:
        _refuse(f"final_state must have {d} rows")
    for row in certificate["final_state"]:
        if not isinstance(row, list) or len(row) != d:
            _refuse(f"final_state must have {d} columns")
        for entry in row:
            _interval(entry, "final_state")


def origin_fault(certificate: Mapping[str, Any]) -> str:
    """Return what in the account of the making of a proof is not in the words that `certify` has for it, or nothing."""
    versions, method = certificate["versions"], certificate["method"]
    if set(versions) != set(VERSIONS) or not all(map(VERSION.fullmatch, versions.values())):
        return f"versions must be those of {', '.join(VERSIONS)}, numbers with dots"
    if certificate["reason"]:
        return "reason must be empty where something is proved"
    said = METHODS[certificate["data"]["model"]]
    if set(method) != set(said) or not all(pattern.fullmatch(method[key]) for key, pattern in said.items()):
        return f"method must be {said['engine'].pattern}, with {', '.join(said)} and no other words"
    return ""


def _check_data(value: Any) -> None:
    """Raise ValueError at the first field of the data that breaks its rule."""
    matrices = starts(value if isinstance(value, dict) else {})
    data = _object(value, DATA_KEYS | dict.fromkeys(matrices, list) | ASKED_KEYS, "data")
    for name in ("mu", "sigma", "a"):
        _strings(data[name], RATIONAL, f"data.{name}")
    for name, rows in matrices.items():
        if len(rows) > MOST_ROWS:
            _refuse(f"data.{name} must have at most {MOST_ROWS} rows, got {len(rows)}")
        for row in rows:
            _strings(row, RATIONAL, f"data.{name}")
    for field, rule, holds in DATA_RULES:
        if not holds(data):
            _refuse(f"data.{field} must {rule}")
