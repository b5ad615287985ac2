"""Every figure is one column wide for each of its columns, told apart by colour-blind readers, and the same bytes each time."""

from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

from verify.render.figure import (
    COLOURS,
    COLUMN,
    DESCRIPTION,
    METADATA,
    PREDICTED,
    SIMULATED,
    STYLE,
    band,
    caption,
    figure,
    key,
    save,
)


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


@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_the_caption_is_in_the_file(tmp_path, kind):
    picture = drawn()
    caption(picture, "What is shown, and how.")
    save(picture, tmp_path / f"a.{kind}")
    content = (tmp_path / f"a.{kind}").read_bytes()
    assert b"What is shown, and how." in content
    save(drawn(), tmp_path / f"b.{kind}")
    assert DESCRIPTION[kind].lower().encode() not in (tmp_path / f"b.{kind}").read_bytes().lower()


def test_a_caption_stands_below_the_panels_in_lines_that_fit():
    picture = drawn()
    before = picture.get_size_inches()
    words = " ".join(["words"] * 60)
    caption(picture, words)
    canvas = FigureCanvasAgg(picture)
    canvas.draw()
    box, axis = picture._supxlabel.get_window_extent(canvas.get_renderer()), picture.axes[0].get_tightbbox()
    assert box.x0 >= 0
    assert box.x1 <= picture.bbox.width
    assert 0 <= box.y0 < box.y1 <= axis.y0
    assert picture.get_label() == words == picture._supxlabel.get_text().replace("\n", " ")
    assert picture.get_size_inches()[1] > before[1]


def test_a_key_stands_above_the_panels():
    picture = drawn()
    key(picture, [("simulated", SIMULATED), ("predicted", PREDICTED | {"color": COLOURS[1]})], columns=2)
    FigureCanvasAgg(picture).draw()
    (legend,) = picture.legends
    assert [text.get_text() for text in legend.get_texts()] == ["simulated", "predicted"]
    assert [line.get_color() for line in legend.get_lines()] == ["black", COLOURS[1]]
    assert legend.get_window_extent().y0 >= picture.axes[0].get_window_extent().y1


def test_a_band_holds_four_fifths_of_the_rows():
    _, axis = figure()
    rows = np.arange(11.0)[:, None] * np.ones(4)
    band(axis, np.arange(4.0), rows, COLOURS[0], linewidth=2)
    (line,), (area,) = axis.lines, axis.collections
    assert line.get_ydata().tolist() == [5] * 4
    heights = area.get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == (1, 9)
    band(axis, np.arange(4.0), rows[:0], COLOURS[0])
    assert len(axis.lines) == len(axis.collections) == 1


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
        def get_label(self):
            return ""

        def savefig(self, content, **options):
            content.write(b"half")
            raise RuntimeError("out of ink")

    (tmp_path / "a.svg").write_text("old")
    with pytest.raises(RuntimeError):
        save(Broken(), tmp_path / "a.svg")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.svg", "old")]
    assert set(METADATA) == {"svg", "pdf", "png"}
