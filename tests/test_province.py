"""One province's run: only what changed is executed, and what is there is what was asked for."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from mohinh.runs import folder, plan, province, shelf
from mohinh.runs.province import default_folder, job, request
from mohinh.runs.report import run_job, standing_report
from mohinh.tables import store, units
from mohinh.words.errors import FailedRun, NoData, UnknownName
from runs_sample import FakeExecute, write_notebook

NAMES = ("10_a", "20_b", "30_c", "90_report")


@pytest.fixture
def notebooks(tmp_path, monkeypatch) -> Path:
    made = tmp_path / "notebooks"
    made.mkdir()
    for name in NAMES:
        write_notebook(made, name, f"print('{name}')")
    monkeypatch.setattr(plan, "NOTEBOOKS", made)
    return made


@pytest.fixture
def execute(notebooks) -> FakeExecute:
    return FakeExecute()


@pytest.fixture
def run(tmp_path, execute):
    """Run Bình Thuận 2022 into a folder; what was executed this time, and the report."""

    def go(period="2022", **asked):
        execute.done.clear()
        wanted = job("Bình Thuận", request(period, **asked), out=tmp_path / "maps" / "2022")
        with ThreadPoolExecutor(2) as slots:
            report = run_job(wanted, slots=slots, execute=execute)
        return sorted(execute.done), report

    return go


def everything(place: Path) -> dict[str, str]:
    """All files of a report but the manifest, as text."""
    return {
        path.relative_to(place).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(place.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def test_a_run_puts_the_report_together_from_what_each_notebook_left(run):
    done, report = run()
    assert done == list(NAMES)
    assert (report.failed, report.is_kept, report.is_made_up) == ((), False, True)
    assert report.index.read_text() == "Bình Thuận: ['10_a.png', '20_b.png', '30_c.png']"
    manifest = json.loads((report.folder / "manifest.json").read_text(encoding="utf-8"))
    assert [one["name"] for one in manifest["notebooks"]] == list(NAMES)
    assert set(manifest["files"]) == set(everything(report.folder))
    assert not folder.part(report.folder).exists()


def test_nothing_changed_nothing_is_executed_nor_touched(run):
    _, first = run()
    stamp = (first.folder / "manifest.json").stat().st_mtime_ns
    done, second = run()
    assert (done, second.is_kept) == ([], True)
    assert (second.folder / "manifest.json").stat().st_mtime_ns == stamp


def test_a_changed_notebook_is_run_again_with_the_report_and_no_other(run, notebooks):
    run()
    write_notebook(notebooks, "20_b", "print('changed')")
    done, report = run()
    assert done == ["20_b", "90_report"]
    assert [one.is_kept for one in report.outcomes] == [True, False, True, False]


def test_outputs_stored_in_a_notebook_are_no_change(run, notebooks):
    run()
    book = json.loads((notebooks / "20_b.ipynb").read_text())
    book["cells"][1] |= {"outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]}
    (notebooks / "20_b.ipynb").write_text(json.dumps(book))
    assert run()[0] == []


@pytest.mark.parametrize(
    "asked", [{"period": "2021"}, {"lang": "en"}, {"only": ["20_b"]}, {"vintage": "2025-07"}]
)
def test_a_report_of_something_else_is_never_replaced(run, monkeypatch, asked):
    _, report = run()
    before = everything(report.folder)
    where = units.find_province("Bình Thuận")
    monkeypatch.setattr(province.units, "find_province", lambda name, vintage: where)
    with pytest.raises(FailedRun, match=r"holds another report \(Bình Thuận, 2022, 2025-06, vi\)"):
        run(**asked)
    assert everything(report.folder) == before


@pytest.mark.parametrize("part", ["data", "told", "settings", "boundaries", "code", "packages"])
def test_what_all_notebooks_hang_on_makes_all_of_them_run_again(run, monkeypatch, part):
    run()
    real = province.keys.shared_key
    changed = {part: "other"}
    monkeypatch.setattr(province.keys, "shared_key", lambda *a, **k: real(*a, **k) | changed)
    assert run()[0] == list(NAMES)


def test_a_file_that_was_damaged_since_is_made_again(run):
    _, report = run()
    good = everything(report.folder)
    (report.folder / "figures/20_b.png").unlink()
    (report.folder / "figures/20_b.png").write_text("damaged")
    assert run()[0] == ["20_b"]
    assert everything(report.folder) == good


def test_a_file_that_was_only_touched_is_believed_by_its_content(run):
    _, report = run()
    (report.folder / "figures/20_b.png").touch()
    assert run()[0] == []


def test_a_failed_notebook_leaves_the_others_and_nothing_of_its_own(run, execute):
    execute.fail = {"20_b"}
    _, report = run()
    assert [one.name for one in report.failed] == ["20_b"]
    assert "half_20_b.png" not in {path.name for path in report.folder.rglob("*")}
    assert not (report.folder / "notebooks/20_b.ipynb").exists()
    logs = folder.logs(report.folder)
    assert {path.name for path in logs.iterdir()} == {"20_b.ipynb", "20_b.log"}


def test_a_failed_notebook_is_tried_again_and_its_log_goes_when_it_succeeds(run, execute):
    execute.fail = {"20_b"}
    run()
    execute.fail = set()
    done, report = run()
    assert done == ["20_b", "90_report"]
    assert report.failed == ()
    assert list(folder.logs(report.folder).iterdir()) == []
    assert "20_b.png" in report.index.read_text()


def test_last_time_s_results_never_stand_in_for_a_notebook_that_fails_now(run, execute, notebooks):
    run()
    write_notebook(notebooks, "20_b", "print('changed')")
    execute.fail = {"20_b"}
    _, report = run()
    assert not (report.folder / "figures/20_b.png").exists()
    assert "20_b.png" not in report.index.read_text()


def test_a_run_that_died_half_way_goes_on_and_ends_with_the_same_bytes(run, execute, tmp_path):
    _, whole = run()
    expected = everything(whole.folder)
    whole.folder.rename(tmp_path / "away")

    def dies(step):
        if step.name == "30_c":
            raise KeyboardInterrupt

    execute.before = dies
    with pytest.raises(KeyboardInterrupt):
        run()
    assert not whole.folder.exists()
    execute.before = lambda step: None
    done, report = run()
    assert done == ["30_c", "90_report"]
    assert everything(report.folder) == expected


def test_a_record_whose_files_are_half_written_is_not_believed(run, execute, tmp_path):
    def dies(step):
        if step.is_last:
            raise KeyboardInterrupt

    execute.before = dies
    with pytest.raises(KeyboardInterrupt):
        run()
    work = folder.part(tmp_path / "maps/2022")
    (shelf.place_of(work, "10_a") / "figures/10_a.png").write_text("ha")
    (work / "steps/20_b.json").write_text('{"name": "20_b", "sta')
    execute.before = lambda step: None
    assert run()[0] == ["10_a", "20_b", "90_report"]


def test_what_keeps_a_province_from_being_run_is_said_before_any_notebook(run, execute):
    with pytest.raises(NoData, match="spans 2017-01 to 2022-12"):
        run("2030")
    assert execute.done == []


def test_a_report_of_some_notebooks_is_no_report_of_all(run, tmp_path):
    done, report = run(only=["20_b"])
    assert done == ["20_b", "90_report"]
    assert [one.name for one in report.outcomes] == ["20_b", "90_report"]
    wanted = job("Bình Thuận", request("2022"), out=report.folder)
    assert standing_report(wanted) is None


def test_the_notebook_of_the_page_is_told_what_was_asked_for(notebooks):
    steps = job("Bình Thuận", request("2022", only=["20_b", "10_a"])).steps
    assert {step.parameters["only"] for step in steps} == {"20_b 10_a"}
    assert not any("only" in step.parameters for step in job("Bình Thuận", request("2022")).steps)


@pytest.mark.parametrize("text", ["20_b", "20", "b"])
def test_a_notebook_is_found_by_name_number_or_word(notebooks, text):
    assert request("2022", only=[text]).only == ("20_b",)


def test_a_notebook_that_is_none_is_answered_with_the_nearest(notebooks):
    with pytest.raises(UnknownName, match="no notebook '20_x'; did you mean '20_b'"):
        request("2022", only=["20_x"])


def test_another_vintage_language_or_choice_gets_a_folder_of_its_own():
    old, new = (units.find_province("Khánh Hòa", vintage) for vintage in ("2025-06", "2025-07"))
    asked = request("2022")
    assert default_folder(old, asked).parts[-2:] == ("khanh-hoa", "2022")
    assert default_folder(new, asked).parts[-2:] == ("khanh-hoa-2025-07", "2022")
    assert default_folder(old, replace(asked, lang="en")).parts[-2:] == ("khanh-hoa", "2022-en")
    some = replace(asked, only=("40_effects",))
    assert default_folder(old, some).parts[-1] == "2022-only-40_effects"


def test_a_boundary_file_counts_by_its_content_not_its_name(notebooks, tmp_path):
    prints = []
    for name, text in (("a.geojson", "{}"), ("b.geojson", "{}"), ("c.geojson", "{ }")):
        (tmp_path / name).write_text(text)
        prints.append(request("2022", boundaries_file=str(tmp_path / name)).boundaries_print)
    assert prints[0] == prints[1] != prints[2]


def test_a_second_run_of_the_same_report_is_refused_while_the_first_is_at_work(run, execute):
    def second(step):
        if step.name == "10_a" and not heard:
            heard.append("")
            with pytest.raises(FailedRun, match="is being made by another run"):
                run()
            heard.append("refused")

    heard: list[str] = []
    execute.before = second
    run()
    assert heard == ["", "refused"]


def test_a_province_without_data_is_told_how_to_get_some(notebooks):
    with pytest.raises(NoData, match="mohinh import WORKBOOK"):
        job("Cao Bằng", request("2022"))


def test_the_data_s_fingerprint_follows_the_import_before_the_demo(tmp_path, monkeypatch):
    place = units.find_province("Bình Thuận")
    made_up = store.fingerprint(place)
    monkeypatch.setattr(store.keeping, "IMPORTED", tmp_path)
    (tmp_path / "binh-thuan").mkdir()
    (tmp_path / "binh-thuan" / "2025-06.json").write_text("{}")
    assert store.fingerprint(place) != made_up
