"""Proposition: sweep and phase answer for every combination, and in one sentence where they cannot."""

import json

import pytest
from click.testing import CliRunner

from verify.cli import swingby
from verify.commands import sweep as command

SETTING = ["--mu", "1,1.5", "--sigma", "0.05,0.05"]
SWEPT = [*SETTING, "--init-scale", "0.01:0.1:2", "--seed", "0:1"]


def call(*arguments):
    return CliRunner().invoke(swingby, [str(argument) for argument in arguments])


def test_rows_go_to_a_file_or_to_standard_output(tmp_path):
    printed = call("sweep", *SWEPT)
    assert printed.exit_code == 0
    kept = call("sweep", *SWEPT, "--csv", tmp_path / "a.csv")
    assert kept.stdout.startswith(f"{tmp_path / 'a.csv'}: 4 settings over init_scale, seed; the test loss rises in ")
    assert (tmp_path / "a.csv").read_text() == printed.stdout
    document = json.loads(call("sweep", *SWEPT, "--json", "--csv", tmp_path / "a.csv").stdout)
    assert document["seed"] == [0, 1, 0, 1]
    assert document["model"] == ["tied"] * 4


def test_more_rows_than_one_process_takes_are_given_to_an_executor(monkeypatch, tmp_path):
    import numerics.sweep.table as table

    monkeypatch.setattr(table, "TOGETHER", 2)
    asked = []
    monkeypatch.setattr(command, "executor_for", lambda *given: (asked.append(given), Here())[1])
    assert call("sweep", *SWEPT, "--csv", tmp_path / "a.csv", "--jobs", 2).exit_code == 0
    assert call("sweep", *SWEPT, "--scheduler", "tcp://127.0.0.1:1").exit_code == 0
    assert asked == [(None, 2), ("tcp://127.0.0.1:1", None)]


class Here:
    """An executor that is none: work is done here."""

    def __enter__(self):
        return None

    def __exit__(self, *failure):
        return None


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_phase_diagram_is_drawn_and_its_numbers_kept(tmp_path, kind):
    picture, rows = tmp_path / f"p.{kind}", tmp_path / "p.csv"
    done = call("phase", *SWEPT, "--mu", "1,0.8:1.5:2", "--over", "init_scale,mu_2", "--plot", picture, "--csv", rows)
    assert done.stdout.startswith(f"{picture}: 8 settings over mu_2, init_scale, seed; the test loss rises in ")
    assert picture.stat().st_size > 1000
    assert len(rows.read_text().splitlines()) == 9


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sweep", *SETTING], "give either --w0 or --init-scale"),
        (["sweep", "--mu", "1,2", "--init-scale", "1"], "Missing option '--sigma'."),
        (["sweep", *SETTING, "--init-scale", "1:x:3"], "init-scale must have ranges such as"),
        (["sweep", *SETTING, "--init-scale", "0:1:3"], "init-scale must have ranges in even ratios from and to numbers above 0"),
        (["sweep", *SETTING, "--init-scale", "1e400"], "init-scale must be at most 1e+308 in size, got '1e400'"),
        (["sweep", *SETTING, "--init-scale", "0.1", "--model", "tied,none"], "model must be one of tied, one-layer"),
        (["sweep", *SWEPT, "--plot", "a.png"], "--plot must be left out, since `swingby phase` draws"),
        (["sweep", *SWEPT, "--csv", "nowhere/a.csv"], "--csv must be a writable path"),
        (["phase", *SWEPT], "Missing option '--plot'."),
        (["phase", *SWEPT, "--plot", "a.txt"], "--plot must end in .svg, .pdf or .png"),
        (["phase", *SWEPT, "--plot", "a.png", "--csv", "a.png"], "--csv must be a file of its own"),
        (["phase", *SWEPT, "--plot", "a.png", "--over", "seed,mu_1"], "over must be two of the inputs that are swept"),
        (["phase", *SETTING, "--init-scale", "0.01:0.1:2", "--plot", "a.png"], "over must be two of the inputs that are swept"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_leaves_nothing(monkeypatch, tmp_path, arguments, message):
    monkeypatch.chdir(tmp_path)
    done = call(*arguments)
    assert done.exit_code == 2
    assert message in " ".join(done.output.split())
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_another_sweep_is_left_as_it_is(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("mine\n")
    done = call("sweep", *SWEPT, "--csv", path)
    assert (done.exit_code, path.read_text()) == (2, "mine\n")
    assert "csv must be a new file or one of this sweep" in done.output
