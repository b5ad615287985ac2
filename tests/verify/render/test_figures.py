"""Proposition: figures repeat byte by byte, and the picture of the README is what is drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from verify.cli import swingby

ROOT = Path(__file__).parents[3]
#: Points of a typographer by which a picture may differ from machine to machine.
SLACK = 0.5


def drawn(folder: Path, name: str) -> Path:
    done = CliRunner().invoke(swingby, ["figures", str(folder), name])
    assert done.exit_code == 0, done.output
    assert (folder / f"{name}.pdf").read_bytes().startswith(b"%PDF")
    return folder / f"{name}.svg"


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+\.\d+|-?\d+", text)]


def test_the_picture_of_the_readme_is_what_is_drawn(tmp_path: Path) -> None:
    name = re.search(r"\]\(examples/(\w+)\.svg\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert name is not None
    kept, new = ROOT / "examples" / f"{name[1]}.svg", drawn(tmp_path, name[1])
    curves = [re.findall(r'<path d="([^"]*)" (?:clip|style)', file.read_text(encoding="utf-8")) for file in (kept, new)]
    assert len(curves[0]) == len(curves[1]) > 10
    for old, now in zip(*curves, strict=True):
        assert numbers(now) == pytest.approx(numbers(old), abs=SLACK)


@pytest.mark.parametrize("name", ["figure5-plain"])
def test_drawn_twice_the_bytes_are_the_same(tmp_path: Path, name: str) -> None:
    first = drawn(tmp_path, name).read_bytes()
    assert drawn(tmp_path, name).read_bytes() == first
