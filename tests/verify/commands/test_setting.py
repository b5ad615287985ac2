"""predict, simulate and certify read a setting alike, in the shell and from Python: the same wrong call gets the same words."""

from __future__ import annotations

import io
import json
import re
import warnings
import zipfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flint import fmpq

import swingby
from verify.cli import main

COMMANDS = ("predict", "simulate", "certify")
GIVEN: dict[str, Any] = {"mu": "1,3/2", "sigma": "0.05,0.05", "W0": [["1/50", "1/100"], ["1/100", 0.03]]}
NUMBERS = "must be finite numbers, decimals or fractions such as 1/50"
ENTRIES = "W(0) must hold finite numbers or strings such as 1/50"
HORIZON = "horizon must be finite, at least 1e-300 and at most 1e+09"
#: Changes of the call, as texts, and what is said.
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "mu of words": ({"mu": "1,x"}, f"mu {NUMBERS}, got 'x'"),
    "mu not finite": ({"mu": "nan,1"}, f"mu {NUMBERS}, got 'nan'"),
    "mu with a gap": ({"mu": "1,,2"}, f"mu {NUMBERS}, got ''"),
    "mu with an underscore": ({"mu": "1_0/50,1"}, f"mu {NUMBERS}, got '1_0/50'"),
    "mu divided by 0": ({"mu": "1/0,1"}, f"mu {NUMBERS}, got '1/0'"),
    "mu of a huge exponent": ({"mu": "1e999999999,1"}, f"mu {NUMBERS}, got '1e999999999'"),
    "mu below 0": ({"mu": "-1,1"}, "mu must be finite and at least 0, got -1"),
    "mu too large": ({"mu": "1e300,1"}, "mu must be at most 1e+06, got 1e+300"),
    "mu too small": ({"mu": "1e-400,1"}, "mu must be 0 or at least 4.94066e-324, got about 10^-400"),
    "too many mu": ({"mu": "1,2,3"}, "dim must be at least the number of concepts 3, got 2"),
    "sigma of words": ({"sigma": "a,b"}, f"sigma {NUMBERS}, got 'a'"),
    "sigma below 0": ({"sigma": "1,-1/3"}, "sigma must be finite and at least 0, got -1/3"),
    "too few sigma": ({"sigma": "1"}, "sigma must have 2 entries, got 1"),
    "rates too large": (
        {"mu": "1e6,1", "sigma": "1,1", "rates": "squared"},
        "mu and sigma must give rates of at most 2e+12, got 2.5e+23",
    ),
    "rates too small": (
        {"mu": "1e-200,1", "sigma": "0,0"},
        "mu and sigma must give rates of 0 or at least 1e-100, got about 10^-400",
    ),
    "an unknown model": ({"model": "relu"}, "model must be one of tied, one-layer, untied, deep, got 'relu'"),
    "unknown rates": ({"rates": "cubed"}, "rates must be one of plain, squared, got 'cubed'"),
    "dim of a word": ({"dim": "two"}, "dim must be a whole number between 1 and 128, got 'two'"),
    "dim of a fraction": ({"dim": "5/2"}, "dim must be a whole number between 1 and 128, got 5/2"),
    "dim of 0": ({"dim": "0"}, "dim must be a whole number between 1 and 128, got 0"),
    "dim too large": ({"dim": "100000"}, "dim must be a whole number between 1 and 128, got 100000"),
    "another dim": ({"dim": "3"}, "W(0) must have shape (3, 3), got (2, 2)"),
    "a probe of twos": ({"probe": "2,0"}, "probe must be 2 zeros and ones, of any sign, got 2, 0"),
    "a probe of zeros": ({"probe": "0,0"}, "probe must have a one among its zeros, got 0, 0"),
    "a probe too short": ({"probe": "1"}, "probe must be 2 zeros and ones, of any sign, got 1"),
    "a horizon of a word": ({"horizon": "soon"}, f"{HORIZON}, got 'soon'"),
    "a horizon below 0": ({"horizon": "-1"}, f"{HORIZON}, got -1"),
    "a horizon of 0": ({"horizon": "0"}, f"{HORIZON}, got 0"),
    "a horizon not finite": ({"horizon": "inf"}, f"{HORIZON}, got 'inf'"),
    "a horizon too long": ({"horizon": "1e300"}, f"{HORIZON}, got 1e+300"),
    "too many timescales": (
        {"mu": "1e6,1", "horizon": "1e9"},
        "horizon must be at most 1e+10 / the largest rate 5e+11, got 1000000000",
    ),
    "no rows": ({"W0": []}, "W(0) must be rows of numbers, got '[]'"),
    "no matrix": ({"W0": "[[1, 2], [2, 1]]"}, "W(0) must be rows of numbers, got '[[1, 2], [2, 1]]'"),
    "a ragged start": ({"W0": [[1, 2], [3]]}, "W(0) must have shape (2, 2), got row 2 with 1 entries"),
    "a row that is none": ({"W0": [[1, 2], "3"]}, "W(0) must be 2 rows of 2 numbers, got row 2 with '3'"),
    "an entry that is none": ({"W0": [[1, None], [0, 1]]}, f"{ENTRIES}, got a masked or missing number at entry (1, 2)"),
    "an entry that is true": ({"W0": [[1, 0], [0, True]]}, f"{ENTRIES}, got 'True' at entry (2, 2)"),
    "an entry of a word": ({"W0": [[1, 0], ["x", 1]]}, f"{ENTRIES}, got 'x' at entry (2, 1)"),
    "an entry with an underscore": (
        {"W0": [["1_0/50", 0], [0, 1]]},
        f"{ENTRIES}, got '1_0/50' at entry (1, 1)",
    ),
    "an entry too large": ({"W0": [[1e300, 0], [0, 1]]}, "W(0) must have entries of at most 1e+12, got 1e+300 at entry (1, 1)"),
    "an entry that floats lose": (
        {"W0": [["1e-400", 0], [0, 1]]},
        "W(0) must have entries of 0 or at least 4.94066e-324 in size, got about 10^-400 at entry (1, 1)",
    ),
    "too many rows": ({"W0": [[0] * 129] * 129}, "W(0) must have at most 128 rows, got 129"),
    "an asymmetric start": ({"W0": [[1, 0.2], [0, 1]]}, "W(0) must be symmetric for the tied model, got 1/5 and 0 at (1, 2)"),
    "an indefinite start": (
        {"W0": [["1/100", "1/50"], ["1/50", "1/100"]]},
        "W(0) must be positive semidefinite for the tied model, W = U U^T, got pivot 2 = -3/100",
    ),
    "a start indefinite by a hair": (
        {"W0": [[1, 1], [1, "0.99999999999999999999"]]},
        "W(0) must be positive semidefinite for the tied model, W = U U^T, got pivot 2 = -1e-20"
        " (if that is rounding of a start of lower rank, give it exactly)",
    ),
}  # fmt: skip


def arguments(call: dict[str, Any], folder: Path) -> list[str]:
    """Return the call as arguments of the shell."""
    found = []
    for name, value in call.items():
        if name == "W0":
            (folder / "start.json").write_text(json.dumps(value))
            found.append(f"--w0={folder / 'start.json'}")
        else:
            found.append(f"--{name}={value}")
    return found


def keywords(call: dict[str, Any]) -> dict[str, Any]:
    """Return the call as arguments of Python, with decimals of W(0) as texts, as in a file."""
    found = {name: value.split(",") if name in ("mu", "sigma", "probe") else value for name, value in call.items()}
    return found | {"W0": json.loads(json.dumps(call["W0"]), parse_float=str)}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", list(WRONG))
def test_wrong_calls_get_the_same_words(capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str, command: str) -> None:
    changes, said = WRONG[kind]
    assert main([command, *arguments(GIVEN | changes, tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.replace(f" in {tmp_path / 'start.json'}", "") == f"swingby: {said}\n"
    with pytest.raises(ValueError, match="must") as caught:
        getattr(swingby, command)(**keywords(GIVEN | changes))
    assert str(caught.value) == said


def ill_formed() -> dict[str, bytes]:
    """Return files that end in .npy and hold no matrix of real numbers."""

    def saved(array: Any, **options: Any) -> bytes:
        stream = io.BytesIO()
        np.save(stream, array, **options)
        return stream.getvalue()

    good, archive = saved(np.eye(2)), io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("a.npy", good)
    return {
        "nothing": b"",
        "text": b"[[1, 0], [0, 1]]",
        "a header cut": good[:40],
        "data cut": good[:-9],
        "a header of brackets": good.replace(b"(2, 2)", b"(2,((("),
        "a huge shape": good.replace(b"(2, 2), }      ", b"(9**9, 9), }   "),
        "a shape beyond any memory": good.replace(b"(2, 2), }                ", b"(999999999, 999999999), }"),
        "an unknown type": good.replace(b"<f8", b"<q8"),
        "an archive": archive.getvalue(),
        "half an archive": archive.getvalue()[:30],
        "objects": saved(np.array([[object()]]), allow_pickle=True),
        "complex": saved(np.eye(2) + 1j),
        "texts": saved(np.array([["1", "0"], ["0", "1"]])),
        "bytes": saved(np.array([[b"1", b"0"], [b"0", b"1"]])),
        "records": saved(np.zeros(2, dtype=[("a", float), ("b", float)])),
        "spans of time": saved(np.eye(2, dtype="m8[ns]")),
        "a stack": saved(np.ones((2, 2, 2))),
        "no rows": saved(np.ones((0, 2))),
        "no columns": saved(np.ones((2, 0))),
        "truth values": saved(np.eye(2) > 0),
        "a vector": saved(np.ones(3)),
        "a number": saved(np.float64(1)),
        "not square": saved(np.ones((2, 3))),
        "nan": saved(np.full((2, 2), np.nan)),
    }


@pytest.mark.parametrize("kind", list(ill_formed()))
def test_broken_files_are_one_line_and_the_same_one(capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str) -> None:
    path = tmp_path / "start.npy"
    path.write_bytes(ill_formed()[kind])
    said = set()
    for command in COMMANDS:
        assert main([command, "--mu", "1,1.5", "--sigma", "0.05,0.05", "--w0", str(path)]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith(
            (f"swingby: W(0) in {path} must ", f"swingby: w0 must be a .npy with rows of numbers, got {path}: ")
        )
        assert err.count("\n") == 1
        said.add(err)
    assert len(said) == 1


STARTS = {
    "neither": ([], "give either --w0 or --init-scale"),
    "both": (["--w0", "a.npy", "--init-scale", "1"], "give either --w0 or --init-scale"),
    "no file": (["--w0", "/nonexistent.npy"], "w0 must be a file, but /nonexistent.npy does not exist"),
    "a folder": (["--w0", "/"], "w0 must be a file, but / is none"),
    "a scale of a word": (["--init-scale", "x"], "init-scale must be at least 1e-150 and at most 1e+06, got 'x'"),
    "a scale of 0": (["--init-scale", "0"], "init-scale must be at least 1e-150 and at most 1e+06, got 0"),
    "a huge scale": (["--init-scale", "1e200"], "init-scale must be at least 1e-150 and at most 1e+06, got 1e+200"),
    "a scale that floats lose": (
        ["--init-scale", "1e-400"],
        "init-scale must be at least 1e-150 and at most 1e+06, got about 10^-400",
    ),
    "a scale whose square floats lose": (
        ["--init-scale", "9e-151"],
        "init-scale must be at least 1e-150 and at most 1e+06, got 9e-151",
    ),
    "a seed below 0": (["--init-scale", "1", "--seed", "-1"], "seed must be a whole number of at least 0, got -1"),
    "a seed of a word": (["--init-scale", "1", "--seed", "x"], "seed must be a whole number of at least 0, got 'x'"),
    "too small a dim": (["--init-scale", "1", "--dim", "1"], "dim must be at least the number of concepts 2, got 1"),
}


@pytest.mark.parametrize("kind", list(STARTS))
@pytest.mark.parametrize("command", COMMANDS)
def test_wrong_starts_get_the_same_words(capsys: pytest.CaptureFixture[str], kind: str, command: str) -> None:
    options, said = STARTS[kind]
    assert main([command, "--mu", "1,1.5", "--sigma", "0.05,0.05", *options]) == 2
    assert capsys.readouterr() == ("", f"swingby: {said}\n")


class Table:
    """What a frame of pandas is here: no list of rows, but something that turns into an array."""

    def __init__(self, entries: Any) -> None:
        self.entries = entries

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return np.array(self.entries)


START = [[0.5, 0.25], [0.25, 0.5]]
KINDS: dict[str, Any] = {
    "fractions": ([Fraction(1), Fraction(3, 2)], [[Fraction(entry) for entry in row] for row in START]),
    "decimals": ([Decimal("1"), Decimal("1.5")], [[Decimal(str(entry)) for entry in row] for row in START]),
    "texts": (["1", " 3/2 "], [[str(entry) for entry in row] for row in START]),
    "double precision": (np.array([1, 1.5]), np.array(START)),
    "single precision": (np.array([1, 1.5], dtype="f4"), np.array(START, dtype="f4")),
    "extended precision": (np.array([1, 1.5], dtype="g"), np.array(START, dtype="g")),
    "scalars": ([np.int64(1), np.float32(1.5)], [[np.float64(entry) for entry in row] for row in START]),
    "scalars of half precision": ([np.float16(1), np.uint8(1) + np.float16(0.5)], np.array(START, dtype="f2")),
    "scalars that are arrays": ([np.array(1), np.array(1.5)], [[np.array(entry) for entry in row] for row in START]),
    "an array of texts": (np.array(["1", "3/2"]), np.array([[str(entry) for entry in row] for row in START])),
    "a table": (Table([1, 1.5]), Table(START)),
    "a masked array without a mask": (np.ma.array([1, 1.5]), np.ma.array(START, mask=False)),
    "rows that are arrays": ((1, 1.5), [np.array(row) for row in START]),
    "objects": ((1, 1.5), np.array(START, dtype=object)),
    "exact numbers of flint": ([fmpq(1), fmpq(3, 2)], [[fmpq(*entry.as_integer_ratio()) for entry in row] for row in START]),
}


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("command", COMMANDS)
def test_numbers_of_every_kind_are_taken_alike(command: str, kind: str) -> None:
    mu, W0 = KINDS[kind]
    options = {"horizon": 2, "probe": np.array([1, 0])}
    ask = getattr(swingby, command)
    assert ask(mu, (0, 0), W0, **options) == ask((1, 1.5), (0, 0), START, **options)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("start", "got"),
    [
        (np.ma.array(START, mask=[[0, 1], [1, 0]]), r"a masked or missing number at entry \(1, 2\)"),
        (np.array(START) + 0.5j, "'an array of complex128'"),
        (np.array(START, dtype=complex), "'an array of complex128'"),
        (Table(np.array(START) + 0.5j), "'an array of complex128'"),
        ([[0.5, 0.25 + 0j], [0.25, 0.5]], r"'\(0.25\+0j\)' at entry \(1, 2\)"),
        (np.array(START) > 0, r"'True' at entry \(1, 1\)"),
        (np.array([["a", "b"]] * 2), r"'a' at entry \(1, 1\)"),
        (np.zeros(2, dtype=[("a", float), ("b", float)]), r'"an array of \[\(\'a\''),
        (np.eye(2, dtype="m8[ns]"), r"'an array of timedelta64\[ns\]'"),
        (np.float64(1), "'1.0'"),
        ({0: [1, 0], 1: [0, 1]}, "'{0: "),
        ([{1, 2}, {1, 2}], "row 1 with '{1, 2}'"),
    ],
)
def test_arrays_that_hold_no_real_numbers_are_refused(command: str, start: Any, got: str) -> None:
    with pytest.raises(ValueError, match=rf"W\(0\) must .* got {got}"):
        getattr(swingby, command)((1, 1.5), (0.05, 0.05), start)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "mu", [{1, 1.5}, np.array([1, 1.5j]), np.ma.array([1, 1.5], mask=[1, 0]), np.array(1.0), np.array([[1, 1.5]]), {1: 1, 2: 2}]
)
def test_what_is_no_list_of_signals_is_refused(command: str, mu: Any) -> None:
    with pytest.raises(ValueError, match=f"^mu {NUMBERS}, got "):
        getattr(swingby, command)(mu, (0.05, 0.05), START)


def test_a_byte_order_mark_is_read_over(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "start.json"
    said = []
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path.write_text(json.dumps(START), encoding=encoding)
        assert main(["certify", "--mu", "1,2", "--sigma", "0,0", "--w0", str(path), "--horizon", "2"]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1] == said[2]


ROUNDED = np.array([[0.5, 0.25], [0.25 + 2.0**-54, 0.5]])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_start_asymmetric_by_rounding_is_symmetrised_and_said_to(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    np.save(tmp_path / "start.npy", ROUNDED)
    call = [command, "--mu", "1,1.5", "--sigma", "0,0", "--w0", str(tmp_path / "start.npy"), "--horizon", "2", "--json"]
    assert main(call) == 0
    out, err = capsys.readouterr()
    note = "W(0) is taken as (W + W^T)/2, since it is symmetric only up to 5.55112e-17"
    assert err == f"swingby: {note}\n"
    if command == "certify":
        assert json.loads(out)["data"]["W0"][0][1] == str(Fraction(0.25) + Fraction(1, 2**55))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        answer = getattr(swingby, command)((1, 1.5), (0, 0), ROUNDED, horizon=2)
    assert [str(warning.message) for warning in caught] == [note]
    assert caught[0].filename == __file__
    assert answer == json.loads(out)


def test_one_layer_takes_any_start() -> None:
    for command in COMMANDS:
        getattr(swingby, command)((1, 1.5), (0, 0), [[0, 1], ["-1/2", 0]], model="one-layer", horizon=2)


#: What `simulate` and `certify` ask beyond the setting, as texts, and what is said.
BEYOND = [
    ("simulate", {"iterate": "fast"}, "iterate must be one of flow, gd, recurrence, got 'fast'"),
    ("simulate", {"iterate": "gd", "eta": "x"}, "eta must be finite and above 0 for iterate gd, got 'x'"),
    ("simulate", {"iterate": "gd", "eta": "0"}, "eta must be finite and above 0 for iterate gd, got 0"),
    ("simulate", {"iterate": "gd", "eta": "1e-400"}, "eta must be finite and above 0 for iterate gd, got about 10^-400"),
    ("simulate", {"iterate": "recurrence", "eta": "inf"}, "eta must be finite and above 0 for iterate recurrence, got 'inf'"),
    ("simulate", {"eta": "1/100"}, "eta must be left out unless iterate is gd or recurrence, got '1/100' with iterate flow"),
    ("simulate", {"mu": "1,x", "iterate": "fast"}, f"mu {NUMBERS}, got 'x'"),
    ("certify", {"radius": "x"}, "radius must be between 1e-100 and 1, got 'x'"),
    ("certify", {"radius": "0"}, "radius must be between 1e-100 and 1, got 0"),
    ("certify", {"radius": "3/2"}, "radius must be between 1e-100 and 1, got 3/2"),
]


@pytest.mark.parametrize(("command", "change", "said"), BEYOND)
def test_what_only_one_command_asks_is_read_alike_too(command, change, said, tmp_path, capsys) -> None:
    call = GIVEN | change
    assert main([command, *arguments(call, tmp_path)]) == 2
    assert capsys.readouterr().err == f"swingby: {said}\n"
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        getattr(swingby, command)(**keywords(call))


@pytest.mark.parametrize("eta", ["1e-308", "1e-12"])
def test_too_many_steps_are_refused_however_small_the_step(eta, tmp_path, capsys) -> None:
    assert main(["simulate", *arguments(GIVEN | {"iterate": "gd", "eta": eta}, tmp_path)]) == 2
    assert "eta must be at least horizon / 1,000,000" in capsys.readouterr().err


@pytest.mark.parametrize("eta", ["1/20", "0.05", Fraction(1, 20), Decimal("0.05"), 0.05, np.float64(0.05)])
def test_step_sizes_are_read_as_all_numbers_are(eta) -> None:
    expected = swingby.simulate(**keywords(GIVEN), iterate="gd", eta=0.05)
    assert swingby.simulate(**keywords(GIVEN), iterate="gd", eta=eta) == expected


def test_a_probe_is_given_once() -> None:
    with pytest.raises(ValueError, match="probe must be given once"):
        swingby.certify(**keywords(GIVEN), v=[1, 0], probe=[0, 1])
