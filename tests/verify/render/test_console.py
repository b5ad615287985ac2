"""What goes to a file or a pipe has no blanks at the ends of its lines and no colours; nothing else is changed."""

import io
import sys

import pytest
from rich.text import Text

from verify.render.console import Trimmed, console


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a  \nb\t\n", "a\nb\n"),
        ("  a b  c\n", "  a b  c\n"),
        ("   \n\n \t \n", "\n\n\n"),
        ("no end  ", "no end  "),
        ("a\u00a0\n", "a\u00a0\n"),
    ],
)
def test_blanks_before_an_end_of_line_are_left_out(capsys, text, kept):
    assert Trimmed().write(text) == len(text)
    assert capsys.readouterr().out == kept


def test_it_flushes_standard_output(monkeypatch):
    flushed = []
    out = io.StringIO()
    out.flush = lambda: flushed.append(True)
    monkeypatch.setattr(sys, "stdout", out)
    Trimmed().flush()
    assert flushed


def test_a_file_gets_neither_colours_nor_blanks(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    console(width=20).print(Text("red   ", style="bold red"))
    assert sys.stdout.getvalue() == "red\n"


def test_a_terminal_gets_colours(monkeypatch):
    for name in ("NO_COLOR", "TTY_COMPATIBLE", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", Terminal())
    console(width=20).print(Text("red", style="bold red"))
    assert "\x1b[1;31mred" in sys.stdout.getvalue()


def test_options_are_those_of_the_console():
    assert console(width=33).width == 33


def test_nothing_is_wrapped_in_a_file_and_a_terminal_wraps(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    console().print(Text("word " * 500))
    assert sys.stdout.getvalue().count("\n") == 1
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("COLUMNS", "40")
    console().print(Text("word " * 500))
    assert sys.stdout.getvalue().count("\n") > 50
