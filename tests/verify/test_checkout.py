"""Proposition: the commit of a checkout is named, with a mark where its sources differ from it, and no other's."""

import subprocess

import pytest

from verify.checkout import commit


@pytest.fixture
def root(tmp_path):
    """Return a checkout of one commit, with a file beside its sources."""
    (tmp_path / "verify").mkdir()
    (tmp_path / "verify" / "run.py").write_text("")
    (tmp_path / "notes").write_text("")
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    return tmp_path


def test_a_commit_is_named_and_whether_its_sources_differ_from_it(root):
    known = commit(root)
    assert len(known) == 40
    (root / "notes").write_text("more")
    assert commit(root) == known
    (root / "verify" / "run.py").write_text("1")
    assert commit(root) == f"{known}+"


def test_an_installation_within_a_checkout_is_not_of_its_commit(root):
    assert commit(root / "verify") == ""


def test_without_git_there_is_none(root, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert commit(root) == ""
