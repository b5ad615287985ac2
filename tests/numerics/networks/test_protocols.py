"""Proposition: every figure has a protocol in both forms, frozen and printable, with the figures of the paper and of its code."""

from dataclasses import FrozenInstanceError
from fractions import Fraction

import numpy as np
import pytest

from numerics.networks.data import Clusters
from numerics.networks.protocol import Architecture, Initialisation, Optimiser, Probes, Protocol, Run
from numerics.networks.protocols import FIGURE_5, one_layer, protocols, released_suite
from numerics.networks.training import train

#: The layers of every figure, from the captions, Appendix F and the released code's configuration, as transcribed: figure, label;
#: as printed, then as coded: mu, spread, and d, depth, hidden width, learning rate; then ReLU, rotation, exclusion.
LAYERS = """
2a | mu = (1, 2)               | 1 2 | .05 .05 | 64 1 64 .1 | 1 2 | .05 .05 | 64 1 64 .1 | linear rotated -
2a | mu = (2, 2)               | 2 2 | .05 .05 | 64 1 64 .1 | 2 2 | .05 .05 | 64 1 64 .1 | linear rotated -
2a | mu = (3, 2)               | 3 2 | .05 .05 | 64 1 64 .1 | 3 2 | .05 .05 | 64 1 64 .1 | linear rotated -
2b | sigma_1 = 0.05            | 1 2 | .05 .05 | 64 1 64 .1 | 1 2 | .05 .05 | 64 1 64 .1 | linear rotated -
2b | sigma_1 = 0.1             | 1 2 | .1 .05  | 64 1 64 .1 | 1 2 | .1 .05  | 64 1 64 .1 | linear rotated -
2b | sigma_1 = 0.5             | 1 2 | .5 .05  | 64 1 64 .1 | 1 2 | .5 .05  | 64 1 64 .1 | linear rotated -
2b | sigma_1 = 1               | 1 2 | 1 .05   | 64 1 64 .1 | 1 2 | 1 .05   | 64 1 64 .1 | linear rotated -
2b | sigma_1 = 2               | 1 2 | 2 .05   | 64 1 64 .1 | 1 2 | 2 .05   | 64 1 64 .1 | linear rotated -
2c | four layers, d = 64       | 1 2 | .05 .05 | 64 4 64 .1 | 2 4 | .05 .05 | 64 4 64 .1 | linear rotated -
2c | four layers, d = 2        | 1 2 | .05 .05 | 2 4 64 .1  | 2 4 | .05 .05 | 2 4 4 .01  | linear rotated -
3  | four layers, d = 64       | 1 2 | .05 .05 | 64 4 64 .1 | 2 4 | .05 .05 | 64 4 64 .1 | linear rotated -
3  | four layers, d = 2        | 1 2 | .05 .05 | 2 4 64 .1  | 2 4 | .05 .05 | 2 4 4 .01  | linear rotated -
11 | mu = (1, 2)               | 1 2 | .05 .05 | 64 2 64 .1 | 1 2 | .05 .05 | 64 2 64 .1 | linear rotated -
11 | mu = (2, 2)               | 2 2 | .05 .05 | 64 2 64 .1 | 2 2 | .05 .05 | 64 2 64 .1 | linear rotated -
11 | mu = (3, 2)               | 3 2 | .05 .05 | 64 2 64 .1 | 3 2 | .05 .05 | 64 2 64 .1 | linear rotated -
11 | sigma_1 = 0.05            | 1 2 | .05 .05 | 64 2 64 .1 | 1 2 | .05 .05 | 64 2 64 .1 | linear rotated -
11 | sigma_1 = 0.1             | 1 2 | .1 .05  | 64 2 64 .1 | 1 2 | .1 .05  | 64 2 64 .1 | linear rotated -
11 | sigma_1 = 0.5             | 1 2 | .5 .05  | 64 2 64 .1 | 1 2 | .5 .05  | 64 2 64 .1 | linear rotated -
11 | sigma_1 = 1               | 1 2 | 1 .05   | 64 2 64 .1 | 1 2 | 1 .05   | 64 2 64 .1 | linear rotated -
11 | sigma_1 = 2               | 1 2 | 2 .05   | 64 2 64 .1 | 1 2 | 2 .05   | 64 2 64 .1 | linear rotated -
12 | mu = (1, 2)               | 1 2 | .05 .05 | 64 2 64 .1 | 1 2 | .05 .05 | 64 2 64 .1 | ReLU rotated -
12 | mu = (2, 2)               | 2 2 | .05 .05 | 64 2 64 .1 | 2 2 | .05 .05 | 64 2 64 .1 | ReLU rotated -
12 | mu = (3, 2)               | 3 2 | .05 .05 | 64 2 64 .1 | 3 2 | .05 .05 | 64 2 64 .1 | ReLU rotated -
12 | sigma_1 = 0.05            | 1 2 | .05 .05 | 64 2 64 .1 | 1 2 | .05 .05 | 64 2 64 .1 | ReLU rotated -
12 | sigma_1 = 0.1             | 1 2 | .1 .05  | 64 2 64 .1 | 1 2 | .1 .05  | 64 2 64 .1 | ReLU rotated -
12 | sigma_1 = 0.5             | 1 2 | .5 .05  | 64 2 64 .1 | 1 2 | .5 .05  | 64 2 64 .1 | ReLU rotated -
12 | sigma_1 = 1               | 1 2 | 1 .05   | 64 2 64 .1 | 1 2 | 1 .05   | 64 2 64 .1 | ReLU rotated -
12 | sigma_1 = 2               | 1 2 | 2 .05   | 64 2 64 .1 | 1 2 | 2 .05   | 64 2 64 .1 | ReLU rotated -
13 | three layers, mu = (1, 2) | 1 2 | .05 .05 | 3 3 3 .1   | 1 2 | .05 .05 | 3 3 3 .01  | linear aligned -
13 | three layers, mu = (2, 4) | 2 4 | .05 .05 | 3 3 3 .1   | 2 4 | .05 .05 | 3 3 3 .01  | linear aligned -
14 | three layers, mu = (1, 2) | 1 2 | .05 .05 | 3 3 3 .1   | 1 2 | .05 .05 | 3 3 3 .01  | linear aligned -
14 | three layers, mu = (2, 4) | 2 4 | .05 .05 | 3 3 3 .1   | 2 4 | .05 .05 | 3 3 3 .01  | linear aligned -
15 | three layers, mu = (1, 2) | 1 2 | .05 .05 | 3 3 3 .1   | 1 2 | .05 .05 | 3 3 3 .01  | linear aligned -
15 | three layers, mu = (2, 4) | 2 4 | .05 .05 | 3 3 3 .1   | 2 4 | .05 .05 | 3 3 3 .01  | linear aligned -
16 | three layers, mu = (1, 2) | 1 2 | .05 .05 | 3 3 3 .1   | 1 2 | .05 .05 | 3 3 3 .01  | linear aligned .5
16 | three layers, mu = (2, 4) | 2 4 | .05 .05 | 3 3 3 .1   | 2 4 | .05 .05 | 3 3 3 .01  | linear aligned 1
"""
#: The tied model: figure; as printed, then as coded: mu, deviations; then d, and of the released code the scale of U, the steps.
TIED = """
5  | 1 1.5         | .05 .05          | 1 1.5         | .05 .05 .05     | 3 .2 2000
17 | 1 1.5         | .05 .05          | 1 1.5         | .05 .05 .05     | 3 .2 2000
18 | 1 1.5         | .05 .05          | 1 1.5         | .05 .05 .05     | 3 .2 2000
8  | 1 1.5 2.2     | .05 .05 .05      | 1 1.7 2.25    | .5 .25 .25      | 3 .1 10000
9  | 1 1.5 2.2 2.7 | .05 .05 .05 .5   | 1 1.5 2.2 2.7 | .05 .05 .05 .05 | 4 .1 10000
10 | .7 1.7 3      | .05 .05 .05      | .7 1.7 3      | .05 .05 .05     | 3 .1 10000
"""
#: The samples of the coded training losses: figure, mu, spread and what it is, whether there is a cluster at the origin.
DRAWN = """
17 | 1 1.5      | .05 .05     | variance  | -
8  | 1 1.7 2.25 | .5 .25 .25  | deviation | origin
"""
#: Minibatches of 128 in 40 epochs of two, three (with the origin) and four clusters of 5,000: 79, 118, 157 steps an epoch.
STEPS = {2: 3160, 3: 4720, 4: 6280}
OPEN = ("initialisation", "biases", "test cluster")


def _rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def _numbers(cell: str) -> tuple[float, ...]:
    return tuple(float(word) for word in cell.split())


def _layers(form: str) -> list[Protocol]:
    """Return the protocols that the table of layers says, and figure 7."""
    found = []
    printed = form == "printed"
    for figure, label, *cells, kind in _rows(LAYERS):
        mu, spread, size = map(_numbers, cells[:3] if printed else cells[3:])
        activation, turned, ball = kind.split()
        dim, depth, hidden, rate = int(size[0]), int(size[1]), int(size[2]), size[3]
        left_out = None if ball == "-" else float(ball)
        if printed:
            data = Clusters(mu, spread, dim, "deviation", False, turned == "rotated", 5000, left_out, None)
            optimiser = Optimiser("sgd", rate, 128, "sample", False)
        else:
            data = Clusters(mu, spread, dim, "variance", True, turned == "rotated", 5000, left_out, (0.05, 0.05))
            optimiser = Optimiser("sgd", rate, 128, "entry", False)
        network = Architecture("layers", depth, hidden, activation == "ReLU", bias=not printed)
        start, steps = Initialisation("torch_linear", 1.0), STEPS[2 if printed else 3]
        found.append(
            Protocol(figure, form, label, data, network, optimiser, start, steps, Probes(240, (), None), OPEN if printed else ())
        )
    return found


def _seven(form: str) -> Protocol:
    """Return figure 7: printed, two ReLU layers, deviations 1/2; coded, one linear layer, variances 1/2, no origin."""
    printed = form == "printed"
    return Protocol(
        figure="7",
        form=form,
        label="two ReLU layers" if printed else "one linear layer",
        data=Clusters((1, 2, 3, 4), (0.5, 0.5, 0.5, 0.5), 64, "deviation" if printed else "variance", False, True, 5000),
        architecture=Architecture("layers", 2 if printed else 1, 64, printed, not printed),
        optimiser=Optimiser("sgd", 0.1, 128, "sample" if printed else "entry", False),
        initialisation=Initialisation("torch_linear", 1.0),
        steps=STEPS[4],
        probes=Probes(240, (1, 3, 5) if printed else (0, 2, 4), None),
        undetermined=OPEN if printed else (),
    )


def _tied(form: str) -> list[Protocol]:
    """Return the protocols that the tables of the tied model say: eta = .01, rates as printed or squared, d' = d."""
    found = []
    drawn = {
        figure: Clusters(_numbers(mu), _numbers(spread), 3, kind, last == "origin", False, 1000, None, None)
        for figure, mu, spread, kind, last in _rows(DRAWN)
        if form == "coded"
    }
    for figure, *cells, last in _rows(TIED):
        mu, spread = map(_numbers, cells[:2] if form == "printed" else cells[2:])
        dim, scale, steps = _numbers(last)
        network = Architecture("tied", 2, int(dim), False, bias=False)
        optimiser = Optimiser("recurrence", 0.01, None, "sample", squared=form == "coded")
        data = Clusters(mu, spread, int(dim), "deviation", False, False, 5000, None, None)
        start, left_open = (
            Initialisation("uniform_tied", scale),
            ("step size", "steps", "scale of U") if form == "printed" else (),
        )
        label = f"tied model, mu = ({', '.join(f'{value:g}' for value in mu)})"
        probes = Probes(0, (), drawn.get(figure))
        found.append(Protocol(figure, form, label, data, network, optimiser, start, int(steps), probes, left_open))
    return found


@pytest.mark.parametrize("form", ["printed", "coded"])
def test_every_figure_has_the_settings_of_the_paper_and_of_its_code(form):
    expected = [*_layers(form), _seven(form), *_tied(form)]
    for figure in {protocol.figure for protocol in expected}:
        assert protocols(form, figure) == tuple(protocol for protocol in expected if protocol.figure == figure)
    assert len(protocols(form)) == len(set(protocols(form))) == len(expected)


@pytest.mark.parametrize("form", ["printed", "coded"])
def test_a_figure_is_chosen_alone_and_prints_itself(form):
    for figure in {protocol.figure for protocol in protocols(form)}:
        for protocol in protocols(form, figure):
            text = str(protocol)
            assert text.startswith(f"Figure {figure}, {form}: {protocol.label}\n")
            assert ("not printed" in text) == (form == "printed")
            assert eval(repr(protocol), vars(__import__("numerics.networks.protocol", fromlist=["_"]))) == protocol  # noqa: S307
            with pytest.raises(FrozenInstanceError):
                protocol.steps = 1


def test_the_released_suite_has_its_29_runs():
    assert [protocol.figure for protocol in released_suite()] == [
        *["2a"] * 3, *["2b"] * 5, "2c", "2c", "7", *["11"] * 8, *["12"] * 8, "13", "13"
    ]  # fmt: skip
    assert all(protocol in protocols("coded", protocol.figure) for protocol in released_suite())


def test_a_coded_step_on_the_printed_loss_is_two_over_d_of_a_printed_one():
    """The step on the printed loss, from the mean over d entries: .1 and 1/320, .1 and .01, .1 and 1/150."""
    steps = {
        (figure, form): [p.step_size for p in protocols(form, figure)] for figure in ("2c", "13") for form in ("printed", "coded")
    }
    assert steps["2c", "printed"] == steps["13", "printed"] == [0.1, 0.1]
    assert steps["2c", "coded"] == pytest.approx([0.003125, 0.01], rel=1e-15)
    assert steps["13", "coded"] == pytest.approx([1 / 150, 1 / 150], rel=1e-15)


def test_unknown_figures_are_refused_with_those_that_are():
    with pytest.raises(ValueError, match=r"figure must be one of 2a, 2b, 2c, 3, 5, 7, 8, 9, 10, 11, 12, .*, 18, got 99"):
        protocols("printed", "99")


def test_figure_5_is_one_setting():
    """In doubles and in fractions; the start is that of its seed, others are uniform on the same cube."""
    assert (FIGURE_5.mu, FIGURE_5.sigma, FIGURE_5.dim, FIGURE_5.scale, FIGURE_5.seed) == ((1, 1.5), (0.05, 0.05), 3, 0.2, 2)
    assert FIGURE_5.exact() == ((Fraction(1), Fraction(3, 2)), (Fraction(1, 20), Fraction(1, 20)))
    assert FIGURE_5.task().rates() == pytest.approx([0.5025, 1.1275, 0.0], rel=1e-15)
    assert (FIGURE_5.start() == 0.2 * np.random.default_rng(2).random((3, 3))).all()
    U = FIGURE_5.starts(500, np.random.default_rng(3))
    assert (0.2 * np.random.default_rng(3).random((500, 3, 3)) == U).all()


@pytest.mark.parametrize("form", ["printed", "coded"])
def test_variations_change_what_they_name(form):
    """And the step, which is the released code's."""
    varied, base = one_layer(form, [1, 3], [0.2, 0.05], 17, 1e-3), protocols(form, "2b")[0]
    assert (varied.data.mu, varied.data.spread, varied.steps) == ((1, 3), (0.2, 0.05), 17)
    assert varied.initialisation == Initialisation("gaussian", 1e-3)
    assert (varied.architecture, varied.data.origin, varied.data.rotated) == (base.architecture, base.data.origin, True)
    assert (varied.figure, varied.form, varied.data.spread_is) == ("2b", form, base.data.spread_is)
    assert varied.optimiser == Optimiser("sgd", 0.1, 128, "entry")
    start = np.abs(train([Run(varied, 0)]).x_hat[:, 0] - 5.0)
    assert start < 0.05
    assert one_layer(form, (1, 3), (0.2, 0.05), 17).initialisation == base.initialisation
