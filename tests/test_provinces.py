"""Many provinces: one that fails leaves the others whole, and is said to have failed."""

import threading

import pytest

from mohinh.runs import events, plan, province, provinces, status
from mohinh.runs.province import request
from mohinh.tables import store, units
from mohinh.words.errors import NoData
from runs_sample import FakeExecute, write_notebook

NAMES = ("Bình Thuận", "Kon Tum", "Cao Bằng")


@pytest.fixture
def execute(tmp_path, monkeypatch) -> FakeExecute:
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    for name in ("10_a", "20_b", "90_report"):
        write_notebook(notebooks, name)
    monkeypatch.setattr(plan, "NOTEBOOKS", notebooks)
    monkeypatch.setattr(province, "MAPS", tmp_path / "maps")
    return FakeExecute()


@pytest.fixture
def places() -> list[units.Province]:
    return [units.find_province(name) for name in NAMES]


def by_name(results) -> dict[str, provinces.Result]:
    return {result.province.name: result for result in results}


def test_a_province_that_cannot_be_run_leaves_the_others_whole(execute, places, tmp_path):
    told = []
    results = provinces.run_all(places, request("2022"), execute=execute, tell=told.append)
    found = by_name(results)
    assert [found[name].is_failed for name in NAMES] == [False, False, True]
    assert "no data for Cao Bằng" in found["Cao Bằng"].error
    assert (tmp_path / "maps/binh-thuan/2022/index.html").is_file()
    assert not (tmp_path / "maps/cao-bang").exists()
    failed = [event for event in told if event.kind == "province_failed"]
    assert [event.province for event in failed] == ["Cao Bằng"]


def test_a_notebook_that_fails_in_one_province_fails_in_no_other(execute, places):
    execute.fail = {"Kon Tum 20_b"}
    results = by_name(provinces.run_all(places[:2], request("2022"), execute=execute))
    assert [results[name].is_failed for name in NAMES[:2]] == [False, True]
    assert [one.name for one in results["Kon Tum"].report.failed] == ["20_b"]


def test_a_fault_of_ours_in_one_province_costs_no_other(execute, places):
    def breaks(step):
        if step.parameters["province"] == "Kon Tum":
            raise RuntimeError("a fault of ours")

    execute.before = breaks
    results = by_name(provinces.run_all(places[:2], request("2022"), execute=execute))
    assert results["Kon Tum"].error == "RuntimeError: a fault of ours"
    assert not results["Bình Thuận"].is_failed


def test_a_second_run_with_nothing_changed_executes_nothing(execute, places):
    provinces.run_all(places[:2], request("2022"), execute=execute)
    execute.done.clear()
    again = provinces.run_all(places[:2], request("2022"), execute=execute)
    assert execute.done == []
    assert all(result.report.is_kept for result in again)


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_no_more_notebooks_run_side_by_side_than_workers(execute, places, workers):
    lock, at_work, most = threading.Lock(), [0], [0]

    def enter(step):
        with lock:
            at_work[0] += 1
            most[0] = max(most[0], at_work[0])
        threading.Event().wait(0.05)
        with lock:
            at_work[0] -= 1

    execute.before = enter
    provinces.run_all(places[:2], request("2022"), execute=execute, workers=workers)
    assert most[0] <= workers


def test_all_provinces_are_those_with_data_in_the_order_of_their_codes():
    found = provinces.with_data(request("2022"))
    codes = [place.code for place in found]
    assert codes == sorted(codes)
    assert {"Bình Thuận", "Kon Tum"} <= {place.name for place in found}
    assert "Cao Bằng" not in {place.name for place in found if not store.what_there_is(place)}


def test_without_any_data_it_is_said_how_to_get_some(execute):
    with pytest.raises(NoData, match="no province has data"):
        provinces.run_all([], request("2022"), execute=execute)


def test_events_are_lines_of_json_one_for_each_thing(execute, places, tmp_path):
    import json

    path = tmp_path / "events.jsonl"
    tell = events.to_file(path)
    provinces.run_all(places, request("2022"), execute=execute, tell=tell)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    kinds = [line["kind"] for line in lines]
    assert kinds.count("notebook_began") == kinds.count("notebook_ended") == 6
    assert kinds.count("province_ended") == 2
    failed = next(line for line in lines if line["kind"] == "province_failed")
    assert failed["province"] == "Cao Bằng"
    assert all(line["time"] for line in lines)


def states(places, asked) -> dict[str, str]:
    return {one.province.name: one.state for one in status.standings(places, asked)}


def test_status_says_none_done_stale_failed_stopped_and_running(execute, places, tmp_path):
    asked = request("2022")
    assert states(places, asked) == {NAMES[0]: "none", NAMES[1]: "none", NAMES[2]: "failed"}
    execute.fail = {"Kon Tum 20_b"}
    provinces.run_all(places[:2], asked, execute=execute)
    assert states(places[:2], asked) == {NAMES[0]: "done", NAMES[1]: "failed"}
    write_notebook(plan.NOTEBOOKS, "20_b", "changed = 1")
    found = {one.province.name: one for one in status.standings(places[:2], asked)}
    assert (found[NAMES[0]].state, found[NAMES[0]].why["20_b"]) == ("stale", ("notebook",))
    heard = []

    def looks(step):
        heard.append(states(places[:1], asked)[NAMES[0]])
        raise KeyboardInterrupt

    execute.before = looks
    with pytest.raises(KeyboardInterrupt):
        provinces.run_all(places[:1], asked, execute=execute)
    assert heard[0] == "running"
    assert states(places[:1], asked) == {NAMES[0]: "stopped"}


def test_a_report_is_done_where_its_run_was_killed_while_it_tidied_up(execute, places, tmp_path):
    asked = request("2022")
    provinces.run_all(places[:1], asked, execute=execute)
    left = tmp_path / "maps/binh-thuan/.2022.part"
    left.mkdir()
    assert states(places[:1], asked) == {NAMES[0]: "done"}
    provinces.run_all(places[:1], asked, execute=execute)
    assert not left.exists()


def test_a_report_that_lost_a_file_is_stale(execute, places, tmp_path):
    asked = request("2022")
    provinces.run_all(places[:1], asked, execute=execute)
    (tmp_path / "maps/binh-thuan/2022/index.html").unlink()
    assert states(places[:1], asked) == {NAMES[0]: "stale"}
