"""A log is read from CSV, JSON lines and .npz alike, in the encodings that texts have; what is malformed is one sentence."""

import json
import os
import tracemalloc
from threading import Thread

import numpy as np
import pytest

from numerics.training_log import reading
from numerics.training_log.log import MOST
from numerics.training_log.reading import read_log

TEXT = "step,note,test_loss\n0,a,1.5\n10,b,1.25\n\n20,c,1e-1\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_texts_of_any_mark_and_delimiter(tmp_path, encoding, delimiter, end):
    path = tmp_path / "log.csv"
    path.write_bytes(TEXT.replace(",", delimiter).replace("\n", end).encode(encoding))
    log = read_log(path)
    assert log.when.tolist() == [0, 10, 20]
    assert log.of("test_loss").tolist() == [1.5, 1.25, 0.1]


def test_json_lines_and_arrays_hold_the_same(tmp_path):
    rows = [{"step": k, "w_11": k / 7, "note": "x"} for k in range(9)]
    (tmp_path / "log.jsonl").write_text("\n".join(map(json.dumps, rows)))
    np.savez(tmp_path / "log.npz", step=np.arange(9), w_11=np.arange(9) / 7, other=np.zeros((2, 2)))
    first, second = (read_log(tmp_path / name) for name in ("log.jsonl", "log.npz"))
    assert np.array_equal(first.values, second.values)
    assert first.columns == second.columns


def test_a_row_that_was_cut_off_is_left_out(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("step,out_1,out_2\n0,1,2\n1,1,2\n2,1,2\n3,1")
    assert read_log(path).when.tolist() == [0, 1, 2]
    path = tmp_path / "log.jsonl"
    path.write_text("".join(json.dumps({"step": k, "w_11": 0.1}) + "\n" for k in range(3)) + '{"step": 3, "w')
    assert read_log(path).when.tolist() == [0, 1, 2]


def test_cells_without_a_name_may_be_empty(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("step,note,w_11,\n0,'a,,1,\n".replace("'a,", '"a,b"') + "1,b,2,\n2,c,3,, \n")
    assert read_log(path).of("w_11").tolist() == [1, 2, 3]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes that have a name here")
def test_a_pipe_is_read_once(tmp_path):
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    writer = Thread(target=path.write_bytes, args=(TEXT.encode("utf-16"),))
    writer.start()
    assert read_log(path).of("test_loss").tolist() == [1.5, 1.25, 0.1]
    writer.join()


MALFORMED = [
    ("log.csv", b"", "got an empty file"),
    ("log.csv", b"test_loss\n1\n2\n3\n", "a column step or time"),
    ("log.csv", b"step,step,test_loss\n1,1,1\n", "every column once, got 'step' twice"),
    ("log.csv", b"step,test_loss\n0,1\n1,nan\n2,3\n", "got nan for test_loss in row 2"),
    ("log.csv", b"step,test_loss\n0,1\n1,inf\n2,3\n", "got inf for test_loss in row 2"),
    ("log.csv", b"step,test_loss\n0,1\n1,x\n2,3\n", "a number for test_loss in every row, got 'x' in row 2"),
    ("log.csv", b"step,test_loss\n0,1\n1,\n2,3\n", "got nothing in row 2"),
    ("log.csv", b"step,test_loss\n0,1\n1\n2,3\n", "got nothing in row 2"),
    ("log.csv", b"step,test_loss\n0,1,5\n1,1,4\n2,1,2\n", "at most 2 cells a row, as in its header, got 3 in row 1"),
    ("log.csv", b"step,test_loss\n0,1\n2,1\n1,3\n", "ascending values of step, got 1 after 2 in row 3"),
    ("log.csv", b"step,test_loss\n0,1\n1,2\n", "at least 3 rows, got 2"),
    ("log.csv", "step,test_loss\n0,1\n".encode("utf-16-le"), "bytes of zero"),
    ("log.csv", b"step,test_loss,\xff\xfe\n0,1,2\n", "UTF-8 or UTF-16"),
    ("log.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "UTF-8 or UTF-16"),
    ("log.csv", b"step," * 1_000_000, "lines of at most"),
    ("log.jsonl", b"", "got an empty file"),
    ("log.jsonl", b"[1, 2]\n", "one JSON object a line, got list in line 1"),
    ("log.jsonl", b'{"step": 0, "w_11": 1}\n{"step": 1}\n', "a number for w_11 in every line, got 'None' in line 2"),
    ("log.jsonl", b'{"step": 0, "w_11": true}\n', "got 'True' in line 1"),
    ("log.jsonl", b'{"step": 0, "w_11": NaN}\n{"step": 1, "w_11": 1}\n', "got nan for w_11 in row 1"),
    ("log.jsonl", b'{"step": 0, "w_11": 1' + b"0" * 400 + b"}\n", "finite numbers"),
    ("log.jsonl", b"no\n", "one JSON object a line, got something else in line 1"),
    ("log.npz", b"no archive", "it is no archive"),
]


@pytest.mark.parametrize(("name", "content", "sentence"), MALFORMED)
def test_what_is_malformed_is_one_sentence(tmp_path, name, content, sentence):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ValueError, match="log must") as refused:
        read_log(path)
    said = str(refused.value)
    assert sentence in said
    assert str(path) in said
    assert "\n" not in said


def test_what_is_not_there_is_one_sentence(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(ValueError, match="log must be a file that can be read"):
            read_log(path)


def test_arrays_of_another_shape_are_refused(tmp_path):
    np.savez(tmp_path / "log.npz", step=np.arange(4), w_11=np.zeros((2, 2)))
    with pytest.raises(ValueError, match="a row of numbers for w_11"):
        read_log(tmp_path / "log.npz")


def test_memory_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "BLOCK", 1 << 16)
    path = tmp_path / "log.csv"
    rows = 60_000
    path.write_text("step,test_loss\n" + "".join(f"{k},{1 / (k + 1)}\n" for k in range(rows)))
    tracemalloc.start()
    log = read_log(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (log.rows, log.when[-1]) == (rows, rows - 1)
    assert len(log.when) <= MOST
    assert path.stat().st_size > 1.5e6 > most
