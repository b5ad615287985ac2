"""What `pyproject.toml` cannot say: the README as a package index shows it, where a link to a file beside it leads nowhere."""

import re
from pathlib import Path

from setuptools import setup

#: A link or a picture of Markdown that is no address of the web, and its words.
BESIDE = re.compile(r"!?\[([^\]]*)\]\((?!https?://)[^)]*\)")

setup(
    long_description=BESIDE.sub(r"\1", Path("README.md").read_text(encoding="utf-8")),
    long_description_content_type="text/markdown",
)
