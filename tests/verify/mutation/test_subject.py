"""Proposition: a checkout is what it is said to be, and stays as it is whatever is done to trees of its copy."""

import subprocess

import pytest

from tests.verify.mutation import example
from verify.mutation.subject import Subject, copied, scratch_of


@pytest.fixture
def root(tmp_path):
    return example.checkout(tmp_path / "root")


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.py")}


def test_what_is_no_checkout_is_refused(tmp_path, root):
    with pytest.raises(ValueError, match=r"mutate must run in a checkout with its tests, got .* without theory"):
        Subject(tmp_path)
    (root / "tests").rename(root / "no_tests")
    with pytest.raises(ValueError, match="without tests"):
        Subject(root)


def test_files_are_chosen_by_patterns_and_folders(root):
    (root / "theory/a.py").write_text("")
    subject = Subject(root)
    assert subject.files() == ["numerics/__init__.py", "numerics/shapes.py", "theory/__init__.py", "theory/a.py"]
    assert subject.files(["theory/"]) == subject.files(["theory"]) == ["theory/__init__.py", "theory/a.py"]
    assert subject.files(["numerics/sh*.py", "theory/a.py"]) == ["numerics/shapes.py", "theory/a.py"]
    with pytest.raises(ValueError, match=r"--files must match a file of theory or numerics, got verify/run\.py"):
        subject.files(["theory", "verify/run.py"])


@pytest.mark.parametrize(
    ("file", "after", "is_same"),
    [
        ("numerics/shapes.py", "# A comment.\n", True),
        ("numerics/shapes.py", "X = 1\n", False),
        ("verify/run.py", "X = 1\n", False),
        ("tests/numerics/test_shapes.py", "X = 1\n", False),
        ("pyproject.toml", "# A comment.\n", False),
    ],
)
def test_the_digest_is_of_what_the_sources_say(root, file, after, is_same):
    before = Subject(root).digest()
    (root / file).write_text((root / file).read_text() + after)
    assert (Subject(root).digest() == before) == is_same


def test_a_commit_is_named_and_whether_files_differ_from_it(root):
    assert Subject(root).commit() == ""
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=root, check=True)
    commit = Subject(root).commit()
    assert len(commit) == 40
    (root / "numerics/shapes.py").write_text("")
    assert Subject(root).commit() == f"{commit}+"


def test_a_fault_is_in_one_tree_alone(root):
    before = contents(root)
    with copied(Subject(root)) as copy:
        assert contents(copy.tree) == before
        tree = copy.with_fault("one", "numerics/shapes.py", b"X = 1\n")
        assert contents(tree) == before | {"numerics/shapes.py": b"X = 1\n"}
        assert not list((tree / "numerics/__pycache__").glob("shapes.*"))
        scratch_of(tree).mkdir()
        copy.remove(tree)
        assert not tree.exists()
        assert not scratch_of(tree).exists()
        assert contents(copy.tree) == before
        marked = copy.marked(["numerics/shapes.py"])
        assert marked == copy.marked(["numerics/shapes.py"])
        changed = {name for name, text in contents(marked).items() if text != before.get(name)}
        assert changed == {"numerics/shapes.py", "swingby_marks.py"}
        folder = copy.folder
    assert not folder.exists()
    assert contents(root) == before
