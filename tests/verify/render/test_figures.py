"""Figures repeat byte by byte, the picture of the README is what is drawn, and what is drawn is what the theory says."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from verify.cli import swingby
from verify.render import figures

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


@pytest.mark.parametrize("name", ["timescales"])
def test_drawn_twice_the_bytes_are_the_same(tmp_path: Path, name: str) -> None:
    first = drawn(tmp_path, name).read_bytes()
    assert drawn(tmp_path, name).read_bytes() == first


def lines(axes) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return the data of the labelled lines."""
    return {line.get_label(): line.get_data() for line in axes.lines if not line.get_label().startswith("_")}


def test_every_figure_is_named_by_what_it_draws() -> None:
    text = " ".join((figures.__doc__ or "").split())
    for name, draw in figures.FIGURES.items():
        assert name in text
        assert callable(draw)


def test_the_orders_of_the_errors_are_those_fitted_by_hand() -> None:
    (axes,) = figures.error_orders().axes
    assert len(lines(axes)) == 3
    for label, (omega, errors) in lines(axes).items():
        derived, fitted = (float(number) for number in re.findall(r"(?:derived|fitted) ([\d.]+)", label))
        x, y = np.log(omega[-7:]), np.log(errors[-7:])
        slope = np.sum((x - x.mean()) * (y - y.mean())) / np.sum((x - x.mean()) ** 2)
        assert fitted == pytest.approx(slope, abs=1e-3)
        assert fitted == pytest.approx(derived, abs=0.05)
    assert axes.get_xscale() == axes.get_yscale() == "log"


def test_the_area_under_the_training_loss_is_the_divergence() -> None:
    axes, rest = figures.area_law().axes
    assert list(lines(axes)) == [f"$d = {d}$" for d in (2, 3, 5, 8)]
    for law, measured in lines(axes).values():
        assert len(law) == 8
        assert measured == pytest.approx(law, rel=1e-6)
    for line in rest.lines:
        assert np.all(line.get_ydata() < 1e-6)


def test_pivots_predict_what_the_diagonal_does_not() -> None:
    (axes,) = figures.timescales().axes
    drawn_lines = lines(axes)
    (measured, by_diagonal), (again, by_pivot) = (drawn_lines[f"{name} of $W(0)$"] for name in ("diagonal", "pivots"))
    assert np.array_equal(measured, again)
    assert len(measured) == 12 * 6
    off_pivot, off_diagonal = (np.max(np.abs(said / measured - 1)) for said in (by_pivot, by_diagonal))
    assert off_pivot < 0.03
    assert off_diagonal > 3 * off_pivot
    # A pivot is at most the diagonal entry: what it predicts comes later.
    assert np.all(by_diagonal <= by_pivot * (1 + 1e-12))


def test_nothing_is_drawn_where_no_rise_is_simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    panels = figures.phase_panels(9, workers=2)
    monkeypatch.setattr(figures, "phase_panels", lambda side: panels)
    picture = figures.phase_diagram(9)
    for axes, panel, correlation in zip(picture.axes, panels, figures.CORRELATIONS, strict=False):
        (mesh,) = [found for found in axes.collections if found.get_array() is not None and found.get_array().size == 81]
        assert np.array_equal(mesh.get_array().mask.reshape(9, 9), panel.rise < 1e-9)
        assert [text.get_text() for text in axes.texts] == [f"correlation {correlation:g}"]
        brightness = mesh.cmap(mesh.norm([1e-6, 1e-4, 1e-2, 1e-1]))[:, :3] @ [0.299, 0.587, 0.114]
        assert (np.diff(brightness) > 0.1).all()
    assert picture.get_label().startswith("How much the test loss rises at d = 2")
