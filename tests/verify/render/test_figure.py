"""Every figure is one column wide for each of its columns, told apart by colour-blind readers, and the same bytes each time."""

from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from verify.render.figure import COLOURS, COLUMN, METADATA, STYLE, figure, save


@pytest.mark.parametrize(
    ("rows", "columns", "shape"), [(1, 1, ()), (3, 1, (3,)), (1, 2, (2,)), (2, 3, (2, 3))], ids=lambda value: str(value)
)
def test_size_and_axes(rows, columns, shape):
    picture, axes = figure(rows, columns, height=4.0)
    assert tuple(picture.get_size_inches()) == pytest.approx((columns * COLUMN, 4.0))
    assert np.shape(axes) == shape
    assert len(picture.axes) == rows * columns


@pytest.mark.parametrize(("options", "together"), [({}, True), ({"sharex": False}, False)])
def test_rows_share_their_times_unless_told(options, together):
    _, (top, bottom) = figure(2, **options)
    top.set_xlim(3.0, 5.0)
    assert (bottom.get_xlim() == (3.0, 5.0)) is together


def test_the_look_is_that_of_all():
    figure()
    for name, value in STYLE.items():
        wanted = value if isinstance(value, (str, bool)) else pytest.approx(value)
        assert mpl.rcParams[name] == wanted, name


#: Colours as somebody sees them who lacks one kind of cone (Viénot, Brettel and Mollon 1999), in linear light.
BLIND = {
    "protan": [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]],
    "deutan": [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]],
}


@pytest.mark.parametrize("kind", BLIND)
def test_neighbouring_colours_are_told_apart_by_the_colour_blind(kind):
    seen = [np.array(BLIND[kind]) @ np.array(to_rgb(colour)) ** 2.2 for colour in COLOURS]
    assert len(set(COLOURS)) == len(COLOURS)
    for first, second in combinations(seen, 2):
        assert np.linalg.norm(first - second) > 0.04
    assert np.linalg.norm(seen[0] - seen[1]) > 0.2


def drawn():
    picture, axes = figure()
    axes.plot([0, 1, 2], [1, 0, 1], label="$w_{11}$")
    axes.legend()
    return picture


@pytest.mark.parametrize(("kind", "begin"), [("svg", b"<?xml"), ("pdf", b"%PDF"), ("png", b"\x89PNG")])
def test_a_picture_saved_twice_is_the_same_bytes(tmp_path, kind, begin):
    files = [tmp_path / f"{name}.{kind}" for name in ("first", "second")]
    for file in files:
        save(drawn(), file)
    first, second = (file.read_bytes() for file in files)
    assert first == second
    assert first.startswith(begin)
    assert b"CreationDate" not in first
    assert b"<dc:date>" not in first


def test_the_suffix_may_be_in_capitals(tmp_path):
    save(drawn(), tmp_path / "A.SVG")
    assert (tmp_path / "A.SVG").read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize("name", ["a.gif", "a", "a.svg.bak"])
def test_another_format_is_refused_and_nothing_written(tmp_path, name):
    with pytest.raises(ValueError, match=rf"a figure must end in \.svg, \.pdf or \.png, got {name}"):
        save(drawn(), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_drawing_that_fails_leaves_the_old_file(tmp_path):
    class Broken:
        def savefig(self, content, **options):
            content.write(b"half")
            raise RuntimeError("out of ink")

    (tmp_path / "a.svg").write_text("old")
    with pytest.raises(RuntimeError):
        save(Broken(), tmp_path / "a.svg")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.svg", "old")]
    assert set(METADATA) == {"svg", "pdf", "png"}
