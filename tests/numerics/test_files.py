"""A file is written whole or not at all, with the permissions of any other, and without NumPy."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from numerics.files import check_writable, write


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "a.txt"
    write(path, "old")
    with pytest.raises(TypeError):
        write(path, 1)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


def test_a_write_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    path = tmp_path / "a.bin"
    write(path, b"old")

    def full(_: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.bin"]


def test_the_content_is_on_the_disk_before_the_name_is(tmp_path, monkeypatch):
    path, seen = tmp_path / "a.bin", []
    monkeypatch.setattr(os, "fsync", lambda handle: seen.append((os.fstat(handle).st_size, path.exists())))
    write(path, b"four")
    assert seen == [(4, False)]


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_permissions_are_those_of_any_new_file(tmp_path, mask):
    before = os.umask(mask)
    try:
        write(tmp_path / "a.txt", "a")
    finally:
        os.umask(before)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o666 & ~mask


def test_half_of_a_surrogate_pair_is_written_as_its_escape(tmp_path):
    path, name = tmp_path / "a.json", "caf\udce9 \ud800 \u00e9"
    write(path, json.dumps(name, ensure_ascii=False))
    assert path.read_text(encoding="utf-8") == '"caf\\udce9 \\ud800 \u00e9"'
    assert json.loads(path.read_text(encoding="utf-8")) == name


@pytest.mark.parametrize(("path", "reason"), [("", "is a directory"), ("missing/a.txt", "is not a directory")])
def test_unwritable_paths_are_noticed_at_once(tmp_path, path, reason):
    with pytest.raises(OSError, match=f"^{tmp_path}(/missing)? {reason}$"):
        check_writable(tmp_path / path)


def test_a_writable_path_passes_and_stays_empty(tmp_path):
    check_writable(tmp_path / "a.txt")
    assert list(tmp_path.iterdir()) == []


def test_numpy_is_not_needed():
    code = "import sys, numerics.files, numerics.ensemble; print('numpy' in sys.modules)"
    run = [sys.executable, "-c", code]
    root = Path(__file__).parents[2]
    assert subprocess.run(run, cwd=root, capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_file_that_cannot_be_made_is_refused_for_that_reason(tmp_path, monkeypatch):
    def refused(*_: str) -> None:
        raise PermissionError("read-only")

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(OSError, match=r".") as caught:
        write(tmp_path / "a.txt", "a")
    assert caught.value.args == ("read-only",)
