"""The quick ledger is green on every Python that is here, with the lowest and the newest versions of what it needs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
PYTHONS = ("3.11", "3.12", "3.13")
#: The lowest versions have wheels for these Pythons alone.
LOWEST = PYTHONS[:2]


def interpreter(version: str) -> str | None:
    """Return a Python of a version: of pyenv, whose commands on the path may be switched off, or on the path."""
    of_pyenv = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python3"))
    if sys.version_info[:2] == tuple(map(int, version.split("."))):
        return sys.executable
    return str(of_pyenv[-1]) if of_pyenv else shutil.which(f"python{version}")


def lowest() -> list[str]:
    """Return what the project needs, each at the lowest version that it takes."""
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    return [re.sub(r">=([\d.]+)$", r"==\1.*", line) for line in needed]


def versions(say: Callable[[str], None]) -> list[str]:
    """Install and verify, and return what was wrong; a Python that is not here is said."""
    wrong = []
    for version in PYTHONS:
        python = interpreter(version)
        if python is None:
            say(f"python {version}: not on this machine, not tried")
            continue
        for kind in ("lowest", "newest") if version in LOWEST else ("newest",):
            with tempfile.TemporaryDirectory() as name:
                fault = tried(python, lowest() if kind == "lowest" else [], Path(name))
            say(f"python {version}, {kind} versions: {fault or 'green'}")
            wrong += [f"python {version}, {kind} versions: {fault}"] if fault else []
    return wrong


def tried(python: str, pins: list[str], folder: Path) -> str:
    """Install the project with pins in a folder, verify the ledger, and return what was wrong."""
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--prefer-binary"]
    swingby = str(folder / "bin" / "swingby")
    shutil.copytree(ROOT, folder / "sources", ignore=shutil.ignore_patterns(".*", "build", "__pycache__", "*.egg-info"))
    setting = ["--mu", "1,1.5", "--sigma", "0.05,0.05", "--init-scale", "0.2", "--seed", "35"]
    proof = ["certify", *setting, "--output", str(folder / "proof.json")]
    steps = ([python, "-m", "venv", str(folder)], [*pip, *pins, str(folder / "sources")], [swingby, "verify"], [swingby, *proof])
    for step in (*steps, [swingby, "check", str(folder / "proof.json")]):
        done = subprocess.run(step, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip()).splitlines()
            return f"{' '.join(step[:4])} ends with {done.returncode}: {' '.join(said[-3:])[-400:]}"
    return ""
