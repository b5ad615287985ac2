"""Kills spread over a run: they hit a living process, damage no file, and the same command then ends as undisturbed."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
#: Commands, whose files must be whole whenever they are killed, and the share of the kills that each has: the first is long.
RUNS = (
    (["mutate", "--files", "theory/one_layer.py", "--sample", "6", "--output", "out.json"], 0.2),
    (["train", "out", "--figure", "2b", "--seeds", "60"], 0.4),
    (["verify", "clocks", "two_layer", "--json", "results.json", "--markdown", "summary.md"], 1.0),
)
#: The claims of the checkout in which `mutate` is killed: it measures every claim there is, each in a process of its own, which
#: takes minutes for the whole ledger. These rest on no others.
CHAPTERS = {"The task": ("task",), "One layer": ("one_layer",)}


def checkout(folder: Path) -> Path:
    """Make and return a checkout with the claims of two chapters, and with no tests."""
    shutil.copytree(ROOT / "tests" / "mutation", folder / "tests" / "mutation")
    for name in ("theory", "numerics", "verify"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("swingby.py", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    (folder / "verify" / "claims" / "__init__.py").write_text(f"CHAPTERS = {CHAPTERS!r}\n")
    return folder


def start(words: list[str], folder: Path, sources: Path) -> subprocess.Popen[bytes]:
    """Start a call in a folder, of the program whose sources are given."""
    environment = {**os.environ, "PYTHONPATH": str(sources), "TMPDIR": str(folder)}
    call = [sys.executable, "-m", "swingby", *words]
    return subprocess.Popen(call, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kept(folder: Path) -> dict[str, bytes]:
    """Return what a run has kept, each file read whole, without what differs from run to run by design.

    Raises
    ------
    ValueError, OSError : if one is damaged
    """
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.name.startswith(".") and not name.startswith("swingby-"):
            content = path.read_bytes()
            found[name] = settled(path.name, content)
    return found


def settled(name: str, content: bytes) -> bytes:
    """Return a file's content, read by its kind, seconds left out; what was measured is kept in the order in which it came."""
    if name.endswith(".npz"):
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            return b"".join(entry.encode() + archive[entry].tobytes() for entry in archive.files)
    if name.endswith(".json"):
        return json.dumps(without_seconds(json.loads(content)), sort_keys=name.endswith(".reach.json")).encode()
    content.decode()
    return content


def without_seconds(value: object) -> object:
    """Return JSON without what it says of time, and of a fault without what noticed it first, which goes by time."""
    if isinstance(value, dict):
        left_out = ("seconds", "environment", "reach", "ran", "by", "detail")
        return {name: unclocked(name, entry) for name, entry in value.items() if name not in left_out}
    return [without_seconds(entry) for entry in value] if isinstance(value, list) else value


def unclocked(name: str, value: object) -> object:
    """Return the value of a name without time; under "of", each line of what was measured has seconds as its third entry."""
    if name == "of" and isinstance(value, dict):
        return {key: [*measured[:2], *measured[3:]] for key, measured in value.items()}
    return without_seconds(value)


def kills(count: int, say: Callable[[str], None]) -> list[str]:
    """Kill so many runs and return what was wrong."""
    wrong, left = [], count
    for words, part in RUNS:
        share = min(left, round(part * count))
        left -= share
        with tempfile.TemporaryDirectory() as name:
            wrong += of_one(words, share, Path(name), say) if share else []
    return wrong


def of_one(words: list[str], count: int, home: Path, say: Callable[[str], None]) -> list[str]:
    """Kill one command at so many moments, some one after the other in one folder."""
    sources = checkout(home / "sources") if words[0] == "mutate" else ROOT
    (home / "whole").mkdir()
    began = time.monotonic()
    status = start(words, home / "whole", sources).wait()
    lasted, expected = time.monotonic() - began, kept(home / "whole")
    wrong, hits, tries, folder = [], 0, 0, home / "killed"
    if status not in (0, 1) or not expected:  # 1: these few claims miss a fault
        return [f"{words[0]}: undisturbed, it ends with {status} and keeps {len(expected)} files"]
    while hits < count and tries < 3 * count:
        is_first = not folder.exists()
        folder.mkdir(exist_ok=True)
        began = time.monotonic()
        process = start(words, folder, sources)
        tries += 1
        if not hit(process, lasted * (hits + 0.5) / count):  # what is kept of earlier runs makes it shorter
            lasted = min(lasted, time.monotonic() - began) if is_first else lasted
            shutil.rmtree(folder)
            continue
        hits += 1
        try:
            kept(folder)
        except (ValueError, OSError, KeyError) as failure:
            wrong.append(f"{words[0]}: a file is damaged after kill {hits}: {failure}")
        if hits % 5 == 0 or hits == count:
            again = start(words, folder, sources).wait()
            if (again, kept(folder)) != (status, expected):
                wrong.append(f"{words[0]}: other results after kill {hits}")
            shutil.rmtree(folder)
    say(f"kills  {words[0]}: {hits} of {tries} hit a living process, spread over {lasted:.1f} s")
    return wrong if hits == count else [*wrong, f"{words[0]}: only {hits} of {count} kills hit a living process"]


def hit(process: subprocess.Popen[bytes], moment: float) -> bool:
    """Kill a process after so many seconds and return whether it was alive, as the system says of how it ended."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(moment)
    process.kill()
    return process.wait() == -signal.SIGKILL
