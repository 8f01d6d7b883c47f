"""The index: every province with its state, nothing ranked, nothing that could harm."""

import json
import re
from html.parser import HTMLParser

import pytest

from mohinh.commands import indexing
from mohinh.tables import reports, units
from mohinh.tables.reports import Told
from mohinh.words.terms import Period
from mohinh.words.text import fold
from reports_made import coverage_row, effect_row, write_report

ABOUT = {"period": Period.parse("2022"), "vintage": "2025-06", "lang": "vi"}


class Cells(HTMLParser):
    """Text of each row of the page's table, and the addresses of all links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[str] = []
        self.links: list[str] = []
        self._is_in = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self._is_in = True
            self.rows.append("")
        if tag == "a":
            self.links.append(dict(attrs).get("href", ""))

    def handle_endtag(self, tag):
        self._is_in &= tag != "tr"

    def handle_data(self, data):
        if self._is_in:
            self.rows[-1] += f" {data.strip()}"

    def row(self, name: str) -> str:
        return next(" ".join(row.split()) for row in self.rows if name in row)


def report(folder, code, share=50, **options):
    return write_report(
        folder, code, coverage=[coverage_row(code, share, 10, 100)],
        effects=[effect_row(code, -0.1, 0.05)], **options,
    )  # fmt: skip


def written(folder, told=None, **about) -> str:
    index = indexing.write(folder, told or {}, **(ABOUT | about))
    return index.read_text(encoding="utf-8")


def test_every_province_stands_in_the_order_of_its_code_with_its_state(tmp_path):
    report(tmp_path, "60")
    report(tmp_path, "62", failed=["40_effects"])
    page = Cells(written(tmp_path, {"24": Told("NoData: sheet missing"), "60": Told()}))
    codes = [re.search(r" (\d\d) ", row)[1] for row in page.rows[1:]]
    assert codes == sorted(units.provinces("2025-06")["province_code"])
    assert "xong" in page.row("Bình Thuận")
    assert "có phần chạy lỗi" in page.row("Kon Tum")
    assert "lần chạy cuối không làm được" in page.row("Bắc Giang")
    assert "chưa có báo cáo" in page.row("Cao Bằng")


def test_figures_come_with_their_intervals_and_what_is_not_known_is_a_dash(tmp_path):
    report(tmp_path, "60")
    page = Cells(written(tmp_path))
    row = page.row("Bình Thuận")
    assert "50,0\u00a0% 50,0\u00a0% – 60,0\u00a0%".replace("\u00a0", " ") in row.replace(
        "\u00a0", " "
    )
    assert "0,90 0,82–1,00 2 –" in row
    assert "0,0" not in page.row("Cao Bằng")


def test_what_failed_is_said_with_its_cell_and_reason_until_a_later_run(tmp_path):
    place = report(tmp_path, "62", failed=["40_effects"])
    content = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    for one in content["notebooks"]:
        if one["status"] != "done":
            one |= {"cell": 7, "error": "ValueError: bad <b>"}
    (place / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    page = written(tmp_path, {"24": Told("no sheet ‘KET_QUA’")})
    assert "sổ tay 40_effects, ô 7: <bdi>ValueError: bad &lt;b&gt;</bdi>" in page
    assert "no sheet ‘KET_QUA’" in written(tmp_path)
    assert "KET_QUA" not in written(tmp_path, {"24": Told()})


def test_nothing_failed_is_said_too(tmp_path):
    report(tmp_path, "60")
    assert "Không có phần nào chạy lỗi" in written(tmp_path)


def test_unchanged_is_said_of_the_last_run_alone(tmp_path):
    report(tmp_path, "60")
    told = {"60": Told(is_kept=True)}
    assert "lần chạy cuối không có gì đổi" in Cells(written(tmp_path, told)).row("Bình Thuận")


def test_a_changed_file_makes_a_report_unusable_and_its_figures_do_not_count(tmp_path):
    place = report(tmp_path, "60")
    with (place / "data/coverage.csv").open("a") as stream:
        stream.write("\n")
    page = Cells(written(tmp_path))
    assert "không dùng được" in page.row("Bình Thuận")
    assert "50,0" not in page.row("Bình Thuận")


def test_completeness_is_shown_where_a_report_leaves_it(tmp_path):
    place = report(tmp_path, "60")
    from mohinh.tables import files

    table = place / "data/completeness.csv"
    table.write_text("province_code,expected_count,received_count,share\n60,8,7,0.875\n")
    content = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    content["files"]["data/completeness.csv"] = files.sha256(table)
    (place / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    assert "87,5" in Cells(written(tmp_path)).row("Bình Thuận")


def test_it_says_that_it_ranks_nothing_and_sorts_by_no_size(tmp_path):
    report(tmp_path, "60", share=10)
    report(tmp_path, "62", share=90)
    page = written(tmp_path)
    assert "không xếp hạng: nơi các khoảng chồng lên nhau" in page
    assert "DỮ LIỆU GIẢ LẬP" in page
    rows = Cells(page).rows
    assert [n for n, row in enumerate(rows) if "Bình Thuận" in row] < [
        n for n, row in enumerate(rows) if "Kon Tum" in row
    ]


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "x\u202egnp.exe", "a b&c'\"", "..%2f..%2fx", "javascript:1"],
)
def test_names_of_folders_and_provinces_are_harmless(tmp_path, name):
    slot = tmp_path / name.replace("/", "∕") / "2022"
    whole = report(tmp_path, "60", name=name)
    slot.parent.mkdir()
    whole.rename(slot)
    (slot / "index.html").write_text("")
    (tmp_path / name.replace("/", "∕") / "old").mkdir()
    (tmp_path / name.replace("/", "∕") / "old" / "index.html").write_text("")
    page = written(tmp_path, {"62": Told(f"bad {name}")})
    assert page.count("<script") == 1
    assert "alert(1)<" not in page
    assert "\u202e" not in page
    for link in Cells(page).links:
        assert link.startswith(("#", "./"))
        assert not re.search(r"[<>\"'\s:]", link)
    assert "Bình Thuận" in page


def test_only_the_page_s_own_script_may_run_and_nothing_is_loaded(tmp_path):
    page = written(tmp_path)
    assert re.search(r"default-src 'none'; img-src data:; .*script-src 'sha256-[\w+/=]{44}'", page)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)
    assert "onclick" not in page


def test_every_name_is_searched_for_as_it_is_folded(tmp_path):
    page = written(tmp_path)
    for name in units.provinces("2025-06")["province_name"]:
        assert f'data-name="{fold(name)}"' in page


def test_it_is_in_the_language_asked_for_and_leads_to_reports_in_it(tmp_path):
    (report(tmp_path, "60", lang="en") / "index.html").write_text("")
    english, vietnamese = written(tmp_path, lang="en"), written(tmp_path)
    assert 'lang="en"' in english
    assert "Reports of the provinces, 2022" in english
    assert "done" in Cells(english).row("Bình Thuận")
    assert "Báo cáo (en)" in Cells(vietnamese).row("Bình Thuận")
    report(tmp_path, "60")
    assert "Báo cáo (en)" not in written(tmp_path)


def test_a_report_in_both_languages_is_linked_in_both(tmp_path):
    places = {lang: report(tmp_path, "60", lang=lang) for lang in ("vi", "en")}
    for place in places.values():
        for file in ("index.html", "report.pdf", "report.docx"):
            (place / file).write_text("")
    linked = [link for link in Cells(written(tmp_path)).links if "2022" in link]
    vi, en = (f"./{places[lang].parent.name}/{places[lang].name}/" for lang in ("vi", "en"))
    files = [f"{vi}index.html", f"{en}index.html", f"{vi}report.pdf", f"{vi}report.docx"]
    assert linked == [f"{vi}index.html", *files]
    assert "2022-en/index.html" in written(tmp_path, lang="en")
    assert "in Vietnamese" in written(tmp_path, lang="en")


def test_reports_of_other_periods_are_named_and_not_used(tmp_path):
    report(tmp_path, "60", period="2021")
    page = written(tmp_path)
    assert "báo cáo của kỳ khác" in page
    assert "chưa có báo cáo" in Cells(page).row("Bình Thuận")


def test_the_national_page_is_led_to_and_its_map_shown_smaller(tmp_path):
    from PIL import Image

    place = tmp_path / "national" / "2022"
    (place / "figures").mkdir(parents=True)
    Image.new("RGB", (1400, 1600), "#1d5c86").save(place / "figures/national_map.png")
    (place / "index.html").write_text("")
    content = {"is_national": True, "period": "2022", "vintage": "2025-06", "notebooks": []}
    (place / "manifest.json").write_text(json.dumps(content))
    page = written(tmp_path)
    assert "./national/2022/index.html" in Cells(page).links
    assert "data:image/webp;base64," in page
    assert "national" not in {
        one.folder for one in reports.standings(tmp_path, refused={}, **ABOUT)
    }


def test_a_national_page_that_failed_is_among_what_failed(tmp_path):
    page = written(tmp_path, {reports.NATION: Told("RuntimeError: x")})
    assert "<strong>Trang cả nước</strong>: <bdi>RuntimeError: x</bdi>" in page
    assert "mohinh run --all sẽ làm" in page


def test_a_note_that_cannot_be_read_is_as_none(tmp_path):
    (tmp_path / ".told.json").write_text("{")
    assert "chưa có báo cáo" in Cells(written(tmp_path)).row("Bình Thuận")


def test_an_index_that_would_say_the_same_is_left_as_it_is(tmp_path):
    report(tmp_path, "60")
    written(tmp_path, {"60": Told()})
    before = (tmp_path / "index.html").stat().st_mtime_ns
    written(tmp_path, {"60": Told(is_kept=True)})
    assert (tmp_path / "index.html").stat().st_mtime_ns == before
    report(tmp_path, "62")
    written(tmp_path)
    assert (tmp_path / "index.html").stat().st_mtime_ns != before
