"""What a rise is, is said in one and the same sentence by predict, simulate, certify, the claims and the README."""

from pathlib import Path

import pytest

from verify.cli import main
from verify.ledger import ledger

SENTENCE = "The rise is the largest increase of the test loss above its running minimum, start and horizon included."
CLAIMS = ("figure5.printed_rates", "figure5.squared_rates", "swing_by.turning_points", "predict.errors")
START = ("--mu", "1,1.5", "--sigma", "0.05,0.05", "--init-scale", "0.2")


def in_one_line(text):
    return " ".join(text.split())


@pytest.mark.parametrize("command", ["predict", "simulate", "certify"])
def test_the_help_says_it(command, capsys):
    main([command, "--help"])
    assert SENTENCE in in_one_line(capsys.readouterr().out)


@pytest.mark.parametrize("command", ["predict", "simulate"])
def test_what_is_printed_says_it(command, capsys):
    assert main([command, *START]) == 0
    assert SENTENCE in in_one_line(capsys.readouterr().out)


@pytest.mark.parametrize("identifier", CLAIMS)
def test_the_claims_say_it(identifier):
    assert SENTENCE in ledger()[identifier].method.what


def test_the_readme_says_it():
    assert SENTENCE in in_one_line((Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8"))
