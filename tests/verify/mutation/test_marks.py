"""Proposition: a marked file does what it did, and notes each statement that is executed, also in processes that it starts."""

import json
import os
import subprocess
import sys

from verify.mutation.marks import MODULE, Marks, mark, marked, numbered

SOURCE = '''"""A docstring."""

from __future__ import annotations

X = 1


def f(a):
    """Return a sign."""
    if a > 0:
        return 1
    elif a < 0:
        return -1
    for _ in range(2):
        continue
    try:
        raise ValueError
    except ValueError:
        pass
    finally:
        b = 0
    match b:
        case 0:
            return b
    return None


class C:
    """A class."""

    y = 2
'''


def lines(mask):
    return {line for line in range(mask.bit_length()) if mask >> line & 1}


def test_a_marked_file_keeps_its_head():
    text = marked(SOURCE, 0)
    assert text.startswith('"""A docstring."""\nfrom __future__ import annotations\nfrom swingby_marks import MARKS')
    assert '"""Return a sign."""' in text
    compile(text, "x", "exec")


def test_each_executed_statement_is_noted_once_and_forgotten(tmp_path, monkeypatch):
    monkeypatch.setenv("SWINGBY_MARKS", "")
    (tmp_path / "a.py").write_text("z = 0\n")
    (tmp_path / "x.py").write_text(SOURCE)
    first, size = numbered(tmp_path, ["a.py", "x.py"])
    mark(tmp_path, ["a.py", "x.py"])
    marks = Marks(first, size, tmp_path / "marks")
    code = "import x, json; print(json.dumps([x.f(int(s)) for s in __import__('sys').argv[1:]]))"

    def run(*arguments):
        done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True, check=True)
        return json.loads(done.stdout), {file: lines(mask) for file, mask in marks.take().items()}

    head = {5, 8, 28, 31}
    assert run("1") == ([1], {"x.py": head | {10, 11}})
    assert run("-1") == ([-1], {"x.py": head | {10, 12, 13}})
    assert run("0") == ([0], {"x.py": head | {10, 12, 14, 15, 16, 17, 19, 21, 22, 24}})
    assert marks.take() == {}


def test_without_a_place_for_marks_a_marked_file_runs_all_the_same(tmp_path):
    (tmp_path / "x.py").write_text(SOURCE)
    mark(tmp_path, ["x.py"])
    environment = {name: value for name, value in os.environ.items() if name != "SWINGBY_MARKS"}
    done = subprocess.run(
        [sys.executable, "-c", "import x; print(x.f(3))"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "1\n"
    assert (tmp_path / f"{MODULE}.py").exists()
