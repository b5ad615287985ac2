"""Tests find their oracles however pytest is started; what needs JAX is left out where it is not, which CI never lacks."""

import signal
import sys
from importlib.util import find_spec
from pathlib import Path

# At the end: of the packages those that are installed are tested.
sys.path.append(str(Path(__file__).parent.parent))
HAS_JAX = find_spec("jax") is not None
NEED_JAX = ["numerics/diffusion/test_*.py", "verify/commands/test_diffusion.py", "verify/render/test_trained_figures.py"]
collect_ignore_glob = [] if HAS_JAX else NEED_JAX

# A shell has what it starts in the background ignore interruptions, and so would all that tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)
