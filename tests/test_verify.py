"""A report made anew is the same, and where it is not, the files that differ are named."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from PIL import Image

from mohinh.runs import plan, province, verify
from mohinh.runs.province import job, request
from mohinh.runs.report import run_job
from mohinh.words.errors import UnreadableFile
from runs_sample import FakeExecute, write_notebook


@pytest.fixture
def execute(tmp_path, monkeypatch) -> FakeExecute:
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    for name in ("10_a", "20_b", "90_report"):
        write_notebook(notebooks, name, f"print('{name}')")
    monkeypatch.setattr(plan, "NOTEBOOKS", notebooks)
    made = FakeExecute()

    @contextmanager
    def kernels(**_):
        yield made

    monkeypatch.setattr(province, "Kernels", kernels)
    return made


@pytest.fixture
def report(tmp_path, execute):
    wanted = job("Bình Thuận", request("2022"), out=tmp_path / "maps" / "2022")
    with ThreadPoolExecutor(2) as slots:
        return run_job(wanted, slots=slots, execute=execute).folder


def test_the_same_inputs_give_the_same_files(report, execute):
    execute.done.clear()
    found = verify.verify(report)
    assert found.is_same
    assert found.same_count == 7
    assert sorted(execute.done) == ["10_a", "20_b", "90_report"]


def test_the_report_that_stands_is_not_touched(report):
    before = {path: path.stat().st_mtime_ns for path in report.rglob("*") if path.is_file()}
    verify.verify(report)
    assert before == {path: path.stat().st_mtime_ns for path in report.rglob("*") if path.is_file()}


def test_a_file_that_somebody_changed_is_named(report):
    (report / "index.html").write_text("better numbers", encoding="utf-8")
    (report / "figures" / "20_b.png").unlink()
    found = verify.verify(report)
    assert set(found.touched) == {"index.html", "figures/20_b.png"}
    assert not found.is_same


def test_a_changed_notebook_is_said_with_the_files_that_it_changed(report, tmp_path):
    write_notebook(tmp_path / "notebooks", "20_b", "print('other')")
    found = verify.verify(report)
    assert found.different == ("notebooks/20_b.ipynb",)
    assert found.changed == ("notebook",)


def test_files_that_only_one_of_the_two_has_are_named(report, tmp_path):
    write_notebook(tmp_path / "notebooks", "30_c", "print('new')")
    (tmp_path / "notebooks" / "20_b.ipynb").unlink()
    found = verify.verify(report)
    assert found.only_there == ("figures/20_b.png", "notebooks/20_b.ipynb")
    assert found.only_anew == ("figures/30_c.png", "notebooks/30_c.ipynb")


def test_a_notebook_that_fails_anew_is_named(report, execute):
    execute.fail.add("20_b")
    assert verify.verify(report).failed == ("20_b",)


def test_pictures_are_the_same_where_every_pixel_is(tmp_path):
    picture = Image.effect_noise((40, 30), 50).convert("RGB")
    for name, level in (("a.png", 0), ("b.png", 9)):
        picture.save(tmp_path / name, compress_level=level)
    picture.putpixel((3, 4), (1, 2, 3))
    picture.save(tmp_path / "c.png")
    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes()
    assert verify._same_pixels(tmp_path / "a.png", tmp_path / "b.png")
    assert not verify._same_pixels(tmp_path / "a.png", tmp_path / "c.png")


def test_a_folder_without_a_report_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match=r"found no manifest\.json"):
        verify.verify(tmp_path)


def test_the_national_page_is_refused_with_what_to_do(report):
    content = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    content["is_national"] = True
    (report / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(UnreadableFile, match="verified through those of its provinces"):
        verify.verify(report)


def test_boundaries_are_asked_for_where_the_report_has_them_and_only_there(report):
    with pytest.raises(UnreadableFile, match="is schematic: name none with --boundaries"):
        verify.verify(report, boundaries_file="communes.parquet")
    content = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    content["parameters"]["boundaries_file"] = "communes.parquet"
    (report / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"drawn with communes\.parquet: name it"):
        verify.verify(report)
