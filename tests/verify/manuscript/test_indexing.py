"""Proposition: free indices count rows first, as the left side writes them, and a number never stands for every index."""

from __future__ import annotations

from functools import cache

import pytest

from verify.ledger import ledger
from verify.manuscript.equations import Stated, finder
from verify.manuscript.grammar.parser import parse_relation
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.indexing import check_numbers, free_order
from verify.manuscript.reading.scope import scope


@cache
def stated(name: str) -> Stated:
    found = finder(ledger())(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "is_named", "order"),
    [
        (r"w_{qp} = a_p + a_q", False, ["q", "p"]),
        (r"a_p + a_q = w_{qp}", False, ["q", "p"]),
        (r"a_j + a_i", True, ["i", "j"]),
        (r"a_p", False, ["p"]),
    ],
)
def test_the_order_is_that_of_the_left_side(text: str, is_named: bool, order: list[str]) -> None:
    equation = stated("two_layer.entry_form").first
    assert free_order(parse_relation(text), equation, scope(equation), is_named) == order


def test_an_index_that_the_left_side_has_not_is_refused() -> None:
    equation = stated("two_layer.entry_form").first
    with pytest.raises(NotReadError, match="the index p is not on the left side"):
        free_order(parse_relation("a_p"), equation, scope(equation), True)
    scalar = stated("two_layer.loss_decrease").first
    with pytest.raises(NotReadError, match="the index p, where the equation has none"):
        free_order(parse_relation("a_p"), scalar, scope(scalar), False)


@pytest.mark.parametrize("text", ["N_{ii} = w_{12}", r"N_{ii} = \sum_{k=1}^{3} w_{ki}"])
def test_a_number_where_every_index_is_meant_is_refused(text: str) -> None:
    first = stated("finite_steps.noise_is_squares").instances[:1]
    with pytest.raises(NotReadError, match="where the equation is about all of them"):
        check_numbers(parse_relation(text), list(first))
    check_numbers(parse_relation(r"N_{ii} = \sum_{k} w_{ki}"), list(first))
