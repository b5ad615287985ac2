"""The public names do what the command does."""

import pytest

import swingby


def test_claims_and_verify():
    assert "two_layer.entry_form" in swingby.claims()
    (report,) = swingby.verify("two_layer.symmetry")
    assert report.as_expected
    assert report.result.outcome is swingby.Outcome.VERIFIED


def test_wrong_calls_raise():
    with pytest.raises(ValueError, match="no claim matches"):
        swingby.verify("nothing_like_it")
    with pytest.raises(ValueError, match="is not a valid Level"):
        swingby.verify(level="hard")


def test_public_names_all_load():
    for name in swingby.__all__:
        assert getattr(swingby, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        swingby.nothing  # noqa: B018


def test_a_file_that_leaves_raises(tmp_path):
    (tmp_path / "mine.py").write_text("import sys; sys.exit(0)")
    for ask in (swingby.claims, lambda files: swingby.verify("clocks.code_step", files=files)):
        with pytest.raises(ValueError, match=r"mine\.py does not run: SystemExit: 0"):
            ask(files=[tmp_path / "mine.py"])
