"""Proposition: every figure of the paper that trains networks on the task has a name, and a caption that says its number."""

import re
from collections import Counter

import pytest

from numerics.networks.protocols import protocols
from verify.render.paper.names import PAPER_FIGURES, drawers


def test_every_figure_with_a_protocol_is_named_in_the_order_of_the_paper():
    numbers = [name.removeprefix("figure").removesuffix("-plain").removesuffix("-squared") for name in PAPER_FIGURES]
    trained = {protocol.figure for form in ("printed", "coded") for protocol in protocols(form)}
    assert set(numbers) == trained | {"4"}
    assert numbers == sorted(numbers, key=lambda number: (int(number.rstrip("abc")), number))
    assert Counter(numbers) == Counter(trained) + Counter(["4", "5"])
    for name, figure in PAPER_FIGURES.items():
        assert set(figure.numbers) <= trained, name


@pytest.mark.parametrize("name", PAPER_FIGURES)
def test_each_is_drawn_and_captioned(forms, name):
    """With the settings of every form that it shows, and no number that is none."""
    figure = PAPER_FIGURES[name]
    picture = figure.draw(*(forms(number) for number in figure.numbers))
    words = picture.get_label()
    number = re.sub(r"^figure|-.*$", "", name)
    assert words.startswith(f"Fig. {number}")
    assert ("As printed: " in words and "As coded: " in words) or name.startswith("figure5-")
    assert not re.search(r"\b(nan|inf|None)\b", words)
    assert picture.axes
    assert picture.legends


def test_figures_are_drawn_from_fresh_trainings_by_name():
    """Figure 5 in a moment, of as many seeds as are asked for."""
    found = drawers(["figure5-squared", "figure4"], 2)
    assert list(found) == ["figure5-squared", "figure4"]
    picture = found["figure5-squared"]()
    assert "a tenth to nine tenths of 2 seeds" in [text.get_text() for text in picture.legends[0].get_texts()]
