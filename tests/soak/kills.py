"""Kills spread over a run: they hit a living process, damage no file, and the same command then ends as undisturbed."""

from __future__ import annotations

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
    (["mutate", "--files", "numerics/task", "--sample", "3", "--output", "out.json"], 0.12),
    (["train", "out", "--figure", "2b", "--seeds", "8"], 0.44),
    (["verify", "clocks", "two_layer", "--json", "results.json", "--markdown", "summary.md"], 1.0),
)


def start(words: list[str], folder: Path) -> subprocess.Popen[bytes]:
    """Start a call in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
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
            found[name] = settled(path.suffix, content)
    return found


def settled(suffix: str, content: bytes) -> bytes:
    """Return a file's content, read by its kind, seconds left out."""
    if suffix == ".npz":
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            return b"".join(entry.encode() + archive[entry].tobytes() for entry in archive.files)
    if suffix == ".json":
        return json.dumps(without_seconds(json.loads(content))).encode()
    content.decode()
    return content


def without_seconds(value: object) -> object:
    """Return JSON without what it says of time."""
    if isinstance(value, dict):
        left_out = ("seconds", "environment", "reach", "ran")
        return {name: without_seconds(entry) for name, entry in value.items() if name not in left_out}
    return [without_seconds(entry) for entry in value] if isinstance(value, list) else value


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
    (home / "whole").mkdir()
    began = time.monotonic()
    status = start(words, home / "whole").wait()
    lasted, expected = time.monotonic() - began, kept(home / "whole")
    wrong, hits, tries, folder = [], 0, 0, home / "killed"
    while hits < count and tries < 3 * count:
        folder.mkdir(exist_ok=True)
        process = start(words, folder)
        time.sleep(lasted * (hits + 0.5) / count)
        tries += 1
        process.kill()
        if process.wait() != -signal.SIGKILL:  # it was over before: what is kept of earlier runs makes it shorter
            shutil.rmtree(folder)
            continue
        hits += 1
        try:
            kept(folder)
        except (ValueError, OSError, KeyError) as failure:
            wrong.append(f"{words[0]}: a file is damaged after kill {hits}: {failure}")
        if hits % 5 == 0 or hits == count:
            again = start(words, folder).wait()
            if (again, kept(folder)) != (status, expected):
                wrong.append(f"{words[0]}: other results after kill {hits}")
            shutil.rmtree(folder)
    say(f"kills  {words[0]}: {hits} hit a living process, spread over {lasted:.1f} s")
    return wrong if hits == count else [*wrong, f"{words[0]}: only {hits} of {count} kills hit a living process"]
