"""Proposition: the faults of a file are of its mathematics, each makes other byte code, and its key lasts."""

import ast
import dataclasses
from pathlib import Path

import pytest

from verify.mutation.faults import WORDS, faults, flat, sample

ROOT = Path(__file__).parents[3]


def of(text):
    return faults("numerics/x.py", text.encode())


@pytest.mark.parametrize(
    "text",
    [
        '"""A docstring with 1 + 1."""\n',
        "def f(a: list[1 + 1]) -> {1: 2}:\n    '''One line, 2 of it.'''\n    return a\n",
        "def f(a):\n    raise ValueError(f'a must be {1 + 1}, got {a}' + str(1 + 2))\n",
        "@cache(10)\ndef f(a):\n    return a\n",
        "import a1\nfrom b import c\n",
        "__all__ = ['a', 'b'][0]\n",
        "Pair = tuple[int, 1]\nEither = int | str\n",
        "if TYPE_CHECKING:\n    x = 1\n",
        "if __name__ == '__main__':\n    x = 1\n",
        "T = TypeVar('T', bound=1)\n",
        "x: TypeAlias = 1\n",
        *(f"f({name}=g(1, 2))\n" for name in sorted(WORDS)),
    ],
)
def test_words_for_people_are_left_alone(text):
    assert of(text) == []


def test_what_stands_beside_them_is_not():
    assert {fault.before for fault in of("f(id=1, rhs=2)\n")} == {"2"}
    assert {fault.before for fault in of("def f(a: int = 3):\n    return f'{a}', 4\n")} == {"3", "4"}


def test_the_same_byte_code_is_no_fault():
    text = "def f(a):\n    return a + a\n"
    assert [(fault.kind, fault.after) for fault in of(text)] == [
        ("sign", "(a - a)"),
        ("dropped", "a"),
        ("factor", "(2 * (a + a))"),
    ]
    folded = of("x = 2 * 3\n")  # 2 -> 20 and 3 -> 30 both are 60
    assert [fault.after for fault in folded] == ["(2 / 3)", "2", "3", "(2 * (2 * 3))", "3", "20", "4"]
    assert of("1 + 1\n") == []


def test_no_line_moves_and_bytes_are_kept():
    text = "é = (1 +\n   'ß'.count('x') * max(\n  a,\n  b))\nc = 2\n"
    found = of(text)
    assert {fault.kind for fault in found} >= {"sign", "extreme", "dropped", "off by one"}
    for fault in found:
        changed = fault.put_in(text.encode()).decode()
        assert changed.count("\n") == text.count("\n")
        assert changed != text
        if fault.before != "2":
            assert changed.endswith("\nc = 2\n")
        ast.parse(changed)


def test_a_fault_knows_its_place():
    text = "X = 1\n\n\nclass C:\n    def f(self, a):\n        if (a\n                > 2):\n            return 3\n"
    places = {(fault.before): (fault.function, fault.line, fault.first, fault.last) for fault in of(text)}
    assert places["1"] == ("", 1, 1, 1)
    assert places["2"] == ("C.f", 7, 6, 7)
    assert places["3"] == ("C.f", 8, 8, 8)


def test_keys_last_while_other_functions_change():
    text = "def g():\n    return 1\n\n\ndef f(a):\n    return a + 1, a + 1\n"
    other = "# A comment.\ndef g():\n    return 7, 8, 9\n\n\n\ndef f(a):\n    return a +   1, a + 1\n"
    keys = [{fault.key for fault in of(version) if fault.function == "f"} for version in (text, other)]
    assert keys[0] == keys[1]
    assert len({fault.key for fault in of(text)}) == len(of(text))
    assert {fault.number for fault in of(text) if fault.before == "a + 1"} == {0, 1}


def test_a_smaller_sample_is_part_of_a_larger_one_and_lasts():
    text = "".join(f"def f{k}(a, b):\n    return a + {k} * b\n" for k in range(20))
    everything = of(text)
    assert sample(everything, None, 0) == everything
    assert sample(everything, 5, 1) == sample(everything, 9, 1)[:5]
    assert sample(everything, 9, 1) != sample(everything, 9, 2)
    assert sample(everything, 10**6, 1) == sample(everything, len(everything), 1)
    moved = [dataclasses.replace(fault, line=fault.line + 1) for fault in reversed(everything)]
    assert [fault.key for fault in sample(moved, 5, 1)] == [fault.key for fault in sample(everything, 5, 1)]


def test_a_sample_is_uniform():
    everything = of("".join(f"def f{k}(a):\n    return -a\n" for k in range(10)))
    assert len(everything) == 10
    counts = dict.fromkeys((fault.key for fault in everything), 0)
    for seed in range(400):
        for fault in sample(everything, 3, seed):
            counts[fault.key] += 1
    assert all(abs(count - 120) < 5 * (400 * 0.3 * 0.7) ** 0.5 for count in counts.values())


@pytest.mark.parametrize("file", ["theory/area_law.py", "numerics/task/elimination.py"])
def test_all_faults_of_our_own_files_are_python_and_differ(file):
    source = (ROOT / file).read_bytes()
    found = faults(file, source)
    assert len(found) > 5
    assert len({fault.key for fault in found}) == len({fault.put_in(source) for fault in found}) == len(found)
    for fault in found:
        assert source[fault.start : fault.stop].decode() == fault.before
        compile(fault.put_in(source), file, "exec")


def test_flat_is_one_line():
    assert flat("a +\n    b") == "a + b"
