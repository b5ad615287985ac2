"""`figures` writes each figure that names or shell patterns choose as SVG and PDF; a wrong call draws nothing.

Networks of the paper's figures are trained before any is drawn, and kept.
"""

import pytest
from matplotlib.figure import Figure

from verify.cli import main
from verify.render import figures as drawn
from verify.render.paper import names as paper
from verify.render.paper.names import PAPER_FIGURES
from verify.render.trained_figures import TRAINED_FIGURES

#: What is drawn when nothing is named.
ALL = (*drawn.FIGURES, *PAPER_FIGURES)


def call(capsys, *arguments):
    status = main(["figures", *map(str, arguments)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Put quick figures in the place of the slow ones, and return the names of those that were drawn."""
    names = []

    def draw(name):
        names.append(name)
        picture = Figure(figsize=(1, 1))
        picture.text(0.5, 0.5, name)
        return picture

    for figures in (drawn.FIGURES, TRAINED_FIGURES):
        for name in figures:
            monkeypatch.setitem(figures, name, lambda name=name: draw(name))
    for name, figure in PAPER_FIGURES.items():
        monkeypatch.setitem(PAPER_FIGURES, name, figure._replace(draw=lambda *_, name=name: draw(name)))
    monkeypatch.setattr(paper, "trained", lambda numbers, *_: dict.fromkeys(numbers))
    return names


@pytest.mark.parametrize(
    ("patterns", "chosen"),
    [
        ((), ALL),
        (("timescales",), ("timescales",)),
        (("area-law", "figure5-*"), ("area-law", "figure5-plain", "figure5-squared")),
        (("figure1*", "figure2?"), tuple(name for name in PAPER_FIGURES if name.startswith(("figure1", "figure2")))),
        (("figure5-*", "figure5-plain"), ("figure5-plain", "figure5-squared")),
        (("*-law",), ("area-law",)),
        (("diffusion-*", "findings"), ("findings", *TRAINED_FIGURES)),
    ],
    ids=str,
)
def test_patterns_choose_each_once_in_the_order_of_the_list(capsys, tmp_path, quick, patterns, chosen):
    status, out, _ = call(capsys, tmp_path, *patterns)
    assert status == 0
    assert tuple(quick) == chosen
    left_out = (
        []
        if patterns
        else [f"not drawn, since networks are trained for them: {', '.join(TRAINED_FIGURES)} (name them, or 'diffusion-*')"]
    )
    assert out.splitlines() == [f"{tmp_path / name}.svg, .pdf" for name in chosen] + left_out
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.{kind}" for name in chosen for kind in ("svg", "pdf")}


def test_each_file_is_of_its_kind_and_png_comes_when_asked_for(capsys, tmp_path):
    folder = tmp_path / "deep" / "figures"
    assert call(capsys, folder, "timescales", "--png")[0] == 0
    begin = {".svg": b"<?xml", ".pdf": b"%PDF", ".png": b"\x89PNG"}
    assert {path.suffix for path in folder.iterdir()} == set(begin)
    for path in folder.iterdir():
        assert path.read_bytes().startswith(begin[path.suffix])


def test_one_wrong_pattern_among_right_ones_draws_nothing(capsys, tmp_path, quick):
    status, out, err = call(capsys, tmp_path / "out", "timescales", "figure6")
    assert (status, out) == (2, "")
    assert err == f"swingby: no figure matches 'figure6'; there are {', '.join([*ALL, *TRAINED_FIGURES])}\n"
    assert not quick
    assert not (tmp_path / "out").exists()


def test_a_file_in_the_place_of_the_folder_is_a_wrong_call(capsys, tmp_path, quick):
    (tmp_path / "out").write_text("mine")
    status, out, err = call(capsys, tmp_path / "out")
    assert (status, out) == (2, "")
    assert err == f"swingby: DIR must be a writable folder, got {tmp_path / 'out'}: File exists\n"
    assert not quick
    assert (tmp_path / "out").read_text() == "mine"


def test_the_help_names_every_figure(capsys):
    _, out, _ = call(capsys, "--help")
    words = " ".join(out.replace("-\n  ", "-").split())
    for before, figures in (
        ("closed forms: ", drawn.FIGURES),
        ("as coded: ", PAPER_FIGURES),
        ("matches them: ", TRAINED_FIGURES),
    ):
        assert words.split(before)[1].split(".")[0].split(", ") == list(figures)


def test_networks_are_trained_once_for_all_figures_and_kept_in_the_folder(capsys, tmp_path, monkeypatch):
    """Of the figures that are chosen, over the seeds that are asked for, each number once."""
    seen = []

    def trained(numbers, seeds, executor, store, on_done):
        on_done(0, 1)
        seen.append((list(numbers), seeds, store.directory))
        return dict.fromkeys(numbers)

    monkeypatch.setattr(paper, "trained", trained)
    assert call(capsys, tmp_path, "figure15", "figure16", "figure4", "figure5-plain", "--seeds", "3", "--jobs", "1")[0] == 0
    assert seen == [(["5", "15", "16"], 3, tmp_path / "work")]
    assert call(capsys, tmp_path, "timescales")[0] == 0
    assert len(seen) == 1
    status, _, err = call(capsys, tmp_path, "figure4", "--seeds", "0")
    assert (status, err.count("\n")) == (2, 1)


def test_without_the_extra_those_of_trained_networks_are_refused_before_any_is_drawn(capsys, tmp_path, quick, monkeypatch):
    monkeypatch.setattr("verify.commands.figures.find_spec", lambda name: None)
    status, out, err = call(capsys, tmp_path / "out", "findings", "diffusion-error")
    assert (status, out) == (2, "")
    assert err == "swingby: figures of trained networks need jax: pip install 'swingby[diffusion]'\n"
    assert not quick
    assert call(capsys, tmp_path / "out", "findings")[0] == 0
