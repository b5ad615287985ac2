"""Proposition: whatever an import can lead to is depended on, and nothing else; by name, everything."""

import pytest

from tests.verify.mutation import example
from verify.mutation.depends import Dependences

FILES = {
    "numerics/other.py": "from numerics.deep import z\n",
    "numerics/deep.py": "z = 1\n",
    "numerics/alone.py": "z = 1\n",
    "verify/claims/other.py": "import numerics.other\n",
    "verify/claims/folder/one.py": "def f():\n    from numerics import alone\n",
    "verify/claims/folder/two.py": "from verify.ledger import ledger\n",
    "verify/claims/two.py": "",
    "tests/numerics/test_shapes.py": "from numerics import shapes\nfrom tests.numerics import oracle\n",
    "tests/numerics/oracle.py": "from numerics import deep\n",
    "tests/numerics/test_process.py": "import subprocess\n",
}


@pytest.fixture
def root(tmp_path):
    example.checkout(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_imports_are_followed(root):
    depends = Dependences(root)
    inits = {"numerics/__init__.py"}
    assert depends.of_claim("other.claim") == {"verify/claims/other.py", "numerics/other.py", "numerics/deep.py"} | inits
    assert depends.of_claim("two.claim") == {"verify/claims/two.py"}
    tests = {"tests/numerics/test_shapes.py", "tests/numerics/oracle.py"}
    assert depends.of_tests("tests/numerics/test_shapes.py") == tests | {"numerics/shapes.py", "numerics/deep.py"} | inits


def test_what_loads_by_name_depends_on_everything(root):
    depends = Dependences(root)
    code = {file for file in depends.files if not file.startswith("tests/")}
    assert "numerics/alone.py" in code
    assert depends.of_claim("installed.claim") == code
    assert depends.of_claim("folder.claim") == code
    assert depends.of_tests("tests/numerics/test_process.py") == code | {"tests/numerics/test_process.py"}


@pytest.mark.parametrize(
    ("file", "is_noticed"),
    [
        ("numerics/deep.py", True),
        ("verify/claims/other.py", True),
        ("verify/run.py", True),  # runs every claim
        ("numerics/shapes.py", True),  # by the ledger of the example
        ("pyproject.toml", True),
        ("numerics/alone.py", False),
        ("verify/claims/two.py", False),
        ("tests/numerics/oracle.py", False),
    ],
)
def test_a_digest_is_of_what_is_depended_on_to_the_letter(root, file, is_noticed):
    def digest():
        depends = Dependences(root)
        return depends.digest(depends.of_claim("other.claim"))

    before = digest()
    assert digest() == before
    (root / file).write_text("# A line more moves all others.\n" + (root / file).read_text())
    assert (digest() != before) == is_noticed
