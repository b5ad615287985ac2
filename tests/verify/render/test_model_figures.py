"""What is drawn beyond small tied starts: passages inside their intervals, both models, every depth, the moment's eigenbasis."""

from __future__ import annotations

import numpy as np
import pytest

from verify.render import model_figures as figures


def test_passages_are_drawn_inside_their_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "STARTS", 40)
    left, right = figures.delay_budget().axes
    assert len(left.lines) == len(left.collections) == len(figures.BUDGET_RATES)
    for marks, bars in zip(left.lines, left.collections, strict=True):
        times, ends = marks.get_ydata(), np.array([segment[:, 1] for segment in bars.get_segments()])
        assert len(times) == figures.SHOWN_STARTS
        assert np.all((ends[:, 0] <= times) & (times <= ends[:, 1]))
        assert np.array_equal(marks.get_xdata(), [segment[0, 0] for segment in bars.get_segments()])
    used = right.lines[0].get_ydata()
    assert len(used) >= 30
    assert np.all(used <= 2)


def test_both_models_rise_as_their_leading_orders_say_at_a_small_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "RISES_AT", np.array([1e-16, 1e-2]))
    left, right = figures.untied_tied().axes
    assert len(left.lines) == 2
    for seen, form in zip(right.lines[::2], right.lines[1::2], strict=True):
        assert form.get_ydata() == pytest.approx(seen.get_ydata()[:1], rel=0.15)
    tied, free = (line.get_ydata() for line in right.lines[::2])
    assert np.all(free < tied)


def test_deep_layers_rise_and_shallow_ones_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "DEPTHS", range(1, 4))
    picture = figures.depth()
    rises = [float(np.max(line.get_ydata() - np.minimum.accumulate(line.get_ydata()))) for line in picture.axes[0].lines]
    assert rises[:2] == pytest.approx([0, 0], abs=1e-9)
    assert rises[2] > 0.1
    assert [text.get_text() for text in picture.legends[0].get_texts()] == [
        f"L = {number}: rise {rise:.3f}" for number, rise in enumerate(np.abs(rises), 1)
    ]


@pytest.mark.parametrize("cosine", [0.0, 0.3, 0.9])
def test_the_probe_in_the_eigenbasis_has_the_product_of_its_formula(cosine: float) -> None:
    """|y_1 y_2| = m_1 m_2 sqrt(1 - c^2) |m_1^2 - m_2^2| / sqrt((m_1^2 - m_2^2)^2 + 4 m_1^2 m_2^2 c^2)."""
    (m, n), (a, y) = figures.NORMS, figures.in_the_eigenbasis(cosine)
    apart = m**2 - n**2
    product = m * n * np.sqrt(1 - cosine**2) * apart / np.hypot(apart, 2 * m * n * cosine)
    assert y[0] * y[1] == pytest.approx(product)
    assert a.sum() == pytest.approx((m**2 + n**2) / 2)
    assert a[0] > a[1]


def test_correlation_lowers_the_rise_of_a_small_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "SCALES", (1e-16,))
    monkeypatch.setattr(figures, "COSINES", np.array([0.0, 0.3, 0.6]))
    seen, form = (line.get_ydata() for line in figures.correlation().axes[0].lines)
    assert np.all(np.diff(seen) < 0)
    assert form[1:] == pytest.approx(seen[1:], rel=0.2)
