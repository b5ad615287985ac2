"""What `swingby new` writes is green as it is, kills its mutants, and is never written over a file."""

import pytest

from verify.cli import main


def test_the_skeleton_is_green_and_its_mutants_are_killed(capsys, tmp_path):
    file = tmp_path / "mine.py"
    assert main(["new", str(file)]) == 0
    said = capsys.readouterr().out
    assert said == f"swingby verify decay --claims {file} --mutants\n"
    assert main([*said.split()[1:], "--jobs", "1"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "7 claims (1 enclosed, 3 exact, 3 numerical): 5 VERIFIED, 2 REFUTED" in out
    assert "81/81 mutants killed" in out


def test_every_command_it_names_exists():
    from importlib.resources import files

    text = files("verify.skeleton").joinpath("claims.py").read_text()
    for command in ("swingby verify decay --claims", "pytest --swingby --swingby-claims", "swingby baseline baseline.json decay"):
        assert command in text


@pytest.mark.parametrize("name", ["there.py", "theory.txt", "nowhere/mine.py"])
def test_wrong_files_are_refused_in_one_line(capsys, tmp_path, name):
    (tmp_path / "there.py").write_text("mine")
    assert main(["new", str(tmp_path / name)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("swingby: FILE must ")
    assert captured.err.count("\n") == 1
    assert (tmp_path / "there.py").read_text() == "mine"
