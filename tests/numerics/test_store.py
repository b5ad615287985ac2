"""Proposition: what is stored is found again by the same task of the same code, and by no other."""

from numerics import store


def test_results_of_other_code_are_not_taken(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    first = store.sources.__wrapped__(tmp_path)
    assert store.sources.__wrapped__(tmp_path) == first
    (tmp_path / "a.py").write_text("x = 2\n")
    changed = store.sources.__wrapped__(tmp_path)
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert len({first, changed, store.sources.__wrapped__(tmp_path)}) == 3
