"""Arrays come back as they were written; a file that is damaged, hostile or another is refused in a sentence with the reason."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from numerics.array_files import MOST_BYTES, array_of, read_arrays, write_arrays

RULE = "log must be a .npz of a"


def saved(array: Any) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def packed(entries: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def swollen() -> bytes:
    """Return an archive whose directory says that its array takes more than any memory."""
    size = len(saved(np.arange(3.0))).to_bytes(4, "little")
    before, directory, after = packed({"a.npy": saved(np.arange(3.0))}).rpartition(b"PK\x01\x02")
    return before + directory + after.replace(size, (MOST_BYTES + 1).to_bytes(4, "little"))


def garbled() -> bytes:
    whole = packed({"a.npy": saved(np.arange(999.0))}, zipfile.ZIP_DEFLATED)
    return whole[:80] + bytes(20) + whole[100:]


def test_arrays_come_back_and_only_those_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "some.npz"
    write_arrays(path, {"a": np.arange(3), "b": np.array("text")})
    found = read_arrays(path)
    assert (sorted(found), found["a"].tolist(), str(found["b"])) == (["a", "b"], [0, 1, 2], "text")
    assert list(read_arrays(path, RULE, ("a",))) == ["a"]
    assert array_of(saved(np.eye(2)), path, RULE).tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file or directory"),
        (b"", "it is no archive"),
        (b"PK\x03\x04 cut", "it is no archive"),
        (saved(np.eye(2)), "it holds one array without a name"),
        (packed({}), "it has no array 'a'"),
        (packed({"b.npy": saved(np.eye(2))}), "it has no array 'a'"),
        (packed({"a": b"text"}), "its 'a' is no array"),
        (packed({"a.npy": b"\x93NUMPY\x01\x00"}), "EOF: reading array header length"),
        (packed({"a.npy": saved(np.eye(2))[:-9]}), "EOF: reading array data"),
        (packed({"a.npy": saved(np.array([object()]))}), "Object arrays cannot be loaded when allow_pickle=False"),
        (packed({"a.npy": saved(np.eye(2)).replace(b"(2, 2)", b"(2,(((")}), "EOF in multi-line statement"),
        (garbled(), "Error -3 while decompressing data|Bad CRC-32|invalid"),
        (swollen(), f"its arrays take {MOST_BYTES + 1} bytes, more than {MOST_BYTES}"),
    ],
)
def test_what_is_no_such_archive_is_refused_with_its_reason(tmp_path: Path, content: bytes | None, reason: str) -> None:
    path = tmp_path / "log.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=rf"^{re.escape(f'{RULE}, got {path}: ')}(.*{reason})[^\n]*$"):
        read_arrays(path, RULE, ("a",))


@pytest.mark.parametrize(("kind", "said"), [("<U0", "<U0"), ("|S0", "|S0"), ("<U2", "<U2"), ("|V8", "|V8")])
def test_texts_and_bytes_are_no_numbers(kind: str, said: str) -> None:
    """Texts in a file may be none, which NumPy says by a SystemError, and of no bytes there can be any number."""
    content = saved(np.eye(2)).replace(b"<f8", kind.encode())
    with pytest.raises(ValueError, match=rf"^{re.escape(f'{RULE}, got x.npy: its entries are {said}, no numbers')}$"):
        array_of(content, Path("x.npy"), RULE)


def test_a_reason_names_no_place_in_memory() -> None:
    content = saved(np.eye(2)).replace(b"(2, 2), }  ", b"(9**9, 9), }")
    with pytest.raises(ValueError, match=r"malformed node or string on line 1: <ast\.BinOp object>$"):
        array_of(content, Path("x.npy"), RULE)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x93NUMPY", saved(np.eye(2))[:-9], saved(np.array([object()]))])
def test_what_is_no_array_is_refused_with_its_reason(content: bytes) -> None:
    with pytest.raises(ValueError, match=rf"^{re.escape(f'{RULE}, got x.npy: ')}[^\n]+$"):
        array_of(content, Path("x.npy"), RULE)


def test_a_damaged_archive_raises_what_no_reader_of_zip_says() -> None:
    """The archive above is worth its place: its parts raise no ValueError."""
    with pytest.raises((zlib.error, zipfile.BadZipFile)), np.load(io.BytesIO(garbled())) as held:
        held["a"]
