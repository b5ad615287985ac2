"""Proposition: `swingby mutate` is red for what nobody has spoken of, and a wrong call is one line."""

import signal
import subprocess

import pytest

import verify
from tests.verify.mutation import example
from verify.cli import main


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return example.checkout(tmp_path_factory.mktemp("checkout"))


@pytest.fixture
def in_example(root, monkeypatch):
    monkeypatch.setattr(verify, "__file__", str(root / "verify/__init__.py"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--files", "nothing"], "--files must match a file of theory or numerics, got nothing"),
        (["--files", "verify/run.py"], "--files must match a file of theory or numerics, got verify/run.py"),
        (["--sample", "0"], "'--sample': 0 is not in the range"),
        (["--sample", "many"], "'--sample': 'many' is not a valid integer"),
        (["--seed", "-1"], "'--seed': -1 is not in the range"),
        (["--jobs", "0"], "'--jobs': 0 is not in the range"),
        (["--limit", "0.1"], "'--limit': 0.1 is not in the range"),
        (["--level", "all"], "'--level': 'all' is not one of"),
        (["--output", "none/out.json"], "--output must be a writable path, got none/out.json"),
        (["--reach", "none/reach.json"], "--reach must be a writable path"),
        (["--output", "o.json", "--reach", "o.json"], "--reach must be a file of its own"),
        (["--output", "o.json", "--known", "./o.json"], "--output must be a file of its own"),
        (["--output", "o.json", "--again", "o.json"], "--output must be a file of its own"),
        (["--known", "none.json"], "result none.json cannot be read"),
        (["--again", "none.json"], "result none.json cannot be read"),
        (["--declared", "none.toml"], "declared faults none.toml cannot be read"),
        (["--tests-in", "tests"], "--tests-in needs --tests"),
        (["extra"], "Got unexpected extra argument (extra)"),
    ],
)
def test_a_wrong_call_is_one_line(in_example, tmp_path, monkeypatch, capsys, words, said):
    monkeypatch.chdir(tmp_path)
    assert main(["mutate", *words]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_an_existing_file_that_is_no_result_is_refused_and_kept(in_example, tmp_path, capsys):
    (tmp_path / "o.json").write_text("mine")
    assert main(["mutate", "--output", str(tmp_path / "o.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert (tmp_path / "o.json").read_text() == "mine"


def test_outside_a_checkout_it_is_refused_in_one_line(tmp_path, monkeypatch, capsys):
    (tmp_path / "verify").mkdir()
    monkeypatch.setattr(verify, "__file__", str(tmp_path / "verify/__init__.py"))
    assert main(["mutate"]) == 2
    error = capsys.readouterr().err
    assert error == f"swingby: mutate must run in a checkout with its tests, got {tmp_path} without theory\n"


def test_what_nothing_notices_is_named_and_red_until_it_is_declared(root, tmp_path):
    words = ("--files", "numerics", "--sample", 4, "--seed", 4, "--output")
    done = example.call(root, *words, tmp_path / "a.json")
    assert done.returncode == 1
    missed = [line for line in done.stdout.splitlines() if line.startswith("MISSED")]
    assert any(line.startswith("MISSED numerics/shapes.py:") and "sign: a - 1  ->  (a + 1)" in line for line in missed)
    assert f"{len(missed)} missed, {len(missed)} of them undeclared." in done.stdout.splitlines()[-1]
    entries = [entry for entry in example.run(root, tmp_path / "a.json", *words[:-1])["faults"] if entry["verdict"] == "missed"]
    names = ("file", "function", "kind", "before", "after", "number")
    declared = "".join(
        "[[survivor]]\n" + "".join(f"{name} = {entry[name]!r}\n" for name in names) + "reason = 'Nobody looks.'\n"
        for entry in entries
    )
    (tmp_path / "declared.toml").write_text(declared)
    done = example.call(root, "--declared", tmp_path / "declared.toml", *words, tmp_path / "a.json")
    assert done.returncode == 0
    assert done.stdout.count("Nobody looks.") == len(missed)
    assert f"{len(missed)} missed, 0 of them undeclared." in done.stdout


@pytest.mark.parametrize("when", ["measured", "tried"])
def test_an_interruption_is_130_at_once(root, tmp_path, when):
    command = example.command(root, "--files", "numerics", "--output", tmp_path / "a.json")
    process = subprocess.Popen(command, cwd=example.ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        if line.startswith("claims 1" if when == "measured" else "faults 1"):
            break
    process.send_signal(signal.SIGINT)
    error = process.communicate(timeout=30)[1]
    assert process.returncode == 130
    assert error.endswith("swingby: interrupted\n")
    assert "Traceback" not in error
    assert example.run(root, tmp_path / "a.json", "--sample", 2)["complete"]
