"""Fetched boundaries: only when asked, only what is meant, never half a file."""

import hashlib
import io
import json
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from typer.testing import CliRunner

from local_server import Server, serving
from mohinh.__main__ import app
from mohinh.pages.sentences import report
from mohinh.tables import boundaries, units
from mohinh.tables.boundaries import download, fetched, preparing, sources
from mohinh.tables.boundaries.sources import Source
from mohinh.words import places
from mohinh.words.errors import NoData, NotFetched, UnknownName, UnreadableFile, VintageMismatch

LAM_DONG = units.find_province("Lâm Đồng", "2025-07")
BINH_THUAN = units.find_province("Bình Thuận")
REAL = Path(__file__).parents[2] / "shared/data/boundaries/communes_2025_map100m.parquet"
BYTES = bytes(range(256)) * 4_000

MEMBERS = "*geojson/*/wards/*.geojson"

LIST = """
[[source]]
name = "test-1"
title = "A layer for tests"
vintage = "2025-07"
as_of = "today"
licence_vi = "giấy phép thử"
licence_en = "test licence"
licence_url = "https://example.org/licence"
origin_vi = "phòng đo đạc"
origin_en = "the surveyors"
address = "{address}"
size_mb = 1
most_mb = 2
sha256 = "{sha256}"
sha256_stated = ""
members = "{members}"
province_code = 'geojson/(\\d\\d)_'
checked = "by this test"
"""


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.files["/layer.zip"] = BYTES
        yield running


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A cache of the test's own, and no proxy between it and the server."""
    monkeypatch.setattr(places, "CACHE", tmp_path / "cache")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, server: Server):
    """Writes a list with one source, at `path` of the server, and returns the source."""

    def write(path: str = "/layer.zip", *, sha: str = "", members: str = MEMBERS) -> Source:
        file = tmp_path / "boundary_sources.toml"
        text = LIST.format(address=server.address + path, sha256=sha, members=members)
        file.write_text(text, encoding="utf-8")
        sources.load.cache_clear()
        monkeypatch.setattr(sources, "PATH", file)
        return sources.load(file)[0]

    yield write
    sources.load.cache_clear()


def cached(source: Source) -> list[str]:
    """Names of what the cache has of a source, but for the lock."""
    return sorted(p.name for p in fetched.folder(source).glob("*") if p.name != ".lock")


# By hand: what is fetched.


def test_a_file_with_the_listed_sha256_is_kept_and_noted(listed):
    source = listed(sha=sha256(BYTES))
    got = fetched.get(source)
    assert got.file.read_bytes() == BYTES
    assert got.record is not None
    assert got.record.is_listed
    assert cached(source) == ["fetched.json", "layer.zip"]


def test_what_is_there_is_not_fetched_again(listed, server: Server):
    source = listed(sha=sha256(BYTES))
    fetched.get(source)
    fetched.get(source)
    assert len(server.asked) == 1


def test_progress_is_told_in_bytes_up_to_the_whole(listed):
    heard: list[tuple[int, int | None]] = []
    fetched.get(listed(sha=sha256(BYTES)), progress=lambda done, total: heard.append((done, total)))
    assert heard[-1] == (len(BYTES), len(BYTES))
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)


def test_a_file_without_a_listed_sha256_waits_to_be_accepted(listed):
    source = listed()
    got = fetched.get(source)
    assert got.record is None
    assert got.sha256 == sha256(BYTES)
    with pytest.raises(NoData, match=f"{got.sha256}.* but not accepted"):
        fetched.usable(source)
    assert not fetched.accept(got).record.is_listed
    assert fetched.usable(source).sha256 == got.sha256


def test_a_later_file_is_compared_with_the_accepted_one(listed, server: Server):
    source = listed()
    got = fetched.accept(fetched.get(source))
    got.file.unlink()
    server.files["/layer.zip"] = BYTES + b"more"
    with pytest.raises(NotFetched, match="the one accepted before") as caught:
        fetched.get(source)
    assert sha256(BYTES) in str(caught.value)
    assert sha256(BYTES + b"more") in str(caught.value)
    assert cached(source) == ["fetched.json"]


def test_a_file_changed_on_the_disk_is_not_used_and_is_fetched_again(listed):
    source = listed(sha=sha256(BYTES))
    file = fetched.get(source).file
    file.write_bytes(BYTES[:-1])
    with pytest.raises(NoData, match="not accepted"):
        fetched.usable(source)
    assert fetched.get(source).file.read_bytes() == BYTES


def test_a_damaged_note_counts_as_none(listed):
    source = listed()
    fetched.accept(fetched.get(source))
    (fetched.folder(source) / "fetched.json").write_text("{", encoding="utf-8")
    assert fetched.there(source).record is None


def test_what_a_killed_process_left_is_removed(listed):
    source = listed(sha=sha256(BYTES))
    fetched.folder(source).mkdir(parents=True)
    (fetched.folder(source) / "tmpabc").write_bytes(b"half")
    fetched.get(source)
    assert cached(source) == ["fetched.json", "layer.zip"]


# By hand: the line is cut, and goes on.


def test_a_cut_line_leaves_no_file_and_the_next_try_asks_for_the_rest(listed, server: Server):
    source = listed(sha=sha256(BYTES))
    server.cut_after = 400_000
    with pytest.raises(NotFetched, match=r"0\.4 MB are kept; the same command goes on"):
        fetched.get(source)
    assert cached(source) == ["layer.zip.part", "layer.zip.part.json"]
    assert fetched.there(source) is None
    assert fetched.get(source).file.read_bytes() == BYTES
    assert [asked for _, asked in server.asked] == [None, "bytes=400000-"]
    assert server.sent_bytes == len(BYTES)
    assert cached(source) == ["fetched.json", "layer.zip"]


def test_a_server_without_ranges_sends_the_whole_anew(listed, server: Server):
    source = listed(sha=sha256(BYTES))
    server.cut_after, server.ranges = 400_000, False
    with pytest.raises(NotFetched):
        fetched.get(source)
    assert fetched.get(source).file.read_bytes() == BYTES
    assert server.sent_bytes == 400_000 + len(BYTES)


def test_another_edition_is_not_joined_to_the_first_half_of_the_old_one(listed, server: Server):
    source = listed()
    server.cut_after = 400_000
    with pytest.raises(NotFetched):
        fetched.get(source)
    server.edition, server.files["/layer.zip"] = "two", BYTES[::-1]
    assert fetched.get(source).file.read_bytes() == BYTES[::-1]


def test_half_a_file_of_no_known_edition_is_fetched_anew(listed, server: Server):
    source = listed(sha=sha256(BYTES))
    server.cut_after, server.marks = 400_000, False
    with pytest.raises(NotFetched):
        fetched.get(source)
    assert fetched.get(source).file.read_bytes() == BYTES
    assert [asked for _, asked in server.asked] == [None, None]


def test_a_file_that_was_whole_when_the_process_died_is_not_sent_again(listed, server: Server):
    source = listed(sha=sha256(BYTES))
    part = fetched.folder(source) / "layer.zip.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(BYTES)
    mark = {"address": source.address, "mark": '"one"'}
    part.with_name("layer.zip.part.json").write_text(json.dumps(mark), encoding="utf-8")
    assert fetched.get(source).file.read_bytes() == BYTES
    assert server.sent_bytes == 0


def test_a_part_longer_than_the_file_is_fetched_anew(listed, server: Server):
    source = listed(sha=sha256(BYTES))
    part = fetched.folder(source) / "layer.zip.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(BYTES + b"too much")
    mark = {"address": source.address, "mark": '"one"'}
    part.with_name("layer.zip.part.json").write_text(json.dumps(mark), encoding="utf-8")
    assert fetched.get(source).file.read_bytes() == BYTES


def test_a_part_that_was_not_asked_for_is_not_joined(listed, server: Server):
    source = listed(sha=sha256(BYTES))
    server.cut_after, server.wrong_part = 400_000, True
    with pytest.raises(NotFetched):
        fetched.get(source)
    with pytest.raises(NotFetched, match="another part than the one asked for"):
        fetched.get(source)
    assert cached(source) == []
    assert fetched.get(source).file.read_bytes() == BYTES


@pytest.mark.parametrize(
    ("headers", "mark"),
    [
        ({"ETag": '"a"', "Last-Modified": "Mon"}, '"a"'),
        ({"ETag": 'W/"a"', "Last-Modified": "Mon"}, "Mon"),
        ({"ETag": 'W/"a"'}, ""),
        ({}, ""),
    ],
)
def test_only_a_mark_that_a_server_compares_byte_for_byte_is_kept(headers, mark):
    assert download._mark("https://example.org/x", headers)["mark"] == mark


def test_many_cuts_in_a_row_come_to_the_whole(listed, server: Server):
    source = listed(sha=sha256(BYTES))
    for _ in range(8):
        server.cut_after = 120_000
        with pytest.raises(NotFetched, match="goes on from there"):
            fetched.get(source)
    assert fetched.get(source).file.read_bytes() == BYTES
    assert server.sent_bytes == len(BYTES)


def test_a_killed_process_leaves_nothing_as_good_and_the_next_goes_on(listed, server: Server):
    source = listed(sha=sha256(BYTES))
    part = fetched.folder(source) / "layer.zip.part"
    server.stall = True
    code = (
        "import sys; from pathlib import Path; from mohinh.tables.boundaries import download; "
        "download.download(sys.argv[1], Path(sys.argv[2]), most_bytes=10**7)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, source.address, str(part)])
    deadline = time.monotonic() + 60
    while not (part.exists() and part.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.02)
    child.kill()
    child.wait()
    there = part.stat().st_size
    assert 0 < there < len(BYTES)
    assert fetched.there(source) is None
    assert fetched.get(source).file.read_bytes() == BYTES
    assert server.asked[-1][1] == f"bytes={there}-"


def test_a_server_that_falls_silent_is_left(
    listed, server: Server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(download, "TIMEOUT_SECONDS", 0.3)
    source = listed(sha=sha256(BYTES))
    server.stall = True
    with pytest.raises(NotFetched, match="timed out"):
        fetched.get(source)
    assert fetched.get(source).file.read_bytes() == BYTES


# Guards: what is refused.


def test_other_bytes_than_listed_are_removed_and_both_fingerprints_said(listed, server: Server):
    source = listed(sha=sha256(BYTES))
    server.files["/layer.zip"] = BYTES[::-1]
    with pytest.raises(NotFetched, match="the listed one") as caught:
        fetched.get(source)
    assert sha256(BYTES) in str(caught.value)
    assert sha256(BYTES[::-1]) in str(caught.value)
    assert "removed" in str(caught.value)
    assert cached(source) == []


@pytest.mark.parametrize(
    ("code", "said"),
    [(404, "has moved or gone"), (403, "with a browser"), (429, "an hour"), (503, "try later")],
)
def test_a_refusal_of_the_server_is_said_with_what_to_do(listed, server: Server, code, said):
    server.codes["/layer.zip"] = code
    with pytest.raises(NotFetched, match=f"answered {code}.*{said}.*--boundaries FILE"):
        fetched.get(listed())


def test_no_network_is_said(listed):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    source = replace(listed(), address=f"http://127.0.0.1:{port}/layer.zip")
    with pytest.raises(NotFetched, match="Is there a network"):
        fetched.get(source)
    assert cached(source) == []


def test_a_host_that_no_name_server_knows_is_said(listed, monkeypatch: pytest.MonkeyPatch):
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    source = replace(listed(), address="https://boundaries.example/layer.zip")
    with pytest.raises(NotFetched, match=r"boundaries\.example: not fetched.*not known"):
        fetched.get(source)


@pytest.mark.parametrize("says_length", [True, False])
def test_more_than_declared_is_not_kept(listed, server: Server, says_length: bool):
    server.files["/layer.zip"] = bytes(2_100_000)
    server.says_length = says_length
    source = listed()
    with pytest.raises(NotFetched, match=r"at most 2\.0 MB was declared"):
        fetched.get(source)
    assert cached(source) == []


def test_a_redirect_within_this_machine_is_followed(listed, server: Server):
    server.redirects["/old.zip"] = "/layer.zip"
    assert fetched.get(listed("/old.zip", sha=sha256(BYTES))).file.read_bytes() == BYTES


@pytest.mark.parametrize(
    "target", ["http://example.org/layer.zip", "ftp://example.org/layer.zip", "file:///etc/hosts"]
)
def test_a_redirect_to_anything_but_https_is_refused(listed, server: Server, target: str):
    server.redirects["/layer.zip"] = target
    with pytest.raises(NotFetched, match=r"no public https address|where is not followed"):
        fetched.get(listed())


def test_a_public_address_may_not_lead_to_this_machine():
    guard = download._OnlySafe()
    request = download.urllib.request.Request("https://example.org/layer.zip")
    for target in ("https://localhost/x", "http://127.0.0.1/x"):
        with pytest.raises(NotFetched, match="no public https address"):
            guard.redirect_request(request, None, 302, "Found", {}, target)
    assert guard.redirect_request(request, None, 302, "Found", {}, "https://example.net/x")


def test_redirects_in_a_circle_end(listed, server: Server):
    server.redirects["/layer.zip"] = "/layer.zip"
    with pytest.raises(NotFetched, match="answered 302"):
        fetched.get(listed())


def test_a_disk_without_room_is_said_before_anything_is_written(
    listed, monkeypatch: pytest.MonkeyPatch
):
    usage = shutil.disk_usage("/")._replace(free=1_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    source = listed()
    with pytest.raises(NotFetched, match=r"no room on the disk \(1\.0 MB needed, 0\.0 MB free\)"):
        fetched.get(source)
    assert cached(source) == []


def test_a_disk_that_is_full_midway_leaves_nothing_as_good(listed):
    resource = pytest.importorskip("resource")
    source = listed(sha=sha256(BYTES))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    try:
        with pytest.raises(NotFetched, match="cannot be written"):
            fetched.get(source)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert fetched.there(source) is None
    assert fetched.get(source).file.read_bytes() == BYTES


def test_a_cache_that_cannot_be_written_is_said(
    listed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder", encoding="utf-8")
    monkeypatch.setattr(places, "CACHE", blocked)
    with pytest.raises(NotFetched, match=r"cannot be written.*MOHINH_CACHE"):
        fetched.get(listed())


def test_two_processes_do_not_fetch_one_source_at_once(listed, server: Server):
    source = listed()
    with fetched._alone(source), pytest.raises(NotFetched, match="another process"):
        fetched.get(source)
    assert server.asked == []


def test_a_proxy_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.delenv("no_proxy")
    monkeypatch.setenv("https_proxy", "http://user:secret@proxy.example:3128")
    assert download.proxy_of("https://example.org/layer.zip") == "proxy.example:3128"
    monkeypatch.setenv("no_proxy", "example.org")
    assert download.proxy_of("https://example.org/layer.zip") == ""


# By known truth: from the archive to the map.


@pytest.fixture(scope="module")
def archive() -> bytes:
    """The schematic communes of Lâm Đồng in the layout of the published archive."""
    rows = boundaries.schematic(LAM_DONG).polygons
    full = units.communes(LAM_DONG).set_index("commune_code")["commune_full_name"]
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("json/readme.json", "{}")
        made.writestr("json/geojson/68_lam_dong/68_lam_dong.geojson", "{}")
        for row in rows.itertuples():
            feature = {
                "type": "Feature",
                "id": row.commune_code,
                "geometry": json.loads(shapely.to_geojson(row.geometry)),
                "properties": {
                    "code": row.commune_code,
                    "name": row.commune_name,
                    "fullName": full[row.commune_code],
                    "areaKm2": 1.0,
                },
            }
            path = f"json/geojson/68_lam_dong/wards/{row.commune_code}_x.geojson"
            content = {"type": "FeatureCollection", "features": [feature]}
            made.writestr(path, json.dumps(content))
    return memory.getvalue()


@pytest.fixture
def source(listed, server: Server, archive: bytes) -> Source:
    server.files["/layer.zip"] = archive
    return listed(sha=sha256(archive))


def test_a_fetched_source_is_named_where_a_file_could_be(source: Source):
    with pytest.raises(NoData, match="mohinh boundaries get --source test-1"):
        boundaries.load(LAM_DONG, file="test-1")
    fetched.get(source)
    read = boundaries.load(LAM_DONG, file="test-1")
    assert len(read.polygons) == len(units.communes(LAM_DONG))
    assert read.unmatched.empty
    assert read.source == "A layer for tests (test-1)"
    assert (read.kind, read.vintage) == ("file", "2025-07")
    assert shapely.coverage_is_valid(read.polygons.geometry.to_numpy())
    assert boundaries.sha256("test-1") == source.sha256


def test_the_layer_is_made_once_and_simplified_as_a_coverage(source: Source, archive: bytes):
    got = fetched.get(source)
    layer = fetched.layer(got)
    made = layer.stat().st_mtime_ns
    assert fetched.layer(got).stat().st_mtime_ns == made
    table = gpd.read_parquet(layer)
    assert set(table["province_code"]) == {"68"}
    given = boundaries.schematic(LAM_DONG).polygons.geometry.to_numpy()
    shapes = table.geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.area(shapes).sum() == pytest.approx(shapely.area(given).sum(), rel=1e-3)
    count, area = fetched.extent(layer)
    assert count == len(given)
    assert area == pytest.approx(boundaries.area_km2(given).sum(), rel=1e-3)


def test_a_source_can_be_one_file_without_an_archive(listed, server: Server, tmp_path: Path):
    file = tmp_path / "communes.parquet"
    boundaries.schematic(LAM_DONG).polygons.to_parquet(file)
    server.files["/communes.parquet"] = file.read_bytes()
    source = listed("/communes.parquet", sha=sha256(file.read_bytes()), members="")
    fetched.get(source)
    read = boundaries.load(LAM_DONG, file="test-1")
    assert len(read.polygons) == len(units.communes(LAM_DONG))
    assert read.unmatched.empty


@pytest.mark.skipif(
    not REAL.is_file(), reason="the reference boundaries are not handed out with the project"
)
def test_a_real_layer_comes_through_whole_with_islands_and_special_zones(listed, server: Server):
    server.files["/real.parquet"] = REAL.read_bytes()
    source = replace(listed("/real.parquet", sha=sha256(REAL.read_bytes()), members=""), most_mb=10)
    layer = fetched.layer(fetched.get(source))
    table, given = gpd.read_parquet(layer), gpd.read_parquet(REAL)
    shapes = table.geometry.to_numpy()
    assert len(table) == 3_321
    assert shapely.coverage_is_valid(shapes)
    parts = shapely.get_num_geometries(given.geometry.to_numpy())
    assert (shapely.get_num_geometries(shapes) == parts).all()
    assert boundaries.area_km2(shapes).sum() == pytest.approx(
        boundaries.area_km2(given.geometry.to_numpy()).sum(), rel=1e-4
    )


def test_a_source_of_the_other_vintage_is_refused_before_it_is_read(source: Source):
    with pytest.raises(VintageMismatch, match="Run with --vintage 2025-07"):
        boundaries.load(BINH_THUAN, file="test-1")


def test_a_page_in_place_of_the_archive_is_removed(listed, server: Server):
    server.files["/layer.zip"] = b"<html>Please log in to the network</html>"
    source = listed()
    with pytest.raises(UnreadableFile, match=r"not a whole ZIP.*<html>Please.*was removed"):
        fetched.layer(fetched.get(source))
    assert cached(source) == []


def zipped(**members: str) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(f"json/geojson/68_x/wards/{name}.geojson", content)
    return memory.getvalue()


POINT = '{"features": [{"geometry": {"type": "Point", "coordinates": [1, 2]}, "properties": {}}]}'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (zipped(a="{"), "is not GeoJSON"),
        (zipped(a='{"features": 3}'), "is not GeoJSON"),
        (zipped(a=POINT), "holds no polygon"),
        (zipped(a='{"features": []}'), "holds no polygon"),
        (zipped(), "no member"),
        (zipped(a=POINT)[:-30], "not a whole ZIP"),
    ],
)
def test_an_archive_without_communes_is_unreadable(listed, server: Server, content, said):
    server.files["/layer.zip"] = content
    source = listed()
    with pytest.raises(UnreadableFile, match=said):
        fetched.layer(fetched.get(source))


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(
    listed, server: Server, archive: bytes, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(preparing, "_MOST_UNPACKED_BYTES", 1_000)
    server.files["/layer.zip"] = archive
    with pytest.raises(UnreadableFile, match="unpacks to"):
        fetched.layer(fetched.get(listed()))


def test_a_listed_file_that_cannot_be_read_is_kept(listed, server: Server):
    source = listed(sha=sha256(BYTES))
    with pytest.raises(UnreadableFile):
        fetched.layer(fetched.get(source))
    assert "layer.zip" in cached(source)


def test_the_report_names_source_licence_and_vintage_of_a_fetched_layer(
    source: Source, demo, capsys
):
    vi = report.sources(demo.origin, boundaries_file="test-1", lang="vi")[1]
    assert "A layer for tests" in vi
    assert "đơn vị hành chính từ 01/7/2025 (34 tỉnh); phòng đo đạc" in vi
    assert "giấy phép: giấy phép thử" in vi
    en = report.sources(demo.origin, boundaries_file="test-1", lang="en")[1]
    assert "the surveyors; licence: test licence" in en
    file = report.sources(demo.origin, boundaries_file="/x/communes.gpkg", lang="en")[1]
    assert file == "Map: boundaries from the file communes.gpkg."


# The command line.


def run(*arguments: str, given: str | None = None):
    return CliRunner().invoke(app, ["boundaries", *arguments], input=given)


def test_the_list_says_what_there_is_and_asks_no_network(source: Source, server: Server):
    first = run("list")
    for fact in ("A layer for tests", "test licence", "the surveyors", source.address, "no"):
        assert fact in first.output
    assert server.asked == []
    fetched.get(source)
    assert "as listed" in run("list").output


def test_get_says_what_it_will_fetch_and_makes_it_ready(source: Source):
    done = run("get")
    assert done.exit_code == 0, done.output
    before, after = done.output.split("Ready:")
    for fact in (source.address, "test licence", "1 MB", source.sha256):
        assert fact in before
    assert "--boundaries test-1" in after
    assert len(boundaries.load(LAM_DONG, file="test-1").polygons) > 100


def test_get_without_a_listed_sha256_needs_trust(listed, server: Server, archive: bytes):
    server.files["/layer.zip"] = archive
    source = listed()
    done = run("get", "--source", "test-1")
    assert done.exit_code == 1
    assert sha256(archive) in done.output
    assert "nothing here says that this is the file" in done.output
    with pytest.raises(NoData, match="not accepted"):
        boundaries.load(LAM_DONG, file="test-1")
    assert "not accepted" in run("list").output
    trusted = run("get", "--source", "test-1", "--trust")
    assert trusted.exit_code == 0
    assert sha256(archive) in trusted.output
    assert len(server.asked) == 1
    assert not fetched.usable(source).record.is_listed
    assert "accepted by you" in run("list").output


def test_an_unknown_source_is_answered_with_the_nearest(source: Source):
    done = run("get", "--source", "tset-1")
    assert isinstance(done.exception, UnknownName)
    assert "Did you mean test-1?" in str(done.exception)


def test_the_path_of_a_file_does_not_need_the_list(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(sources, "PATH", tmp_path / "none.toml")
    assert fetched.named(str(tmp_path / "xa.gpkg")) is None
    with pytest.raises(UnreadableFile, match=r"none\.toml: cannot be read"):
        fetched.named("test-1")


def test_what_boundaries_names_is_a_file_before_a_source(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    assert boundaries.resolve("test-1") == "test-1"
    assert boundaries.resolve("xa.gpkg") == str(tmp_path / "xa.gpkg")
    (tmp_path / "test-1").write_bytes(b"a file")
    assert boundaries.resolve("test-1") == str(tmp_path / "test-1")
    with pytest.raises(UnknownName, match=r"no such file, and no source 'test-2'. Did you mean"):
        boundaries.resolve("test-2")


# The list itself.


def test_the_shipped_list_is_sound_and_says_what_was_checked():
    for each in sources.load(places.DATA / "boundary_sources.toml"):
        assert each.address.startswith("https://")
        assert each.sha256 or "sha256 is not known" in each.checked or "Neither" in each.checked


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "test-1"', 'name = "Test 1"', "small letters, digits"),
        ('vintage = "2025-07"', 'vintage = "2022"', "one of 2025-06, 2025-07"),
        ('sha256 = "{sha256}"', 'sha256 = "abc"', "64 hexadecimal digits"),
        ('"{address}"', '"http://example.org/x.zip"', "an https address"),
        ('"{address}"', '"https://me:secret@example.org/x.zip"', "without a password"),
        ('"{address}"', '"https://example.org/"', "of one file"),
        ("most_mb = 2", "most_mb = 0", "a number of megabytes"),
        ("most_mb = 2", 'most_mb = "2"', "a number of megabytes"),
        ('title = "A layer for tests"', "", "a text"),
        ("size_mb", "sise_mb", "one of the keys"),
        ("'geojson/(\\d\\d)_'", "'('", "a regular expression"),
    ],
)
def test_a_wrong_entry_is_said_with_its_line(tmp_path: Path, old: str, new: str, said: str):
    assert old in LIST
    text = LIST.replace(old, new).replace("{address}", "https://example.org/x.zip")
    file = tmp_path / "list.toml"
    file.write_text(text.replace("{sha256}", ""), encoding="utf-8")
    with pytest.raises(UnreadableFile, match=said) as caught:
        sources.load(file)
    assert "list.toml, " in str(caught.value)
    assert "line " in str(caught.value) or not new


def test_two_sources_of_one_name_are_refused(tmp_path: Path):
    text = LIST.format(address="https://example.org/x.zip", sha256="", members="")
    file = tmp_path / "list.toml"
    file.write_text(text + text, encoding="utf-8")
    with pytest.raises(UnreadableFile, match="two sources 'test-1'"):
        sources.load(file)


@pytest.mark.parametrize(("content", "said"), [(b"[[", "not TOML"), (b"\xff", "cannot be read")])
def test_a_list_that_is_no_list_is_unreadable(tmp_path: Path, content: bytes, said: str):
    file = tmp_path / "list.toml"
    file.write_bytes(content)
    with pytest.raises(UnreadableFile, match=said):
        sources.load(file)


def test_an_empty_list_knows_no_name(tmp_path: Path):
    with pytest.raises(UnknownName, match="lists none"):
        sources.find("any", ())
