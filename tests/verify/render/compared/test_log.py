"""A comparison is printed verdict first, with times, statements and budget; what is not known is a dash and not a number."""

import numpy as np
import pytest

from benchmarks.training_logs import made
from verify.compare import compare
from verify.render.compared.log import comparison_picture, number, print_comparison


@pytest.fixture(scope="module")
def answer():
    case = made(3, "rate", False)
    return compare({name: case.log[name] for name in ("step", next(name for name in case.log if name != "step"))}, **case.said)


def test_what_is_printed(answer, capsys):
    print_comparison(answer.run, answer)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{answer.verdict}: {answer.reason}"
    assert lines[1].startswith(f"{answer.log['rows']} rows to step")
    assert any(line.startswith("error budget") for line in lines)
    assert all(claim in "".join(lines) for item in answer.statements for claim in item["claims"])
    assert number(None) == "-"


def test_the_picture_says_what_it_shows(answer):
    picture = comparison_picture(answer.run)
    assert answer.verdict in picture.get_label()
    drawn = {len(axes.lines) for axes in picture.axes}
    assert drawn == {3}
    assert np.isfinite(picture.axes[0].get_ylim()).all()
