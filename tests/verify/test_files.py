"""A file is written whole or not at all."""

import pytest

from verify.files import check_writable, write


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "a.txt"
    write(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write(path, "new \ud800")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("path", ["", "missing/a.txt"])
def test_unwritable_paths_are_noticed_at_once(tmp_path, path):
    with pytest.raises(OSError, match=r"."):
        check_writable(tmp_path / path)
