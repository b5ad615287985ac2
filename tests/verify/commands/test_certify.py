"""certify exits 0 when decided and 1 when not, check 0 or 1; a wrong call or file 2 and one line."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from rich.progress import Progress

from numerics.certificate import check
from numerics.certificate.certify import prove
from numerics.certificate.file import digest
from numerics.enclosure import one_layer, tube
from numerics.integers import flow
from numerics.setting import exact_setting
from verify.cli import main

SWING = [["1/20", "1/50"], ["1/50", 0.03]]
SETTING = ["--mu", "1,3/2", "--sigma", "0.05,0.05", "--rates", "squared"]


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.fixture
def start(tmp_path: Path) -> str:
    path = tmp_path / "start.json"
    path.write_text(json.dumps(SWING))
    return str(path)


def test_certify_then_check(capsys: pytest.CaptureFixture[str], tmp_path: Path, start: str) -> None:
    file = tmp_path / "certificate.json"
    status, out, err = call(capsys, "certify", *SETTING, "--w0", start, "--output", str(file))
    assert (status, err) == (0, "")
    first, blank, *_ = out.splitlines()
    assert first.startswith("VERIFIED (enclosed): on [0, ")
    assert "] the test loss falls, rises and falls; it rises by at least 0." in first
    assert blank == ""
    assert "strictly falls on [0, t1], rises on [t1, t2] and falls on [t2," in out
    assert call(capsys, "check", str(file))[:2] == (0, f"accepted: {out}")
    certificate = json.loads(file.read_text())
    assert certificate["data"]["W0"] == [["1/20", "1/50"], ["1/50", "3/100"]]
    file.write_text(file.read_text().replace('"1/50"', '"1/49"'))
    status, out, err = call(capsys, "check", str(file))
    assert (status, err) == (1, "")
    assert out.startswith("rejected: ")
    assert out.count("\n") == 1


def test_json_is_the_certificate(capsys: pytest.CaptureFixture[str], start: str) -> None:
    status, out, _ = call(capsys, "certify", *SETTING, "--w0", start, "--horizon", "3", "--probe", "0,1", "--json")
    certificate = json.loads(out, parse_constant=pytest.fail)
    assert status == 0
    assert certificate["outcome"] == "VERIFIED"
    assert certificate["evidence"] == "enclosed"
    assert certificate["data"]["horizon"] == "3"
    assert certificate["data"]["probe"] == [0, 1]


def test_random_start_is_that_of_the_seed(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["certify", *SETTING, "--init-scale", "0.2", "--seed", "3", "--horizon", "1", "--json"]
    certificate = json.loads(call(capsys, *arguments)[1])
    U = 0.2 * np.random.default_rng(3).random((2, 2))
    W0 = [[int(p) / int(q or 1) for p, _, q in (text.partition("/") for text in row)] for row in certificate["data"]["W0"]]
    assert np.allclose(W0, U @ U.T, rtol=1e-15, atol=0)


def test_array_file_is_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "start.npy"
    np.save(path, np.array([[0.5, 0.25], [0.25, 0.5]]))
    status, out, _ = call(capsys, "certify", "--mu", "1,2", "--sigma", "0,0", "--w0", str(path), "--horizon", "2", "--json")
    assert status == 0
    assert json.loads(out)["data"]["W0"] == [["1/2", "1/4"], ["1/4", "1/2"]]


def test_one_layer(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "start.json"
    path.write_text('[[0, "3/2"], [0, 0]]')
    status, out, _ = call(capsys, "certify", "--mu", "2,1", "--sigma", "0,11/4", "--w0", str(path), "--model", "one-layer")
    assert status == 0
    assert "rises on" in out


def test_a_start_that_is_no_product_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "start.json"
    path.write_text('[["1/100", "1/50"], ["1/50", "1/100"]]')
    arguments = ["certify", "--mu", "1,1", "--sigma", "1,1", "--w0", str(path), "--horizon", "2"]
    status, out, err = call(capsys, *arguments)
    assert (status, out) == (2, "")
    assert "W(0) must be positive semidefinite for the tied model" in err
    assert err.count("\n") == 1
    assert call(capsys, *arguments, "--model", "one-layer")[0] == 0


def test_the_proved_loss_is_drawn(capsys: pytest.CaptureFixture[str], tmp_path: Path, start: str) -> None:
    for name in ("first.svg", "second.svg"):
        assert call(capsys, "certify", *SETTING, "--w0", start, "--plot", str(tmp_path / name))[0] == 0
    assert (tmp_path / "first.svg").read_bytes() == (tmp_path / "second.svg").read_bytes()
    assert (tmp_path / "first.svg").read_text().startswith("<?xml")


def test_the_drawn_band_encloses_the_stated_losses(start: str) -> None:
    proof = prove(exact_setting(["1", "3/2"], ["0.05", "0.05"], json.loads(Path(start).read_text()), rates="squared"))
    certificate = proof.certificate()
    band = proof.losses(0.0, float(proof.horizon), 5)
    assert [t for t, _, _ in band] == pytest.approx([k * float(proof.horizon) / 4 for k in range(5)])
    for stated, (_, low, high) in ((certificate["losses"]["start"], band[0]), (certificate["losses"]["end"], band[-1])):
        assert low <= high
        assert (low, high) == pytest.approx([float(text) for text in stated], rel=1e-12)
    assert all(later[2] < earlier[1] for earlier, later in pairwise(band))


def test_undecided_is_exit_1(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "start.json"
    path.write_text("[[1, 0], [0, 1]]")
    status, out, err = call(capsys, "certify", "--mu", "1,1", "--sigma", "1,1", "--w0", str(path), "--horizon", "2")
    assert (status, err) == (1, "")
    assert "is undecided" in out


WRONG: dict[str, list[Any]] = {
    "no start": [*SETTING],
    "two starts": [*SETTING, "--w0", "START", "--init-scale", "1"],
    "no mu": ["--sigma", "1", "--init-scale", "1"],
    "mu not a number": ["--mu", "1,x", "--sigma", "1,1", "--init-scale", "1"],
    "mu not finite": ["--mu", "1,inf", "--sigma", "1,1", "--init-scale", "1"],
    "mu with a huge exponent": ["--mu", "1e999999999,1", "--sigma", "1,1", "--init-scale", "1"],
    "too few sigma": ["--mu", "1,1", "--sigma", "1", "--w0", "START"],
    "negative horizon": [*SETTING, "--w0", "START", "--horizon", "-1"],
    "probe of twos": [*SETTING, "--w0", "START", "--probe", "2,0"],
    "probe of nothing": [*SETTING, "--w0", "START", "--probe", "0,0"],
    "missing start": [*SETTING, "--w0", "/nonexistent.json"],
    "wrong dimension": [*SETTING, "--w0", "START", "--dim", "3"],
    "no scale": [*SETTING, "--init-scale", "nan"],
    "unwritable output": [*SETTING, "--w0", "START", "--output", "/nonexistent/certificate.json"],
    "negative radius": [*SETTING, "--w0", "START", "--radius", "-1"],
}


SAID = {
    "mu not finite": "mu must be finite numbers, decimals or fractions such as 1/50, got 'inf'",
    "negative radius": "radius must be between 1e-100 and 1, got -1",
    "vanishing radius": "radius must be between 1e-100 and 1, got 1e-200",
    "negative horizon": "horizon must be finite, at least 1e-300 and at most 1e+09, got -1",
    "huge mu": "mu must be at most 1e+06, got 1e+300",
    "large mu": "horizon times the largest rate must be at most MOST_TIMESCALES = 50000 for a certificate, got 9.644 times 5e+11",
    "vanishing mu": "mu and sigma must give rates of 0 or at least 1e-100, got about 10^-400",
    "huge horizon": "horizon must be finite, at least 1e-300 and at most 1e+09, got 1e+300",
    "long horizon": "for a certificate with these learning times, got 1e+08",
    "huge scale": "init-scale must be at least 1e-150 and at most 1e+06, got 1e+200",
    "probe of nothing": "probe must have a one among its zeros, got 0, 0",
    "a picture of no known kind": "--plot must end in .svg, .pdf or .png, got a.gif",
}
WRONG |= {
    "vanishing radius": [*SETTING, "--w0", "START", "--radius", "1e-200"],
    "huge mu": ["--mu", "1e300,1", "--sigma", "1,1", "--w0", "START"],
    "large mu": ["--mu", "1e6,1", "--sigma", "1,1", "--w0", "START"],
    "vanishing mu": ["--mu", "1e-200,1", "--sigma", "0,0", "--w0", "START"],
    "long horizon": [*SETTING, "--w0", "START", "--horizon", "1e8"],
    "a picture of no known kind": [*SETTING, "--w0", "START", "--plot", "a.gif"],
    "huge horizon": [*SETTING, "--w0", "START", "--horizon", "1e300"],
    "huge scale": [*SETTING, "--init-scale", "1e200"],
}


@pytest.mark.parametrize("kind", list(WRONG))
def test_wrong_calls_are_said_in_one_line(capsys: pytest.CaptureFixture[str], start: str, kind: str) -> None:
    status, out, err = call(capsys, "certify", *[start if argument == "START" else argument for argument in WRONG[kind]])
    assert (status, out) == (2, "")
    assert err.startswith("swingby: ")
    assert err.count("\n") == 1
    assert SAID.get(kind, "") in err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[[1, 2], [3]]", "got row 2 with 1 entries"),
        ('[["1/100", "1/0"], [1, 2]]', "got '1/0' at entry (1, 2)"),
        ("[[1, 2], [NaN, 2]]", "got 'NaN' at entry (2, 1)"),
        ("[[1, null], [1, 2]]", "got a masked or missing number at entry (1, 2)"),
    ],
)
@pytest.mark.parametrize("command", ["certify", "predict"])
def test_the_file_and_the_entry_are_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str, content: str, sentence: str
) -> None:
    path = tmp_path / "start.json"
    path.write_text(content)
    status, out, err = call(capsys, command, "--mu", "1,1", "--sigma", "1,1", "--w0", str(path))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert str(path) in err
    assert sentence in err


@pytest.mark.parametrize(
    "content",
    ["", "[]", "[[1, 2]]", '[["a"]]', "[[null]]", "[[[1]]]", "[[true]]", '{"a": 1}', "[[NaN]]", "[" * 100_000, "[[1e999999]]"],
)
def test_wrong_start_files_are_said_in_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str) -> None:
    path = tmp_path / "start.json"
    path.write_text(content)
    status, out, err = call(capsys, "certify", "--mu", "1", "--sigma", "1", "--w0", str(path))
    assert (status, out) == (2, "")
    assert err.count("\n") == 1


def test_pickled_array_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "start.npy"
    np.save(path, np.array([[object()]]), allow_pickle=True)
    assert call(capsys, "certify", "--mu", "1", "--sigma", "1", "--w0", str(path))[0] == 2


@pytest.mark.parametrize("content", ["", "{}", "[" * 10_000, '{"schema": 1}'])
def test_wrong_certificates_are_said_in_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str) -> None:
    path = tmp_path / "certificate.json"
    path.write_text(content)
    status, out, err = call(capsys, "check", str(path))
    assert (status, out) == (2, "")
    assert err.startswith("swingby: certificate: ")
    assert err.count("\n") == 1


def test_missing_certificate_is_exit_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert call(capsys, "check", str(tmp_path / "none.json"))[0] == 2
    assert call(capsys, "check", str(tmp_path))[0] == 2


VANISHING = [["2e-300", "1e-300"], ["1e-300", "3e-300"]]
#: Arguments, W(0) unless it is drawn, and the bound that is named.
BOUNDED: dict[str, tuple[list[str], Any, str]] = {
    "a horizon of 1e9": ([*SETTING, "--horizon", "1e9"], SWING, "horizon must be at most 282.949 for a certificate"),
    "a horizon beyond a tiny start": (
        [*SETTING, "--horizon", "4e4"],
        VANISHING,
        "horizon must be at most 17967.6 for",
    ),
    "huge rates": (["--mu", "1000,3/2", "--sigma", "0.05,0.05"], SWING, "MOST_TIMESCALES = 50000"),
    "huge rates, squared": (["--mu", "100,3/2", "--sigma", "0.05,0.05", "--rates", "squared"], SWING, "MOST_TIMESCALES = 50000"),
    "huge deviations": (["--mu", "1,3/2", "--sigma", "1000,1"], SWING, "MOST_TIMESCALES = 50000"),
    "huge rates of one layer": (["--mu", "1000,3/2", "--sigma", "1,1", "--model", "one-layer"], SWING, "MOST_TIMESCALES = 50000"),
    "a tiny start": ([*SETTING], VANISHING, "MOST_WORK = 300000000"),
    "a tiny start, many digits": ([*SETTING, "--radius", "1e-90"], VANISHING, "MOST_WORK = 300000000"),
    "many steps of many digits": (
        ["--mu", "60,3/2", "--sigma", "0.05,0.05", "--radius", "1e-100"],
        SWING,
        "MOST_WORK = 300000000",
    ),
    "seventeen rows": (["--mu", "1", "--sigma", "1", "--dim", "17"], None, "W(0) must have at most 16 rows"),
    "a hundred rows": (["--mu", "1", "--sigma", "1", "--dim", "100"], None, "W(0) must have at most 16 rows"),
    "a million rows": (["--mu", "1", "--sigma", "1", "--dim", "1000000"], None, "dim must be a whole number between 1 and 128"),
}


@pytest.mark.parametrize("kind", list(BOUNDED))
def test_too_much_work_is_refused_before_the_first_step_and_the_bound_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    arguments, W0, bound = BOUNDED[kind]
    monkeypatch.setattr(tube, "advance", None)
    monkeypatch.setattr(one_layer, "_piece", None)
    path = tmp_path / "start.json"
    path.write_text(json.dumps(W0))
    status, out, err = call(capsys, "certify", *arguments, *(["--init-scale", "0.2"] if W0 is None else ["--w0", str(path)]))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert bound in err


def test_more_steps_than_are_taken_are_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    monkeypatch.setattr(tube, "MOST_STEPS", 9)
    status, out, err = call(capsys, "certify", *SETTING, "--w0", start)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "MOST_STEPS = 9, got more than 9 steps, t = " in err


#: Changes of the data of a certificate, and what is then said.
UNCHECKED: dict[str, tuple[dict[str, Any], str]] = {
    "a horizon of 1e9": (
        {"horizon": "1000000000"},
        "data.horizon must be at most MOST_TIMESCALES = 50000 divided by the largest rate",
    ),
    "a horizon of 400 digits": ({"horizon": "9" * 400}, "data.horizon must be at most MOST_TIMESCALES = 50000"),
    "huge rates": ({"mu": ["1000", "3/2"], "a": ["250000500001/1000000", "1"]}, "data.horizon must be at most MOST_TIMESCALES"),
    "huge rates, of which nothing is said": ({"a": ["1000000", "1"]}, "data.horizon must be at most MOST_TIMESCALES = 50000"),
    "seventeen rates": ({"sigma": ["1"] * 17, "a": ["1"] * 17}, "data.sigma must be a list of at most 16 strings"),
    "a start of 401 digits": ({"W0": [["1/1" + "0" * 400, "0"], ["0", "1"]]}, "data.W0 must hold exact numbers as strings"),
}


@pytest.mark.parametrize("kind", list(UNCHECKED))
def test_a_certificate_of_too_much_work_is_not_begun(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    certificate = prove(exact_setting(["1", "3/2"], ["0.05", "0.05"], [["1/2", 0], [0, "1/3"]], horizon=1)).certificate()
    change, sentence = UNCHECKED[kind]
    certificate["data"] |= change
    certificate["digest"] = digest(certificate)
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps(certificate))
    monkeypatch.setattr(flow, "series", None)
    status, out, err = call(capsys, "check", str(path))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert sentence in err


def test_a_second_proof_of_too_many_steps_is_given_up(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, start: str
) -> None:
    path = tmp_path / "certificate.json"
    assert call(capsys, "certify", *SETTING, "--w0", start, "--output", str(path))[0] == 0
    monkeypatch.setattr(check, "MOST_STEPS", 9)
    status, out, err = call(capsys, "check", str(path))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("swingby: steps must be at most 9 (MOST_STEPS = 9, MOST_WORK = 200000000) for a proof with ")
    assert ", and more than 9 are needed, t = " in err


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_shown_on_a_terminal_and_nowhere_else(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, start: str, terminal: bool
) -> None:
    path = tmp_path / "certificate.json"
    monkeypatch.setattr(Console, "is_terminal", property(lambda console: terminal))
    parts: list[float] = []
    original = Progress.update
    monkeypatch.setattr(
        Progress, "update", lambda bar, task, completed: parts.append(completed) or original(bar, task, completed=completed)
    )
    words = ""
    for arguments in (["certify", *SETTING, "--w0", start, "--output", str(path)], ["check", str(path)]):
        parts.clear()
        status, out, err = call(capsys, *arguments)
        assert status == 0
        assert (f"{arguments[0]} " in err) is ("100%" in err) is terminal
        assert terminal or err == ""
        # what is said is the same, and all of the horizon was passed
        assert out.removeprefix("accepted: ") == (words or out)
        words = out
        assert parts[-1] == 1
        assert len(parts) > 20
