"""Proposition: 65 pairs of 16 compositions are comparable, and what is out of order is counted and marked."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from verify.render.paper import order
from verify.render.paper.names import PAPER_FIGURES


def test_pairs_are_those_of_the_partial_order():
    v = order.compositions(4)
    assert [int("".join(map(str, row)), 2) for row in v] == list(range(16))
    pairs = order.comparable(4)
    assert len(pairs) == 65 == 3**4 - 2**4
    assert sum(int((v[j] - v[i]).sum() == 1) for i, j in pairs) == 32
    assert {(0, 15), (1, 3), (8, 9)} <= set(map(tuple, pairs))
    assert not {(1, 2), (3, 1), (5, 5)} & set(map(tuple, pairs))


def test_the_share_out_of_order_is_over_pairs_clipped_or_not():
    in_order, one_wrong = np.array([0.0, 2, 3, 4]), np.array([0.0, 5, 3, 4])
    assert order.broken(np.array([in_order, one_wrong])).tolist() == [0, 1 / 5]
    assert order.broken(np.array([one_wrong]), clip=4.0).tolist() == [0]


def test_edges_are_marked_where_the_mean_loss_is_out_of_order(forms):
    found = forms("7")
    picture = PAPER_FIGURES["figure7"].draw(found)
    for place, axis in enumerate(picture.axes[:6]):
        form, column = ("printed", "coded")[place // 3], place % 3
        (one,) = found[form]
        after = {"printed": (1, 3, 5), "coded": (0, 2, 4)}[form][column]
        losses = one.curves.compositions[:, after * one.epoch].mean(axis=0)
        v, wrong = order.compositions(4), 0
        for i, j in order.comparable(4):
            wrong += (v[j] - v[i]).sum() == 1 and losses[i] > losses[j]
        marked = [line for line in axis.lines if to_rgba(line.get_color()) == to_rgba(order.BROKEN["color"])]
        assert len(axis.lines) == 32
        assert len(marked) == wrong
        (nodes,) = axis.collections
        assert np.asarray(nodes.get_array()) == pytest.approx(np.minimum(losses, 1))
        assert axis.get_title().startswith(f"as {form}, ")
        assert (f"after {after}" in axis.get_title()) == (form == "coded")


def test_figure_7_without_its_compositions_is_refused(forms):
    found = forms("7")
    bare = {form: [replace(one, curves=replace(one.curves, compositions=None)) for one in found[form]] for form in found}
    with pytest.raises(ValueError, match="losses of all compositions"):
        order.partial_order(bare)
