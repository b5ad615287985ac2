"""Proposition: every module has a test file of its name, or says here what tests it; no other test file stands alone unsaid."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("theory", "numerics", "verify")

#: What tests a module that has no test file of its name; "/" at the end means the files in a folder, "/**" all below it.
TESTED_BY = {
    "numerics/model/base.py": "what all models must do is in tests/numerics/model/test_model.py",
    "numerics/training_log/answer.py": "fields of the JSON: tests/verify/test_compare.py and the one of the command",
    "numerics/task/arrays.py": "names of types, held by mypy",
    **{
        f"theory/appendix_d/{name}.py": "tests/theory/appendix_d/test_lemmas.py, at numbers of the numerics"
        for name in ("corollary_d1", "descent", *(f"lemma_d{number}" for number in range(1, 9)))
    },
    "verify/render/answers.py": "the page of an answer, as it shows itself: tests/verify/test_answers.py",
    "verify/render/report/entries.py": "what is said of a claim, as read on the page: tests/verify/render/report/test_page.py",
    "verify/render/report/highlights.py": "data, whose names must exist: tests/verify/render/report/test_page.py",
    "verify/render/report/limits.py": "as it is read on the page: tests/verify/render/report/test_page.py",
    "verify/render/report/made.py": "equations and figures of the page: tests/verify/render/report/test_page.py",
    "verify/render/report/paper.py": "the parts of the paper, once each: tests/verify/render/report/test_coverage.py",
    "verify/skeleton/deep.py": "an example as a user has it: tests/test_examples.py",
    "verify/claims/**": "run with their mutants by tests/test_mutants.py; what holds of all of them is in "
    "tests/verify/test_ledger.py, tests/verify/claims/test_chapters.py and tests/verify/claims/test_networks.py",
}

#: Why a test file stands alone, without a module of its name.
STANDS_ALONE = {
    "tests/theory/appendix_d/test_lemmas.py": "the lemmas of Appendix D, a module each, against the numerics",
    "tests/theory/test_at_standard.py": "the exact claims of higher levels, for whoever puts a fault into the theory",
    "tests/theory/test_derivations.py": "what is derived against what is stated, across the theory",
    "tests/theory/test_laws.py": "the laws of the flow at exact matrices, across the theory",
    "tests/numerics/test_extreme_inputs.py": "inputs at the edge of what is taken, through prediction and simulation",
    "tests/numerics/test_flow_oracle.py": "tests the oracle tests/numerics/flow_oracle.py",
    "tests/numerics/test_second_moment.py": "a full second moment, from the command line to the answer",
    "tests/numerics/test_one_rise.py": "one answer from prediction, simulation, proofs and iterations",
    "tests/numerics/closed_form/test_biased_layer.py": "`biased_layer` of numerics/closed_form/entries.py against networks",
    "tests/numerics/certificate/test_stated_digits.py": "certificates with a digit or a word changed, from form to proof",
    "tests/numerics/integers/test_independence.py": "what the two rooms of proof may import",
    "tests/numerics/model/test_model.py": "what every model of numerics/model must do",
    "tests/numerics/networks/test_plain.py": "tests the oracle tests/numerics/networks/plain.py",
    "tests/numerics/networks/test_room.py": "what the room of networks may import",
    "tests/verify/test_installed_claims.py": "claims of installed packages, from entry point to outcome",
    "tests/verify/claims/test_chapters.py": "every file of claims stands in one chapter",
    "tests/verify/claims/test_depends.py": "every chain of claims ends in definitions of the task",
    "tests/verify/claims/test_equations.py": "every equation shown is held by its claim",
    "tests/verify/claims/test_diffusion.py": "what the claims of the folder verify/claims/diffusion read off paths",
    "tests/verify/claims/test_figures.py": "what the claims of the folders verify/claims/audits and figures read off curves",
    "tests/verify/claims/test_networks.py": "the claims of the folder verify/claims/networks at reduced sizes",
    "tests/verify/commands/test_rise_in_words.py": "one sentence for a rise, in every command",
    "tests/verify/render/report/test_browser.py": "the page in a browser: what it asks, shows, and computes itself",
    "tests/verify/manuscript/test_edges.py": "a source says what TeX prints of it, through all of its reading",
    "tests/verify/manuscript/test_false_passes.py": "nothing wrong in a manuscript passes, through all of its reading",
    "tests/verify/manuscript/test_mutated.py": "mutated manuscripts, a sample here and thousands by hand",
    "tests/verify/manuscript/test_styles.py": "twenty results in ten styles of print, through all of its reading",
}


def test_file(module: str) -> str:
    """Return where the tests of a module belong."""
    folder, _, name = module.rpartition("/")
    return f"tests/{folder}/test_{name}"


test_file.__test__ = False  # type: ignore[attr-defined]


def without_test(modules: set[str], tests: set[str]) -> set[str]:
    return {module for module in modules if test_file(module) not in tests}


def unlisted(missing: set[str], table: dict[str, str]) -> set[str]:
    """Return which of the modules no entry speaks of."""
    return {module for module in missing if not any(speaks_of(entry, module) for entry in table)}


def stale(missing: set[str], table: dict[str, str]) -> set[str]:
    """Return the entries that speak of no module without a test."""
    return {entry for entry in table if not any(speaks_of(entry, module) for module in missing)}


def speaks_of(entry: str, module: str) -> bool:
    if entry.endswith("/**"):
        return module.startswith(entry[:-2])
    return f"{module.rpartition('/')[0]}/" == entry if entry.endswith("/") else module == entry


def of_no_module(modules: set[str], tests: set[str]) -> set[str]:
    return tests - {test_file(module) for module in modules}


def found(pattern: str, *folders: str) -> set[str]:
    paths = (path for folder in folders for path in (ROOT / folder).rglob(pattern))
    return {path.relative_to(ROOT).as_posix() for path in paths if path.name != "__init__.py"}


MODULES = found("*.py", *ROOMS)
TESTS = found("test_*.py", *(f"tests/{room}" for room in ROOMS))


def test_every_module_has_its_test_or_is_listed():
    assert not unlisted(without_test(MODULES, TESTS), TESTED_BY)


def test_no_entry_is_stale():
    assert not stale(without_test(MODULES, TESTS), TESTED_BY)


def test_every_test_file_has_its_module_or_is_listed():
    assert of_no_module(MODULES, TESTS) == set(STANDS_ALONE)


@pytest.mark.parametrize(("name", "words"), [*TESTED_BY.items(), *STANDS_ALONE.items()])
def test_every_entry_says_why_and_names_files_that_exist(name, words):
    assert words
    assert all((ROOT / path).is_file() for path in re.findall(r"[\w/]+\.py", words))


def test_what_is_missing_stale_or_alone_is_noticed():
    modules, tests = {"a/b.py", "a/c/d.py", "a/c/e.py"}, {"tests/a/test_b.py", "tests/a/test_x.py"}
    missing = without_test(modules, tests)
    assert missing == {"a/c/d.py", "a/c/e.py"}
    assert unlisted(missing, {"a/c/d.py": "why"}) == {"a/c/e.py"}
    assert unlisted(missing, {"a/c/": "why"}) == unlisted(missing, {"a/**": "why"}) == set()
    assert unlisted(missing, {"a/": "why"}) == missing
    assert stale(missing, {"a/b.py": "has its test", "a/gone.py": "is gone", "a/c/": "why", "b/": "is gone"}) == {
        "a/b.py",
        "a/gone.py",
        "b/",
    }
    assert of_no_module(modules, tests) == {"tests/a/test_x.py"}
