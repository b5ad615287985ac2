"""A wrong call is one sentence with argument, rule and value; what could not be written or drawn is known beforehand."""

import errno
import tempfile
from pathlib import Path

import pytest

from verify.cli import main
from verify.commands.errors import PICTURES, CallError, distinct, drawable, made_folder, writable, wrong_call
from verify.render.figure import METADATA


def test_a_value_error_becomes_a_wrong_call_with_its_words():
    with pytest.raises(CallError) as caught, wrong_call():
        raise ValueError("eta must be above 0, got -1")
    assert caught.value.format_message() == "eta must be above 0, got -1"
    assert caught.value.exit_code == 2
    assert isinstance(caught.value.__cause__, ValueError)


@pytest.mark.parametrize("failure", [TypeError("ours"), ArithmeticError("ours"), KeyError("ours")])
def test_no_other_error_does(failure):
    with pytest.raises(type(failure), match="ours"), wrong_call():
        raise failure


def test_nothing_happens_where_nothing_is_wrong():
    with wrong_call():
        done = True
    assert done


def test_no_file_and_a_file_that_can_be_written_are_right(tmp_path):
    writable("--json", None)
    drawable(None)
    kept = tmp_path / "kept.json"
    kept.write_text("old")
    for path in (tmp_path / "new.json", kept):
        writable("--json", path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.json"]
    assert kept.read_text() == "old"


@pytest.mark.parametrize(
    ("place", "reason"), [("", "is a directory"), ("nowhere/r.json", "is not a directory"), ("file/r.json", "is not a directory")]
)
def test_what_cannot_be_written_names_option_path_and_reason(tmp_path, place, reason):
    (tmp_path / "file").write_text("")
    with pytest.raises(CallError) as caught:
        writable("--json", tmp_path / place)
    said = caught.value.format_message()
    assert said.startswith(f"--json must be a writable path, got {tmp_path / place}: ")
    assert reason in said


def test_a_folder_without_permission_is_named(tmp_path, monkeypatch):
    def refuse(dir):  # root may write everywhere: the refusal is made
        raise PermissionError(errno.EACCES, "Permission denied", str(dir))

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(CallError, match="Permission denied"):
        writable("--junit", tmp_path / "r.xml")


@pytest.mark.parametrize("ending", [*PICTURES, ".SVG"])
def test_pictures_end_as_they_are_drawn(tmp_path, ending):
    drawable(tmp_path / f"curve{ending}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["curve.gif", "curve", "svg", "curve.svg.txt"])
def test_other_endings_are_a_wrong_call(name):
    with pytest.raises(CallError) as caught:
        drawable(Path(name))
    assert caught.value.format_message() == f"--plot must end in .svg, .pdf or .png, got {name}"


def test_the_place_of_a_picture_is_looked_at_too(tmp_path):
    with pytest.raises(CallError, match="--plot must be a writable path"):
        drawable(tmp_path / "nowhere" / "curve.svg")


def test_the_endings_are_those_that_can_be_saved():
    assert {ending.lstrip(".") for ending in PICTURES} == set(METADATA)


def test_two_outputs_are_two_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "there").symlink_to("folder")
    same = [
        ("a", "a"),
        ("a", "./a"),
        ("a", "link"),
        ("link", "a"),
        ("folder/a", "there/a"),
        ("a", "folder/../a"),
        ("a", tmp_path / "a"),
    ]
    for first, second in same:
        with pytest.raises(CallError) as caught:
            distinct({"--json": Path(first), "--junit": Path(second)})
        said = f"--junit must be a file of its own, got {Path(second)}, which is that of --json as well"
        assert caught.value.format_message() == said
    distinct({"--json": Path("a"), "--junit": Path("folder/a"), "--markdown": None, "--plot": None})


def test_what_is_read_is_not_written_over():
    with pytest.raises(CallError, match=r"--json must be a file of its own, got b\.json, which is that of --baseline as well"):
        distinct({"--json": Path("b.json")}, {"--baseline": [Path("./b.json")]})
    distinct({"--json": Path("c.json")}, {"--claims": [Path("a.py"), Path("a.py")], "--baseline": []})


def test_a_folder_is_made_or_refused_before_the_work(tmp_path):
    made_folder("DIR", tmp_path / "a" / "b")
    made_folder("DIR", tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "in", Path("/proc/none")):
        with pytest.raises(CallError, match=rf"^DIR must be a writable folder, got {path}: [A-Z][a-z ]+$"):
            made_folder("DIR", path)


@pytest.mark.parametrize("command", ["figures", "latex"])
def test_commands_say_so_before_they_draw_or_run(command, tmp_path, capsys, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("verify.run.run", lambda *_, **__: pytest.fail("claims were run"))
    assert main([command, str(tmp_path / "file")]) == 2
    assert capsys.readouterr().err.startswith(f"swingby: DIR must be a writable folder, got {tmp_path / 'file'}: ")
