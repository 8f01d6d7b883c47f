"""A report takes its place whole; whatever happens, nothing is lost and nothing half stands."""

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mohinh.runs import folder
from mohinh.words.errors import FailedRun


def made(place: Path, **files: str) -> Path:
    """A report as a run left it, `a_txt="..."` being the file a.txt."""
    place.mkdir(parents=True)
    (place / "manifest.json").write_text("{}")
    for name, text in files.items():
        (place / name.replace("_", ".")).write_text(text)
    return place


def seen(place: Path) -> set[str]:
    """What a person sees in the folder: all but hidden files."""
    return {path.name for path in place.iterdir() if not path.name.startswith(".")}


def test_a_report_takes_its_place_whole_and_leaves_nothing_to_see_beside(tmp_path):
    place = made(tmp_path / "binh-thuan" / "2022", old_txt="old")
    with folder.working(place) as work:
        folder.emptied(work / "report")
        (work / "report" / "new.txt").write_text("new")
        assert (place / "old.txt").exists()
        folder.finish(work, place, made=["manifest.json", "old.txt"])
    assert seen(place) == {"new.txt"}
    assert seen(place.parent) == {"2022"}
    assert {path.name for path in place.parent.iterdir()} == {"2022", ".2022.lock"}


def test_what_somebody_laid_into_the_old_report_goes_along(tmp_path):
    place = made(tmp_path / "2022", old_txt="old", notes_docx="mine")
    with folder.working(place) as work:
        folder.emptied(work / "report")
        folder.finish(work, place, made=["manifest.json", "old.txt"])
    assert seen(place) == {"notes.docx"}
    assert (place / "notes.docx").read_text() == "mine"


def _leaves_half(work: Path) -> None:
    (work / "half").write_text("")
    raise ZeroDivisionError


def test_work_that_ends_in_an_error_stays_for_the_next_run_and_the_old_report_too(tmp_path):
    place = made(tmp_path / "2022")
    with pytest.raises(ZeroDivisionError), folder.working(place) as work:
        _leaves_half(work)
    assert (place / "manifest.json").exists()
    with folder.working(place) as again:
        assert (again / "half").exists()


def test_a_full_disk_is_said_with_its_folder(tmp_path):
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    expected = pytest.raises(FailedRun, match=r"cannot write to .*No space left.*as it was")
    with expected, folder.working(tmp_path / "2022"):
        raise full


def test_a_folder_that_is_no_report_is_never_replaced(tmp_path):
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "thesis.docx").write_text("years")
    refused = pytest.raises(FailedRun, match="is no report of mohinh")
    with refused, folder.working(tmp_path / "precious"):
        raise AssertionError("no work was to begin")
    assert (tmp_path / "precious" / "thesis.docx").read_text() == "years"


def test_a_run_killed_between_the_two_renames_loses_nothing(tmp_path):
    made(tmp_path / ".2022.old", kept_txt="kept")
    with folder.working(tmp_path / "2022"):
        assert (tmp_path / "2022" / "kept.txt").read_text() == "kept"


def test_half_of_an_old_report_is_not_put_back(tmp_path):
    (tmp_path / ".2022.old").mkdir()
    (tmp_path / ".2022.old" / "half.txt").write_text("its manifest is gone")
    with folder.working(tmp_path / "2022") as work:
        assert not (tmp_path / "2022").exists()
        folder.emptied(work / "report")
        folder.finish(work, tmp_path / "2022", made=[])
    assert {path.name for path in tmp_path.iterdir()} == {"2022", ".2022.lock"}


def test_what_a_killed_run_left_beside_its_finished_report_is_removed(tmp_path):
    place = made(tmp_path / "2022", new_txt="new")
    made(tmp_path / ".2022.old", old_txt="old")
    (tmp_path / ".2022.part").mkdir()
    folder.tidy(place)
    assert {path.name for path in tmp_path.iterdir()} == {"2022", ".2022.lock"}
    assert seen(place) == {"manifest.json", "new.txt"}


def test_what_another_run_works_on_is_not_tidied_away(tmp_path):
    place = made(tmp_path / "2022")
    with folder.working(place) as work:
        other = threading.Thread(target=folder.tidy, args=(place,))
        other.start()
        other.join()
        assert work.exists()


def test_a_place_that_cannot_be_written_is_said_before_any_work(tmp_path):
    (tmp_path / "file").write_text("")
    expected = pytest.raises(FailedRun, match="cannot write to")
    with expected, folder.working(tmp_path / "file" / "2022"):
        raise AssertionError("no work was to begin")


def test_a_second_run_is_told_who_holds_the_folder(tmp_path):
    place, heard = tmp_path / "2022", []

    def second():
        try:
            with folder.working(place):
                heard.append("in")
        except FailedRun as fault:
            heard.append(str(fault))

    with folder.working(place):
        assert folder.is_held(place)
        other = threading.Thread(target=second)
        other.start()
        other.join()
    assert f"is being made by another run: process {os.getpid()} on" in heard[0]
    assert not folder.is_held(place)


def test_a_run_that_is_killed_lets_go_of_the_folder(tmp_path):
    code = f"""
import os, pathlib
from mohinh.runs import folder
with folder.working(pathlib.Path({str(tmp_path / "2022")!r})) as work:
    (work / "begun").touch()
    os.kill(os.getpid(), 9)
"""
    ended = subprocess.run([sys.executable, "-c", code], check=False)
    assert ended.returncode == -9
    with folder.working(tmp_path / "2022") as work:
        assert (work / "begun").exists()


def test_a_link_is_a_copy_where_the_disk_knows_no_links(tmp_path, monkeypatch):
    def refuses(*_):
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuses)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text("x")
    folder.link("x.txt", tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b" / "x.txt").read_text() == "x"
