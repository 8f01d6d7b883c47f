"""Files: whole or not at all."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mohinh.tables import files


def test_a_file_is_written_under_its_name_and_nothing_else_is_left(tmp_path):
    target = tmp_path / "new" / "a.txt"
    files.write_text(target, "Bình Thuận\n")
    assert target.read_bytes() == "Bình Thuận\n".encode()
    assert [path.name for path in target.parent.iterdir()] == ["a.txt"]
    assert target.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt, OSError])
def test_an_error_leaves_the_old_file_and_no_other(tmp_path, fault):
    target = tmp_path / "a.csv"
    target.write_text("old")

    def write_half():
        with files.replacing(target) as beside:
            beside.write_text("half")
            raise fault

    with pytest.raises(fault):
        write_half()
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_the_name_beside_keeps_the_suffix_and_the_old_file_stays_until_the_end(tmp_path):
    target = tmp_path / "a.xlsx"
    target.write_text("old")
    with files.replacing(target) as beside:
        assert beside.suffix == ".xlsx"
        assert beside.parent == tmp_path
        assert target.read_text() == "old"
        beside.write_text("new")
    assert target.read_text() == "new"


KILLED = """
import sys, time
from pathlib import Path
from mohinh.tables import files
with files.replacing(Path(sys.argv[1])) as beside:
    with beside.open("w") as stream:
        stream.write("half " * 1000)
        stream.flush()
        print("writing", flush=True)
        time.sleep(60)
"""


def test_a_killed_writer_leaves_the_old_file_and_its_rest_is_swept_later(tmp_path):
    target = tmp_path / "a.csv"
    target.write_text("old")
    command = [sys.executable, "-c", KILLED, str(target)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
    assert target.read_text() == "old"
    (orphan,) = (path for path in tmp_path.iterdir() if path != target)
    files.write_text(target, "young orphans stay: their writer may be alive")
    assert orphan.exists()
    old = time.time() - 2 * files.ORPHAN_SECONDS
    os.utime(orphan, (old, old))
    files.write_text(target, "new")
    assert target.read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_fingerprint_follows_the_bytes(tmp_path):
    one, two = tmp_path / "1", tmp_path / "2"
    one.write_bytes(b"abc")
    two.write_bytes(b"abd")
    assert files.sha256(one).startswith("ba7816bf8f01cfea")  # FIPS 180-2, appendix B.1
    assert files.sha256(one) != files.sha256(two)
    assert files.sha256(one) == files.sha256(Path(one))
