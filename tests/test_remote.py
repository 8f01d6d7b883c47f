"""Inputs and reports at an address: a local S3 server, and fsspec's own memory."""

import threading
from pathlib import Path

import fsspec
import pandas as pd
import pytest
from moto.server import ThreadedMotoServer

from mohinh.runs import manifest, plan, province, provinces, remote
from mohinh.runs.province import request
from mohinh.tables import reports, store, units
from mohinh.words import places
from mohinh.words.errors import FailedRun
from runs_sample import FakeExecute, write_notebook


@pytest.fixture(scope="module")
def server():
    import os

    kept = dict(os.environ)
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    os.environ |= {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "made-up",
        "AWS_SECRET_ACCESS_KEY": "made-up",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    yield
    running.stop()
    os.environ.clear()
    os.environ |= kept


@pytest.fixture(params=["s3", "memory"])
def bucket(request):
    """An empty place to write to, and its file system."""
    if request.param == "s3":
        request.getfixturevalue("server")
    disk = fsspec.filesystem(request.param, skip_instance_cache=True)
    name = f"mohinh-{threading.get_native_id()}"
    address = f"{request.param}://{name}"
    disk.mkdir(name)
    yield address, disk
    disk.rm(name, recursive=True)


@pytest.fixture
def at(bucket, tmp_path, monkeypatch):
    """The project as on another machine, its reports and imported tables in the bucket."""
    address, _ = bucket
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    for name in ("10_a", "20_b", "90_report"):
        write_notebook(notebooks, name)
    monkeypatch.setattr(plan, "NOTEBOOKS", notebooks)
    monkeypatch.setattr(places, "MAPS_ADDRESS", f"{address}/maps")
    monkeypatch.setattr(places, "IMPORTED_ADDRESS", f"{address}/imported")

    def machine(name: str) -> Path:
        for module, what in ((places, "MAPS"), (province, "MAPS")):
            monkeypatch.setattr(module, what, tmp_path / name / "maps")
        for module in (places, store.keeping):
            monkeypatch.setattr(module, "IMPORTED", tmp_path / name / "imported")
        return tmp_path / name

    return machine


def run(execute, names=("Bình Thuận",)):
    execute.done.clear()
    chosen = [units.find_province(name) for name in names]
    results = provinces.run_all(chosen, request("2022"), execute=execute)
    assert [result.error for result in results] == [""] * len(names)
    return results


def test_a_report_is_put_to_the_address_with_its_manifest_and_nothing_else(bucket, at):
    address, disk = bucket
    here = at("one")
    run(FakeExecute())
    place = here / "maps/binh-thuan/2022"
    root = f"{disk._strip_protocol(address)}/maps/binh-thuan/2022"
    there = {path.removeprefix(f"{root}/") for path in disk.find(root)}
    assert there == {*manifest.read(place)["files"], "manifest.json"}
    assert disk.cat_file(f"{root}/index.html") == (place / "index.html").read_bytes()


def test_another_machine_finds_it_done(at):
    execute = FakeExecute()
    at("one")
    run(execute)
    there = at("two")
    assert run(execute)[0].report.is_kept
    assert execute.done == []
    assert (there / "maps/binh-thuan/2022/index.html").is_file()


def test_another_machine_executes_only_what_changed_and_puts_it_back(bucket, at):
    address, disk = bucket
    execute = FakeExecute()
    at("one")
    run(execute)
    write_notebook(plan.NOTEBOOKS, "20_b", "changed = 1")
    at("two")
    run(execute)
    assert sorted(execute.done) == ["20_b", "90_report"]
    book = disk.cat_file(f"{address}/maps/binh-thuan/2022/notebooks/20_b.ipynb")
    assert b"changed = 1" in book


def test_a_report_that_was_put_only_half_is_no_report(bucket, at):
    address, disk = bucket
    execute = FakeExecute()
    at("one")
    run(execute)
    disk.rm_file(f"{address}/maps/binh-thuan/2022/manifest.json")
    at("two")
    run(execute)
    assert len(execute.done) == 3
    assert disk.exists(f"{address}/maps/binh-thuan/2022/manifest.json")


def test_files_of_an_older_report_do_not_stay_there(bucket, at):
    address, disk = bucket
    execute = FakeExecute()
    at("one")
    run(execute)
    (plan.NOTEBOOKS / "10_a.ipynb").unlink()
    run(execute)
    names = {Path(path).name for path in disk.find(f"{address}/maps/binh-thuan/2022")}
    assert "10_a.png" not in names
    assert "20_b.png" in names


def test_an_import_is_found_by_another_machine(bucket, at, small_workbook):
    at("one")
    reading, _ = store.import_files([small_workbook()], province="Bình Thuận")
    remote.put_import(reading.province)
    at("two")
    found = provinces.with_data(request("2022"))
    assert "Bình Thuận" in {place.name for place in found}
    data = store.load("Bình Thuận")
    assert (data.origin.file_name, len(data.areas)) == ("small.xlsx", 6)


def test_an_import_replaces_the_older_one_and_goes_where_it_is_taken_away(
    bucket, at, small_workbook
):
    address, disk = bucket
    at("one")
    for name in ("a.xlsx", "b.xlsx"):
        reading, _ = store.import_files([small_workbook(name=name)], province="Bình Thuận")
        remote.put_import(reading.province)
    folders = list(disk.ls(f"{address}/imported/binh-thuan", detail=False))
    assert len(folders) == 2
    at("two")
    remote.fetch_inputs("2025-06")
    assert store.load("Bình Thuận").origin.file_name == "b.xlsx"
    disk.rm(f"{address}/imported/binh-thuan", recursive=True)
    remote.fetch_inputs("2025-06")
    assert store.load("Bình Thuận").origin.is_made_up


def test_what_a_report_told_is_known_to_another_machine(bucket, at, small_workbook, tmp_path):
    at("one")
    reading, _ = store.import_files([small_workbook()], province="Bình Thuận")
    place = reading.province
    remote.put_import(place)
    (tmp_path / "report/data").mkdir(parents=True)
    rows = reports.case_rows(
        pd.Series({"2022": 12}), False, province_code=place.code, unit_code=place.code
    )
    rows.to_csv(tmp_path / "report/data/cases.csv", index=False)
    told = store.keep_told(place, tmp_path / "report", period="2022", data_print="a" * 64)
    remote.put_told(place, told)
    at("two")
    remote.fetch_inputs("2025-06")
    assert store.load("Bình Thuận").told.cells["incident_count"].tolist() == [12]


def test_a_pointer_that_leads_out_of_its_folder_is_refused(bucket, at):
    address, disk = bucket
    at("one")
    disk.makedirs(f"{address}/imported/binh-thuan", exist_ok=True)
    disk.pipe_file(f"{address}/imported/binh-thuan/2025-06.json", b'{"folder": "../../x"}')
    with pytest.raises(Exception, match="names no folder of its own"):
        remote.fetch_inputs("2025-06")


def test_an_address_that_nothing_here_can_open_is_said(monkeypatch):
    monkeypatch.setattr(places, "IMPORTED_ADDRESS", "nosuch://x")
    with pytest.raises(FailedRun, match="nosuch://x"):
        remote.fetch_inputs("2025-06")


def test_without_an_address_nothing_is_fetched_or_put(tmp_path):
    remote.fetch_inputs("2025-06")
    remote.fetch_report(tmp_path)
    remote.put_report(tmp_path)


def test_a_single_file_of_the_reports_folder_is_put_to_the_address(at, bucket):
    address, disk = bucket
    index = at("one") / "maps" / "index.html"
    index.parent.mkdir(parents=True)
    index.write_text("all reports")
    remote.put_file(index)
    assert disk.cat_file(f"{address}/maps/index.html") == b"all reports"
