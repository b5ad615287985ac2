r"""Proposition: a side is the same as written up to the order of sums, scalars, transposes of products and spellings of exp."""

from __future__ import annotations

import pytest

from verify.manuscript.formal import same_as_written
from verify.manuscript.grammar.parser import parse


def same(left: str, right: str) -> bool:
    return same_as_written(parse(left), parse(right), lambda name: name.key in ("t", "a"))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (r"\dot U U^\top + U \dot U^\top", r"U \dot U^{T} + \dot U U^{T}"),
        (r"\exp(-A t)", r"e^{-t A}"),
        (r"\frac{d}{dt}[I + (W - I) \exp(-A t)]", r"\frac{d}{dt} \left[ (W - I) e^{-A t} + I \right]"),
        (r"(A B)^T", r"B^T A^T"),
        (r"a A B", r"A a B"),
        (r"[A, B]", r"A B - B A"),
        (r"\operatorname{tr}(A + B)", r"\operatorname{tr}(B + A)"),
    ],
)
def test_what_is_the_same(left: str, right: str) -> None:
    assert same(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("A B", "B A"),
        (r"\exp(-A t)", r"e^{A t}"),
        ("A^T", "A"),
        (r"\frac{d}{dt}[A]", r"\frac{d}{d\tau}[A]"),
        ("A(0)", "A(t)"),
        ("A_1", "A_2"),
        (r"\operatorname{tr}(A B)", r"\det(A B)"),
        (r"\sum_k A_k", r"\sum_k A_k"),
    ],
)
def test_what_is_not(left: str, right: str) -> None:
    assert not same(left, right)
