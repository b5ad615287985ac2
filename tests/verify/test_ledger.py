"""The ledger is closed: ids are unique, links lead somewhere, code exists, patterns select what they say."""

import re
import sys
from dataclasses import replace

import pytest

from verify.claim import Level, Outcome
from verify.ledger import LedgerError, faults, ledger, load, missing_modules, read, select
from verify.prose import rendered
from verify.render.places import place

CLAIMS = ledger()


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda claim: claim.id)
def test_every_claim_names_code_that_exists(claim):
    assert claim.code
    for name in claim.code:
        assert name.split(".")[0] in ("theory", "numerics", "verify")
        assert place(name).startswith(name.split(".")[0] + "/")


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda claim: claim.id)
def test_titles_are_one_sentence(claim):
    assert claim.title.endswith(".")
    assert "\n" not in claim.title


#: What only mathematics has: subscripts, powers, commands.
FORMULA = re.compile(r"[A-Za-z)]_[A-Za-z0-9(]|\^|\\(?!\$)|[<>]=|\|\|")


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda claim: claim.id)
def test_formulas_stand_between_dollars(claim):
    for text in (claim.title, claim.reason, claim.method.describe(), claim.method.falsifier()):
        words = rendered(re.sub(r"`[^`]*`", "", text), str, lambda latex: "")
        assert not FORMULA.search(words), text


def test_every_refuted_claim_says_why():
    for claim in CLAIMS.values():
        if claim.expected is Outcome.REFUTED:
            assert claim.reason, claim.id


def test_theory_files_are_all_held_to_account():
    named = {name.split(".")[1] for claim in CLAIMS.values() for name in claim.code if name.startswith("theory.")}
    assert {"task", "one_layer", "two_layer", "logistic", "clocks"} <= named


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["two_layer.entry_form"], ["two_layer.entry_form"]),
        (["o*r.gradient", "two_layer.g*"], ["one_layer.gradient", "two_layer.gradient"]),
        (["clocks.tied_factor", "clocks.tied_as_printed"], ["clocks.tied_as_printed", "clocks.tied_factor"]),
    ],
)
def test_patterns(patterns, expected):
    assert [claim.id for claim in select(CLAIMS.values(), patterns)] == expected


def test_first_words_select_a_subject():
    assert {claim.id.split(".")[0] for claim in select(CLAIMS.values(), ["clocks"])} == {"clocks"}
    assert len(select(CLAIMS.values(), [], Level.FULL)) == len(CLAIMS)


def test_unknown_patterns_name_the_nearest():
    with pytest.raises(LedgerError, match=r"no claim matches 'two_layer\.entry'; did you mean two_layer\.entry_form\?"):
        select(CLAIMS.values(), ["two_layer.entry"])


def write(folder, text):
    path = folder / "mine.py"
    path.write_text(text)
    return path


METHOD = (
    "from verify.claim import Claim, Evidence, Level, Outcome, Result\nfrom verify.methods import Computation\n"
    "M = Computation(lambda rng: Result(Outcome.VERIFIED, 1), Evidence.EXACT, '', '')\n"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1", "names no Claim"),
        ("1/0", "does not run: ZeroDivisionError"),
        ("def (", "does not run: SyntaxError"),
    ],
)
def test_useless_files_are_refused(tmp_path, text, message):
    with pytest.raises(LedgerError, match=message):
        load(write(tmp_path, text))


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        ("C = Claim('two_layer.gradient', 'T.', 'new', M)", r"two_layer\.gradient is used twice"),
        ("C = Claim('my.own', 'T.', 'new', M, depends_on=('my.other',))", r"my\.own names my\.other, which does not exist"),
        (
            "C = Claim('my.own', 'T.', 'new', M, corrected_by='two_layer.gradient', expected=Outcome.REFUTED, reason='R.')",
            "which says otherwise",
        ),
    ],
)
def test_bad_links_are_refused(tmp_path, definition, message):
    with pytest.raises(LedgerError, match=message):
        ledger([write(tmp_path, METHOD + definition)])


def test_levels_are_named_when_too_low(tmp_path):
    claims = ledger([write(tmp_path, METHOD + "C = Claim('my.own', 'T.', 'new', M, level=Level.FULL)")])
    with pytest.raises(LedgerError, match="run from --level full on, got quick"):
        select(claims.values(), ["my.own"])


def test_code_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match=r"code must name a function that exists, got theory\.nothing"):
        place("theory.nothing")


def test_a_mistyped_subject_is_told_the_subject():
    with pytest.raises(LedgerError, match=r"no claim matches 'two_layr'; did you mean two_layer\?"):
        select(ledger().values(), ["two_layr"])


def test_every_numerical_claim_with_a_tolerance_has_a_mutant_beyond_it():
    """A claim without one names no tolerance: an order, a sign or a bound that holds or not."""
    without = [
        claim.id
        for claim in CLAIMS.values()
        if claim.evidence.value == "numerical"
        and claim.expected is Outcome.VERIFIED
        and not any("ten times" in mutant.name for mutant in claim.method.mutants(list(claim.equations())))
    ]
    for identifier in without:
        words = CLAIMS[identifier].title + CLAIMS[identifier].method.describe()
        assert ", to 1e-" not in words, identifier
        assert "compared to 1e-" not in words, identifier


def test_one_that_cannot_be_used_leaves_the_others(tmp_path):
    good, exits, rests, away = (tmp_path / f"{name}.py" for name in ("good", "exits", "rests", "away"))
    good.write_text(METHOD + "C = Claim('my.good', 'T.', 'new', M)")
    exits.write_text(METHOD + "C = Claim('my.exits', 'T.', 'new', M)\nraise SystemExit(0)")
    rests.write_text(METHOD + "C = Claim('my.rests', 'T.', 'new', M, depends_on=('my.exits',))")
    loaded = read([rests, exits, good])
    assert set(loaded.claims) - set(CLAIMS) == {"my.good"}
    assert [str(fault) for fault in loaded.unloaded] == [
        f"claims file {exits} does not run: SystemExit: 0",
        f"claims file {rests} is not used: claim my.rests names my.exits, which does not exist",
    ]
    with pytest.raises(LedgerError, match=r"away\.py does not exist"):
        read([good, away])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import sys; sys.exit()", "does not run: SystemExit"),
        ("import os; os._exit(0)", "does not run: SystemExit: os._exit(0)"),
        ("raise KeyboardInterrupt", "does not run: KeyboardInterrupt"),
        ("raise GeneratorExit", "does not run: GeneratorExit"),
        ("def f(): f()\nf()", "does not run: RecursionError: maximum recursion depth exceeded"),
        ("raise OSError('caf\\udce9')", "does not run: OSError: caf\udce9"),
        ("class E(Exception):\n    def __str__(self): raise SystemExit(0)\nraise E", "does not run: E: its text cannot be had"),
        (METHOD + "C = Claim('my.own', 'T.', 'new', object())", "is not used: the evidence of my.own raises AttributeError"),
        (
            METHOD + "class N: evidence = 'exact'\nC = Claim('my.own', 'T.', 'new', N())",
            "is not used: the evidence of my.own must be a kind of Evidence, got str",
        ),
    ],
)
def test_whatever_a_file_does_is_its_own_error(tmp_path, text, reason):
    path = write(tmp_path, text)
    (fault,) = read([path]).unloaded
    assert str(fault).startswith(f"claims file {path} {reason}")


def test_patterns_may_mean_what_could_not_be_read():
    assert select(CLAIMS.values(), ["no.where", "clocks.tied_factor"], lenient=True) == [CLAIMS["clocks.tied_factor"]]


@pytest.mark.parametrize(
    ("needs", "missing"), [(("no.such.module",), ["no.such.module"]), (("json.decoder", "nothing"), ["nothing"])]
)
def test_a_module_within_a_package_that_is_not_there_is_missing(needs, missing):
    assert missing_modules(replace(CLAIMS["clocks.tied_factor"], needs=needs)) == missing


def test_what_is_missing_is_said_with_what_to_add(tmp_path):
    said = r'is not used: my\.own is expected REFUTED and must say why it fails: add reason="\.\.\." to it$'
    with pytest.raises(LedgerError, match=said):
        ledger([write(tmp_path, METHOD + "C = Claim('my.own', 'T.', 'new', M, expected='REFUTED')")])
    both = (
        "B = Claim('my.b', 'T.', 'new', M, expected='REFUTED', reason='R.')\nC = Claim('my.c', 'T.', 'new', M, corrects='my.b')"
    )
    said = r'is not used: my\.c corrects my\.b, which must say so: add corrected_by="my\.c" to it$'
    with pytest.raises(LedgerError, match=said):
        ledger([write(tmp_path, METHOD + both)])
    answered = both.replace("reason=", "corrected_by='my.c', reason=")
    assert ledger([write(tmp_path, METHOD + answered)])["my.b"].corrected_by == "my.c"


def test_a_file_beside_it_can_be_imported_and_hides_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "beside_the_claims.py").write_text("TITLE = 'T.'")
    (tmp_path / "json.py").write_text("1/0")
    text = "import json\nfrom beside_the_claims import TITLE\nC = Claim('my.own', TITLE, json.__name__, M)"
    assert ledger([write(tmp_path, METHOD + text)])["my.own"].source == "json"


def test_faults_of_a_claim_are_found_without_running_it(tmp_path):
    text = "C = Claim('my.own', 'T.', 'new', M, lambda: 1, code=('theory.nothing', 'theory.two_layer.gradient'))"
    claim = ledger([write(tmp_path, METHOD + text)])["my.own"]
    listed, code = faults(claim)
    assert listed.startswith("equations of my.own: ValueError: equations of my.own must return a list of equations")
    assert code == "code of my.own must name a function that exists, got theory.nothing"
