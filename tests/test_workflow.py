"""The workflow for GitHub Actions does what it says: its steps, run as shell, install the package and check the claims.

The same installation, from a wheel as a user has it, then serves to look at what only an installation has: entry points, the
skeleton of `swingby new`, the pytest plugin in a stranger's project.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import textwrap
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent
WORKFLOW = (ROOT / ".github" / "workflows" / "swingby.yml").read_text()
#: The steps that run something: name and command. (Three keys of YAML do not need a parser of it.)
RUNS = r"- name: (.+)\n(?:        if: .+\n)?        run: (.+)\n"
STEPS = re.findall(RUNS, WORKFLOW)
#: The same of the workflow that publishes the page.
PAGES = dict(re.findall(RUNS, (ROOT / ".github" / "workflows" / "pages.yml").read_text()))
PAPER = r"""\claimref{clocks.tied_factor} says that
% swingby: clocks.tied_factor
\[ \dot U U^T + U \dot U^T = 2 V(U U^T) \]
% swingby: end
"""
OWN = """
import sys


def test_own():
    assert "swingby" in sys.modules
    assert [name for name in ("verify", "theory", "numerics") if name in sys.modules] == []
"""
SOURCES = (
    *("theory", "numerics", "verify", "examples", "benchmarks", ".github", "swingby.py", "pyproject.toml", "setup.py"),
    *("MANIFEST.in", "README.md", "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE", "Makefile", "baseline.json"),
    *("requirements.lock", "requirements-diffusion.lock"),
)
#: The steps of the action, the same way: a command on the line or a block below it.
STEP = re.compile(r"- name: (.+)\n(?:      (?!run)\w.*\n(?:        .*\n)*)*      run: (?:\|\n((?:        .*\n)+)|(.+)\n)")
ACTION = {step[1]: textwrap.dedent(step[2] or step[3]) for step in STEP.finditer((ROOT / "action.yml").read_text())}
#: What a link in Markdown leads to.
LINK = re.compile(r"\]\(([^)]*)\)")


def shell(command, folder, environment, status=0):
    """Run a step as the runner does (bash, stopping at the first failure) and return its output."""
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def checkout(tmp_path):
    """Return a copy of the sources and the environment of a runner: `python` and `swingby` are those of the installation.

    Dependencies are not asked from the registry again; the package is built and installed beside them.
    """
    folder, site, tools = tmp_path / "checkout", tmp_path / "site", tmp_path / "tools"
    folder.mkdir()
    tools.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder)
    (tools / "python").write_text(f'#!/bin/sh\nexec {sys.executable} -P "$@"\n')
    (tools / "python").chmod(0o755)
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(tools), str(site / "bin"), os.environ["PATH"]]),
        "PYTHONPATH": str(site),
        "PYTHONSAFEPATH": "1",
        "PIP_TARGET": str(site),
        "PIP_NO_COMPILE": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads this variable the wrong way round: no isolation
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "step_summary.md"),
        "ASK": "clocks",
        "PAPERS": "",
        "CLAIMS": "",
    }
    return folder, environment


def test_the_steps_run_and_the_installation_is_whole(checkout, tmp_path):
    folder, environment = checkout
    steps = dict(STEPS)
    assert list(steps) == ["Install", "Verify", "Papers", "Summary", "Coq", "Install for Coq", "Proofs", "Soak"]
    assert WORKFLOW.count("run: ") == len(steps)
    shell(steps["Install"], folder, environment)

    out = " ".join(shell(steps["Verify"], folder, environment).split())
    assert "all as expected" in out
    assert "No drift from baseline.json" in out
    shell(steps["Papers"], folder, environment)
    papers = {**environment, "PAPERS": "first.tex second.tex"}
    (folder / "first.tex").write_text(PAPER)
    (folder / "second.tex").write_text(PAPER.replace("2 V", "3 V"))
    assert "second.tex:3: error" in shell(steps["Papers"], folder, papers, status=1)
    shell(steps["Papers"], folder, {**papers, "PAPERS": "first.tex"})
    shell(steps["Summary"], folder, environment)
    summary = (tmp_path / "step_summary.md").read_text()
    assert re.match(r"## ✅ swingby: \d+ claims, all as expected\n", summary)
    assert Xml.parse(folder / "junit.xml").getroot().get("failures") == "0"

    # The theorems: the installation has the files that stand before them.
    assert steps["Install for Coq"] == steps["Install"]
    shell(steps["Proofs"].replace("--check", "clocks"), folder, environment)
    assert {path.name for path in (folder / "theorems").iterdir()} == {
        "prelude.v",
        "words.v",
        "tactics.v",
        "clocks.v",
        "theorems",
    }

    # The page: the installation has its templates, and what is red is published too.
    assert list(PAGES) == ["Install", "Page", "Results beside it"]
    assert PAGES["Install"] == "python -m pip install '.[report]'"
    shell(f"{PAGES['Page']}\n{PAGES['Results beside it']}", folder, environment)
    assert {path.name for path in (folder / "site").iterdir()} == {"index.html", "appendix_d.md", "results.json"}
    assert 'id="clocks.tied_factor"' in (folder / "site" / "index.html").read_text()
    shell(PAGES["Page"], folder, {**environment, "ASK": "no.such.claim"}, status=1)

    # An own theory, begun and then broken, as the head of the workflow tells.
    shell("swingby new mine.py", folder, environment)
    own = {**environment, "ASK": "decay", "CLAIMS": "--claims mine.py"}
    text = (folder / "mine.py").read_text()
    assert text.count("rhs=-k * x") == 1
    (folder / "mine.py").write_text(text.replace("rhs=-k * x", "rhs=k * x"))
    assert "NOT AS EXPECTED decay.solution" in shell(steps["Verify"], folder, own, status=1)
    assert "NOT AS EXPECTED decay.solution" in shell(PAGES["Page"], folder, own)
    shell(steps["Summary"], folder, own)
    assert "### ❌ decay\\.solution" in (tmp_path / "step_summary.md").read_text()
    (case,) = [case for case in Xml.parse(folder / "junit.xml").iter("testcase") if case.find("failure") is not None]
    assert case.get("name") == "decay.solution"

    # The plugin of the installation: found by pytest itself, and nothing is loaded unless asked for.
    project = tmp_path / "project"
    project.mkdir()
    (project / "test_own.py").write_text(OWN)
    quiet = "python -m pytest -q -p no:cacheprovider"
    assert "1 passed" in shell(quiet, project, environment)
    assert "4 passed, 1 deselected" in shell(f"{quiet} --swingby --swingby-pattern clocks -m swingby", project, environment)

    # The example theory of the installation.
    said = shell("swingby new deep.py --example deep", project, environment)
    assert "3 VERIFIED" in shell(f"{said.strip()} --jobs 1", project, environment)
    # A package index shows the README, from which nothing leads to a file beside it.
    (metadata,) = (tmp_path / "site").glob("swingby-*.dist-info/METADATA")
    text = metadata.read_text(encoding="utf-8")
    assert "Project-URL: Paper, https://arxiv.org/abs/2410.08309" in text
    assert [link for link in LINK.findall(text) if not link.startswith("https://")] == []
    assert len(LINK.findall((ROOT / "README.md").read_text())) > len(LINK.findall(text)) > 0


def test_the_action_checks_claims_and_manuscripts_and_says_where_they_fail(checkout, tmp_path):
    folder, environment = checkout
    desk = tmp_path / "desk"
    desk.mkdir()
    assert list(ACTION) == ["Install", "Verify", "Papers"]
    inputs = {"PATTERNS": "clocks", "LEVEL": "quick", "CLAIMS": "", "BASELINE": "", "RESULTS": "results.json", "PAPERS": ""}
    environment |= {**inputs, "GITHUB_ACTION_PATH": str(folder), "GITHUB_ACTIONS": "true"}
    shell(ACTION["Install"], desk, environment)
    assert "all as expected" in shell(ACTION["Verify"], desk, environment)
    (desk / "first.tex").write_text(PAPER.replace("2 V", "3 V"))
    (desk / "second.tex").write_text(PAPER)
    said = shell(ACTION["Papers"], desk, {**environment, "PAPERS": "first.tex second.tex"}, status=1)
    assert "::error file=first.tex,line=3,title=swingby paper::" in said
    assert "1 reference, 1 formula compared: 0 errors" in said  # the second was read all the same
    shell("swingby new mine.py", desk, environment)
    text = (desk / "mine.py").read_text()
    (desk / "mine.py").write_text(text.replace("rhs=-k * x", "rhs=k * x"))
    broken = {**environment, "PATTERNS": "decay clocks", "CLAIMS": "mine.py"}
    said = shell(ACTION["Verify"], desk, broken, status=1)
    assert "::error file=mine.py,line=" in said
    assert "NOT AS EXPECTED decay.solution" in said
    assert "### ❌ decay\\.solution" in (tmp_path / "step_summary.md").read_text()


def test_the_sources_as_they_are_sent_hold_what_the_readme_names_and_no_tests(checkout, tmp_path):
    folder, environment = checkout
    (folder / "tests").mkdir()
    (folder / "tests" / "test_stray.py").write_text("")
    build = f"python -c \"import setuptools.build_meta as it; it.build_sdist('{tmp_path}')\""
    shell(build, folder, environment)
    with tarfile.open(next(tmp_path.glob("swingby-*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?<![\w/.-])(?:examples|benchmarks|theory|numerics|verify)/[\w./-]*", readme)) | {"swingby.py"}
    named |= {link for link in LINK.findall(readme) if not link.startswith("https://")} | {"baseline.json", "Makefile"}
    assert len(named) > 8
    assert {name for name in named if name.rstrip("/") not in names} == set()
    assert "verify/render/report/templates/page.html" in names
    assert [name for name in names if name.startswith("tests")] == []
