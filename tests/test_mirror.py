"""Every module has a test file of its name, or is listed here with what tests it instead."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
