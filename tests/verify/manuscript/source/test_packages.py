r"""Proposition: commands of physics are read where it is loaded; a command that changes others is none of the harmless ones."""

from __future__ import annotations

import pytest

from verify.manuscript.source.definitions import macros
from verify.manuscript.source.macros import expand
from verify.manuscript.source.packages import ARGUMENTS_OF_TEXT, COMMANDS

LOADED = macros(r"\usepackage{amsmath, physics}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\dv{W}{t}", r"\frac{dW}{dt}"),
        (r"\dv*{W}{t}", r"\frac{dW}{dt}"),
        (r"\dv{t} W", r"\frac{d}{dt}W"),
        (r"\pdv{L}{U}", r"\frac{\partialL}{\partialU}"),
        (r"\norm{x}^2", r"\lVertx\rVert^2"),
        (r"\qty(a + b)", "(a+b)"),
    ],
)
def test_what_physics_prints(text: str, expected: str) -> None:
    assert expand(text, 0, LOADED).text.replace(" ", "") == expected
    assert macros(r"\usepackage{amsmath}") == {}


def test_no_command_that_changes_others_is_harmless() -> None:
    changing = {"patchcmd", "csdef", "letcs", "appto", "apptocmd", "robustify", "undef", "mathchardef", "RenewCommandCopy"}
    assert not changing & (COMMANDS | ARGUMENTS_OF_TEXT)
