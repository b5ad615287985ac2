"""Proposition: what bears the mark is proved from definitions: its theorem is there, has its hypotheses, and Coq accepts it.

A change of a definition breaks a theorem.
"""

import re
import shutil

import pytest

from verify.claim import Evidence, Outcome
from verify.ledger import ledger
from verify.proofs.check import compiled
from verify.proofs.export import BEFORE, contents, everything, exact, exported, first
from verify.proofs.pairs import PAIRS, THEOREMS, proved, text

CLAIMS = ledger()
COQ = shutil.which("coqc") is not None
#: Words of a claim's sentence, and what then stands in one of its theorems.
HYPOTHESES = {
    "In every dimension": r"forall \((d|d m) : nat\)|\(d m : nat\)|\(d : nat\)",
    "for every $d$": r"\(d : nat\)",
    "symmetric $A$": r"symmetric A",
    "symmetric $W$": r"symmetric w",
    "diagonal $A$": r"diag a",
    "W > 0": r"definite W|0 < determinant \(W",
    "orthonormal columns": r"orthonormal Q",
    "any width": r"\(d m : nat\)",
}
#: Definitions, and what stands in their place: each breaks a theorem at least.
CHANGES = [
    ("definitions", "1 / 2 * trace ((W - Id) * A * (W - Id)^T)", "1 / 2 * trace ((W - Id) * (2 .* A) * (W - Id)^T)"),
    ("definitions", "loss A (U * U^T)%M.", "loss A (- (U * U^T))%M."),
    ("definitions", "(A - (1 / 2) .* (A * W + W * A))%M", "(A + (1 / 2) .* (A * W + W * A))%M"),
    ("definitions", "2 .* (W * A * W)))%M", "(W * A * W)))%M"),
    ("definitions", "is_derivative F (- G)%M t", "is_derivative F G t"),
    ("definitions", "is_derivative W (V A (W t)) t", "is_derivative W (2 .* V A (W t))%M t"),
    ("prelude", "0 (trace (G^T * H)%M)", "0 (2 * trace (G^T * H)%M)"),
]


def quiet(done, total, said=""):
    """Show nothing."""


@pytest.mark.parametrize("name", PAIRS)
def test_each_is_an_exact_claim_and_its_theorem_has_its_hypotheses(name):
    claim = CLAIMS[name]
    assert claim.evidence is Evidence.EXACT
    statements = " ".join(one.statement for one in proved(name))
    assert len(proved(name)) == len(PAIRS[name])
    for words, formal in HYPOTHESES.items():
        if words in claim.title:
            assert re.search(formal, statements), words
    assert ("~ (forall" in statements) == (claim.expected is Outcome.REFUTED)


def test_there_are_no_others_and_no_theorem_supposes_what_it_says():
    assert len(PAIRS) >= 25
    for name in THEOREMS:
        for theorem, statement in re.findall(r"^Theorem (\w+)(.*?)\.\nProof\.", text(name), re.MULTILINE | re.DOTALL):
            *given, said = re.split(r"->|<->", statement.split(":", 1)[1])
            assert " ".join(said.split()) not in {" ".join(one.split()) for one in given}, theorem


def test_a_theorem_that_is_shown_has_all_its_hypotheses():
    """Inside a section a theorem rests on what the section supposes, which its own statement does not say."""
    for name in PAIRS:
        for one in proved(name):
            before = text(one.file).split(f"Theorem {one.name}", 1)[0]
            assert len(re.findall(r"^Section ", before, re.MULTILINE)) == len(re.findall(r"^End ", before, re.MULTILINE)), one


def test_what_nobody_has_to_believe_holds_no_definition():
    assert "Definition" not in text("search")
    assert "Theorem" not in text("definitions")


def test_the_files_come_with_a_claim_that_needs_them_and_in_their_order():
    some = [exported(CLAIMS["clocks.tied_factor"])]
    assert first(contents(some)) == [*(f"{name}.v" for name in BEFORE), *(f"theorems/{name}.v" for name in THEOREMS)]
    assert first(contents([exported(CLAIMS["clocks.code_step"])])) == [f"{name}.v" for name in BEFORE]
    assert "theorems.gradients" in everything(some, contents(some))


@pytest.mark.slow
@pytest.mark.skipif(not COQ, reason="coqc is not installed")
def test_coq_accepts_them_and_a_changed_definition_breaks_one():
    from concurrent.futures import ThreadPoolExecutor

    some = [exported(one) for one in exact(CLAIMS[name] for name in PAIRS)]
    bare = [type(one)(one.claim, (), (), one.proved) for one in some]
    files = contents(bare)
    result = compiled(files, first(files), everything(bare, files), 1, quiet)
    assert result.accepted, result.refused

    def broken(change):
        file, said, instead = change
        path = "prelude.v" if file == "prelude" else f"theorems/{file}.v"
        assert files[path].count(said) == 1, said
        changed = {**files, path: files[path].replace(said, instead)}
        return bool(compiled(changed, first(changed), everything(bare, files), 1, quiet).refused)

    with ThreadPoolExecutor(2) as pool:
        assert all(pool.map(broken, CHANGES))
