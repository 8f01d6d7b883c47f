"""The national page of a run: over the reports of this run, only when one of them changed."""

import json
from pathlib import Path

import pytest

from mohinh.runs import nation, plan, province, provinces
from mohinh.runs.province import request
from mohinh.runs.provinces import Result
from mohinh.tables import reports, units
from runs_sample import FakeExecute, write, write_notebook

PARAMETERS = "\n".join(
    f'{name} = ""' for name in ("runs", "period", "vintage", "restate", "lang", "out")
)


class Leaves(FakeExecute):
    """Executes as `FakeExecute` does, and leaves a tidy table; the national page says what it
    reads."""

    def __init__(self) -> None:
        super().__init__()
        self.shares = {"Bình Thuận": "0.5", "Kon Tum": "0.6"}
        self.picture = ""

    def __call__(self, step, folder):
        is_national = "runs" in step.parameters
        if is_national:
            step = plan.Step(step.path, dict(step.parameters) | {"province": "national"})
        outcome = super().__call__(step, folder)
        if is_national:
            seen = folder / step.parameters["runs"]
            rows = sorted(path.read_text() for path in seen.rglob("coverage.csv"))
            write(folder, "index.html", f"national: {rows}")
        elif step.name == "20_b":
            write(folder, "data/coverage.csv", self.shares[step.parameters["province"]])
            write(folder, "figures/other.png", self.picture)
        return outcome


@pytest.fixture
def execute(tmp_path, monkeypatch) -> Leaves:
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    for name in ("20_b", "90_report"):
        write_notebook(notebooks, name)
    write_notebook(notebooks, "95_national", parameters=PARAMETERS)
    monkeypatch.setattr(plan, "NOTEBOOKS", notebooks)
    monkeypatch.setattr(province, "MAPS", tmp_path / "maps")
    monkeypatch.setattr(nation, "MAPS", tmp_path / "maps")
    return Leaves()


@pytest.fixture
def run(execute):
    """Run provinces and the nation; what was executed this time, and the national result."""

    def go(*names: str, period="2022", is_changed=False, **asked):
        execute.done.clear()
        wanted = request(period, **asked)
        places = [units.find_province(name, wanted.vintage) for name in names]
        if is_changed:
            write_notebook(plan.NOTEBOOKS, "20_b", f"n = {len(execute.picture)}")
        results = provinces.run_all(places, wanted, execute=execute)
        result = nation.run_nation(results, wanted, execute=execute)
        return sorted(execute.done), result

    return go


def test_the_national_page_stands_on_the_reports_of_the_run(run, tmp_path):
    _, result = run("Bình Thuận", "Kon Tum")
    place = tmp_path / "maps/national/2022"
    assert result.report.folder == place
    assert result.report.index.read_text() == "national: ['0.5', '0.6']"
    manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["is_national"], manifest["is_made_up"]) == (True, True)
    assert manifest["parameters"]["runs"] == ""
    assert set(manifest["inputs"]) == {
        "Bình Thuận, data/coverage.csv", "Kon Tum, data/coverage.csv",
    }  # fmt: skip
    assert sorted(path.name for path in place.iterdir()) == [
        "figures", "index.html", "manifest.json", "notebooks",
    ]  # fmt: skip


def test_one_province_is_enough(run):
    _, result = run("Kon Tum")
    assert result.report.index.read_text() == "national: ['0.6']"


def test_nothing_changed_nothing_is_executed(run):
    run("Bình Thuận", "Kon Tum")
    done, result = run("Bình Thuận", "Kon Tum")
    assert (done, result.report.is_kept) == ([], True)


def test_a_report_that_changed_in_what_it_leaves_is_read_anew(run, execute):
    run("Bình Thuận", "Kon Tum")
    execute.shares["Kon Tum"] = "0.7"
    done, result = run("Bình Thuận", "Kon Tum", is_changed=True)
    assert "95_national" in done
    assert result.report.index.read_text() == "national: ['0.5', '0.7']"


def test_a_report_that_changed_in_a_picture_alone_is_not(run, execute):
    run("Bình Thuận", "Kon Tum")
    execute.picture = "another"
    done, result = run("Bình Thuận", "Kon Tum", is_changed=True)
    assert done == ["20_b", "20_b", "90_report", "90_report"]
    assert result.report.is_kept


def test_a_report_that_came_or_went_makes_another_page(run):
    run("Bình Thuận")
    assert run("Bình Thuận", "Kon Tum")[0].count("95_national") == 1
    done, result = run("Bình Thuận")
    assert done == ["95_national"]
    assert result.report.index.read_text() == "national: ['0.5']"


def test_an_old_report_of_a_province_that_cannot_be_run_now_is_not_read(run, execute):
    run("Bình Thuận", "Kon Tum")
    results = [
        Result(units.find_province("Bình Thuận"), None, "NoData: gone"),
        *provinces.run_all([units.find_province("Kon Tum")], request("2022"), execute=execute),
    ]
    result = nation.run_nation(results, request("2022"), execute=execute)
    assert result.report.index.read_text() == "national: ['0.6']"


def test_a_failure_is_said_and_leaves_the_provinces_whole(run, execute, tmp_path):
    execute.fail = {"95_national"}
    _, result = run("Bình Thuận")
    assert result.is_failed
    assert [one.name for one in result.report.failed] == ["95_national"]
    assert (tmp_path / "maps/binh-thuan/2022/index.html").is_file()
    execute.fail = set()
    done, result = run("Bình Thuận")
    assert (done, result.is_failed) == (["95_national"], False)


def test_a_fault_of_ours_or_no_report_at_all_is_said_not_raised(run, execute):
    told = []

    def breaks(step):
        if "runs" in step.parameters:
            raise RuntimeError("a fault of ours")

    execute.before = breaks
    assert run("Bình Thuận")[1].error == "RuntimeError: a fault of ours"
    none = nation.run_nation([], request("2022"), execute=execute, tell=told.append)
    assert "no province has a report" in none.error
    assert [event.kind for event in told] == ["nation_failed"]


def test_another_vintage_or_language_gets_a_folder_of_its_own():
    def of(**asked) -> tuple[str, ...]:
        return nation.default_folder(request("2022", **asked)).parts[-2:]

    assert of() == ("national", "2022")
    assert of(lang="en") == ("national", "2022-en")
    assert of(vintage="2025-07") == ("national-2025-07", "2022")


def test_the_national_page_is_not_taken_for_a_province_s_report(run, tmp_path):
    run("Bình Thuận")
    asked = request("2022")
    read = reports.read(Path(tmp_path / "maps"), period=asked.period, vintage=asked.vintage)
    assert "national/2022" not in set(read.missing["folder"])
    assert "binh-thuan/2022" in set(read.missing["folder"])
