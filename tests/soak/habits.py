"""The same bytes whatever the number of processes, the threads of BLAS and the seed of hashes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

from tests.soak.kills import ROOT, kept

SETTING = ["--mu", "1,1.5,2", "--sigma", "0.05,0.05,0.1", "--init-scale", "0.2", "--seed", "35", "--json"]
#: Calls, and whether they take --jobs.
CALLS = (
    (["predict", *SETTING], False),
    (["simulate", *SETTING], False),
    (["verify", "pivots", "area_law", "numerics", "--json", "results.json"], True),
    (["train", "out", "--figure", "2b", "--seeds", "2"], True),
)


def habits(say: Callable[[str], None]) -> list[str]:
    """Run each call under every habit and return what differs."""
    wrong = []
    for words, takes_jobs in CALLS:
        found = {}
        for jobs, threads, hashes in product((1, 2) if takes_jobs else (1,), (1, 2), (0, 1)):
            with tempfile.TemporaryDirectory() as name:
                environment = {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": str(threads), "PYTHONHASHSEED": str(hashes)}
                call = [sys.executable, "-m", "swingby", *words, *(["--jobs", str(jobs)] if takes_jobs else [])]
                done = subprocess.run(call, cwd=name, env=os.environ | environment, capture_output=True, check=False)
                out = b"" if takes_jobs else done.stdout
                found[jobs, threads, hashes] = done.returncode, out, tuple(kept(Path(name)).items())
        say(f"bytes  {words[0]}: {len(found)} runs, {len(set(found.values()))} answer")
        if len(set(found.values())) != 1 or any(status != 0 for status, _, _ in found.values()):
            wrong.append(f"{words[0]}: not the same by (jobs, threads, hash seed), or red")
    return wrong
