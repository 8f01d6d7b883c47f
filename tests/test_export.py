"""What is written is harmless, whole, labelled and the same every time."""

import base64
import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from PIL import Image, ImageChops

from mohinh.pages import export, sentences, style
from mohinh.pages.sentences import sheets
from mohinh.pages.sentences.report import Front
from mohinh.pages.sentences.table import ReportTable
from mohinh.tables import reports

EVIL = ["=HYPERLINK(1)", "<script>alert(1)</script>", "@cmd", "{{ 7*7 }}", "http://x.y", "+1"]


@pytest.fixture
def table() -> ReportTable:
    frame = pd.DataFrame(
        {
            "name": EVIL,
            "areas_count": pd.array([10349, 1, 2, 3, None, 5], dtype="Int64"),
            "share": [0.726, 0.0, 1.0, None, 0.5, 1 / 3],
        }
    )
    headings = {"name": "<b>Tên</b>", "areas_count": "=Số", "share": "Tỷ lệ"}
    formats = {"areas_count": "count", "share": "share"}
    return ReportTable("<i>Bảng</i>", frame, headings, "vi", formats)


@pytest.fixture
def front() -> Front:
    return Front("<u>Tiêu đề</u>", "DỮ LIỆU GIẢ LẬP", ("giới hạn",), ("nguồn",), "mohinh run")


def section_with(table, folder, *, name="20_coverage", is_made_up=True) -> export.Section:
    section = export.Section(name, lang="vi", out=str(folder), is_made_up=is_made_up)
    section.say("<img src=x onerror=alert(1)>", "", "Hai.")
    fig, ax = style.figure(8, 6)
    ax.plot([0, 1], [0, 1])
    section.figure(fig, "line", alt='một "đường"')
    plt.close(fig)
    section.table(table, "evil")
    return section


def test_numbers_are_printed_in_the_readers_format(table):
    printed = table.printed()
    assert printed["=Số"].tolist() == ["10.349", "1", "2", "3", "–", "5"]
    assert printed["Tỷ lệ"].tolist()[:4] == ["72,6\u00a0%", "0,0\u00a0%", "100,0\u00a0%", "–"]


def test_a_long_table_says_what_it_leaves_out():
    frame = pd.DataFrame({"n": range(50)})
    long = ReportTable("t", frame, {"n": "N"}, "vi", {"n": "count"})
    assert len(long.printed()) == 40
    assert long.more() == "… và 10 dòng nữa, xem tệp bảng"


def test_a_text_that_rows_share_is_printed_once_and_kept_in_the_file():
    frame = pd.DataFrame({"id": ["A", "A", "B", "B"], "what": ["x", "x", "x", "y"]})
    shown = ReportTable("t", frame, {"id": "Mã", "what": "Việc"}, "vi", once=("what",))
    assert shown.printed()["Việc"].tolist() == ["x", "", "x", "y"]
    assert shown.frame["what"].tolist() == ["x", "x", "x", "y"]


@pytest.mark.parametrize(
    ("ids", "look"), [(["T001", "T002"], "coded named"), (["Liên gia tự quản"] * 2, "wide")]
)
def test_a_column_of_codes_leaves_the_room_of_a_page_to_what_they_stand_for(
    tmp_path, front, ids, look
):
    frame = pd.DataFrame(
        {"id": ids, "what": "Việc phải làm, nói cho rõ"} | dict.fromkeys("abc", "–")
    )
    section = export.Section("20_coverage", lang="vi", out=str(tmp_path))
    section.table(ReportTable("t", frame, {name: name for name in frame}, "vi"), "coded")
    section.close()
    export.assemble(
        front, out=str(tmp_path), lang="vi", sections={"20_coverage": ("a", "a")}, opening=""
    )
    assert f'<table class="{look}">' in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_a_table_of_many_columns_keeps_intervals_whole_and_gives_words_room(tmp_path, front):
    """Twelve columns: smaller print, an interval's ends on one line, no column of one word a line
    where there are several words."""
    names = [f"c{at}" for at in range(12)]
    row = dict.fromkeys(names, "4/6") | {
        "c0": "Liên gia tự quản", "c1": "chưa đủ căn cứ", "c3": "0,89 (0,82 đến 0,97)",
    }  # fmt: skip
    section = export.Section("20_coverage", lang="vi", out=str(tmp_path))
    frame = pd.DataFrame([row, row])
    section.table(ReportTable("t", frame, {name: name for name in names}, "vi"), "many")
    section.close()
    export.assemble(
        front, out=str(tmp_path), lang="vi", sections={"20_coverage": ("a", "a")}, opening=""
    )
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert '<table class="wide dense many">' in page
    assert '<td class="w">chưa đủ căn cứ</td>' in page
    assert '<td class="w">0,89 (0,82\u00a0đến\u00a00,97)</td>' in page
    assert "<td>4/6</td>" in page
    assert "\u00a0" not in (tmp_path / "tables/many.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "unbroken"),
    [
        ("1 (−3 to 4)", "1 (−3\u00a0to\u00a04)"),
        ("Nơi so sánh (cùng xã)", "Nơi so sánh (cùng xã)"),
        ("(1 and a remark that is far too long for a line)",) * 2,
    ],
)
def test_only_numbers_in_brackets_are_kept_on_one_line(text, unbroken):
    assert export.page.unbroken(text) == unbroken


def test_nothing_is_written_where_no_folder_is_named(table, tmp_path, monkeypatch, front):
    monkeypatch.chdir(tmp_path)
    section = section_with(table, "")
    section.close()
    assert export.assemble(front, out="", lang="vi") == ()
    assert list(tmp_path.iterdir()) == []


def test_a_section_names_every_file_it_made_with_its_fingerprint(table, tmp_path):
    section_with(table, tmp_path).close()
    written = json.loads((tmp_path / "sections/20_coverage.json").read_text(encoding="utf-8"))
    assert set(written["files"]) == {
        "figures/line.png", "figures/line.svg", "figures/line.webp", "tables/evil.csv",
    }  # fmt: skip


def test_no_section_is_written_before_it_is_closed(table, tmp_path):
    section_with(table, tmp_path)
    assert not (tmp_path / "sections").exists()


def test_a_csv_keeps_values_disarms_formulas_and_says_that_it_is_made_up(table, tmp_path):
    section_with(table, tmp_path)
    with (tmp_path / "tables/evil.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["<b>Tên</b>", "'=Số", "Tỷ lệ", "Giả lập"]
    assert [row["<b>Tên</b>"] for row in rows][:3] == ["'=HYPERLINK(1)", EVIL[1], "'@cmd"]
    assert rows[0]["'=Số"] == "10349"
    assert rows[0]["Tỷ lệ"] == "0.726"
    assert rows[4]["'=Số"] == ""
    assert {row["Giả lập"] for row in rows} == {"có"}


def test_public_figures_are_not_called_made_up_where_the_microdata_are(tmp_path):
    public = ReportTable.of_text("t", pd.DataFrame({"Nguồn": ["BT-2022"]}), lang="vi")
    section = export.Section("80_published", lang="vi", out=str(tmp_path), is_made_up=True)
    section.table(public, "sources")
    assert "Giả lập" not in (tmp_path / "tables/sources.csv").read_text(encoding="utf-8-sig")


def test_a_file_has_the_columns_that_have_a_heading_each_under_one_of_its_own():
    frame = pd.DataFrame({"low": [1], "high": [2], "least": [3], "code": ["a"], "hidden": ["b"]})
    headings = {"low": "từ", "high": "đến", "least": "từ"}
    table = ReportTable("t", frame, headings, "vi", kept={"code": "Mã"})
    assert list(table.filed(is_made_up=False)) == ["từ", "đến", "từ (2)", "Mã"]


def test_a_csv_of_real_data_has_no_such_column(table, tmp_path):
    section_with(table, tmp_path, is_made_up=False)
    head = (tmp_path / "tables/evil.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert "Giả lập" not in head


def test_the_workbook_holds_no_formula_and_no_link(table, tmp_path, front):
    section_with(table, tmp_path).close()
    export.assemble(front, out=str(tmp_path), lang="vi")
    with zipfile.ZipFile(tmp_path / "tables.xlsx") as archive:
        sheets = [archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/s")]
    assert len(sheets) == 3
    for sheet in sheets:
        assert b"<f>" not in sheet
        assert b"hyperlink" not in sheet


def test_the_page_escapes_all_text_and_loads_nothing(table, tmp_path, front):
    section_with(table, tmp_path).close()
    export.assemble(front, out=str(tmp_path), lang="vi")
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "onerror=alert(1)&gt;" in page
    assert "<b>Tên</b>" not in page
    assert "{{ 7*7 }}" in page.replace("\u00a0", " ")
    assert "<u>Tiêu" not in page
    assert 'src="http' not in page
    assert "default-src 'none'" in page
    assert 'lang="vi"' in page


def test_the_page_holds_the_very_pixels_of_the_png_and_their_size(table, tmp_path, front):
    section_with(table, tmp_path).close()
    export.assemble(front, out=str(tmp_path), lang="vi")
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    held = re.findall(r'src="data:image/webp;base64,([^"]+)" width="(\d+)" height="(\d+)"', page)
    assert len(held) == 1
    light = Image.open(io.BytesIO(base64.b64decode(held[0][0])))
    whole = Image.open(tmp_path / "figures/line.png")
    assert whole.mode == light.mode == "RGB"
    assert ImageChops.difference(light, whole).getbbox() is None
    assert light.size == whole.size == (int(held[0][1]), int(held[0][2]))
    assert 'href="figures/line.svg"' in page


def test_a_section_that_failed_is_said_in_its_place(table, tmp_path, front):
    section_with(table, tmp_path).close()
    missing = export.assemble(front, out=str(tmp_path), lang="vi")
    assert missing == (
        "30_rates", "35_clusters", "40_effects", "50_lifecycle", "60_targets", "70_siting",
        "80_published", "10_data_quality",
    )  # fmt: skip
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert page.count("Phần này chưa chạy được") == 8


@pytest.mark.parametrize(
    ("lang", "failed", "not_asked"),
    [
        ("vi", "Phần này chưa chạy được", "Lần chạy này không yêu cầu phần này"),
        ("en", "This part could not be run", "This run was not asked for this part"),
    ],
)
def test_sections_that_were_not_asked_for_are_not_said_to_have_failed(
    table, tmp_path, front, lang, failed, not_asked
):
    section_with(table, tmp_path).close()
    asked = ["20_coverage", "40_effects"]
    missing = export.assemble(front, out=str(tmp_path), lang=lang, only=asked)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert missing == ("40_effects",)
    assert page.count(failed) == 1
    assert page.count(not_asked) == 7
    assert "notebooks/30_rates.ipynb" not in page


def test_the_same_content_gives_the_same_bytes(table, tmp_path, front):
    for name in ("one", "two"):
        section_with(table, tmp_path / name).close()
        export.assemble(front, out=str(tmp_path / name), lang="vi")
    files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*.*"))
    assert len(files) == 9
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_a_section_with_nothing_to_show_leaves_out_figures_tables_and_words(table, tmp_path):
    section = export.Section("40_effects", lang="vi", out=str(tmp_path), is_made_up=True)
    section.say("Chưa so sánh được.")
    section.leave_out_the_rest(where=False)
    section.say("Vì không có báo cáo.")
    section.leave_out_the_rest(where=True)
    fig, _ = style.figure(8, 6)
    section.figure(fig, "empty", alt="x")
    assert not plt.fignum_exists(fig.number)
    assert section.table(table, "empty") is None
    section.say("Thừa.")
    section.close()
    content = json.loads((tmp_path / "sections" / "40_effects.json").read_text(encoding="utf-8"))
    assert [block["text"] for block in content["blocks"]] == [
        "Chưa so sánh được.", "Vì không có báo cáo.",
    ]  # fmt: skip
    assert content["files"] == {}


def test_the_front_page_repeats_the_finding_of_a_section_that_came_to_its_end(tmp_path):
    section = export.Section("40_effects", lang="vi", out=str(tmp_path))
    section.finding("Chưa đủ căn cứ.")
    assert export.finding_of("40_effects", out=str(tmp_path)) is None
    section.close()
    assert export.finding_of("40_effects", out=str(tmp_path)) == "Chưa đủ căn cứ."
    assert export.finding_of("40_effects", out="") is None


def test_the_front_page_takes_the_three_offers_that_matter_by_urgency_then_by_section(tmp_path):
    offered = {"50_lifecycle": "look", "60_targets": "act", "70_siting": "know",
               "80_published": "look"}  # fmt: skip
    for name, urgency in offered.items():
        section = export.Section(name, lang="vi", out=str(tmp_path))
        section.finding(name, "", urgency=urgency)
        section.close()
    offers = export.offers(out=str(tmp_path))
    assert {offer.notebook: offer.urgency for offer in offers} == offered
    chosen = sentences.report.that_matter(offers)
    assert chosen == ["60_targets", "50_lifecycle", "80_published"]
    assert sentences.report.that_matter(offers[:1], most=0) == []


def test_the_front_page_numbers_its_findings_and_lists_below_them_what_else_to_know(
    tmp_path, front
):
    section = export.Section("90_province_report", lang="vi", out=str(tmp_path))
    section.say("Một & hai.", "")
    section.say("Ba.")
    assert section.say_also(["Bốn.", "", "Năm."]).data == "Bốn.\n\nNăm."
    section.close()
    export.assemble(front, out=str(tmp_path), lang="vi")
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    box = page.split('<div class="findings">')[1].split("</div>")[0]
    assert re.findall(r"<(ol|h3|ul|li)>([^<]*)", box) == [
        ("ol", "\n"), ("li", "Một &amp; hai."), ("li", "Ba."),
        ("h3", "Ngoài ra"), ("ul", "\n"), ("li", "Bốn."), ("li", "Năm."),
    ]  # fmt: skip


def test_sentences_said_each_are_paragraphs_of_their_own(tmp_path):
    section = export.Section("90_province_report", lang="vi", out=str(tmp_path))
    assert section.say_each(["Một.", "Hai."]).data == "Một.\n\nHai."
    section.close()
    path = tmp_path / "sections" / "90_province_report.json"
    blocks = json.loads(path.read_text(encoding="utf-8"))["blocks"]
    assert [block["text"] for block in blocks] == ["Một.", "Hai."]


def test_a_section_without_a_finding_or_that_failed_offers_nothing(tmp_path):
    export.Section("50_lifecycle", lang="vi", out=str(tmp_path)).close()
    assert sentences.report.that_matter(export.offers(out=str(tmp_path))) == []
    assert export.offers(out="") == []


def test_a_folded_table_is_whole_on_the_page_and_in_its_file(table, tmp_path, front):
    section = export.Section("20_coverage", lang="vi", out=str(tmp_path))
    section.table(replace(table, title="Bảng gập", is_folded=True), "folded")
    section.close()
    export.assemble(front, out=str(tmp_path), lang="vi")
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "<details><summary>Bảng gập (bấm để mở)</summary>" in page
    assert page.count("</details>") == 1
    assert "10.349" in page
    assert "10349" in (tmp_path / "tables" / "folded.csv").read_text(encoding="utf-8")


def test_a_sheet_says_below_its_rows_what_its_numbers_are(table, tmp_path, front):
    section_with(replace(table, note="Làm tròn đến 5."), tmp_path).close()
    export.assemble(front, out=str(tmp_path), lang="vi")
    sheet = openpyxl.load_workbook(tmp_path / "tables.xlsx")["evil"]
    below = [row[0] for row in sheet.iter_rows(min_row=len(EVIL) + 2, values_only=True)]
    assert below == [None, "Làm tròn đến 5.", "DỮ LIỆU GIẢ LẬP"]
    widths = [one.width for name, one in sheet.column_dimensions.items() if name != "A"]
    assert max(widths) < 13  # 0.3333333333333333 is seen as 33.3%


def test_a_table_without_rows_is_said_to_have_none_and_leaves_neither_file_nor_sheet(
    table, tmp_path, front
):
    section = export.Section("20_coverage", lang="vi", out=str(tmp_path))
    section.table(replace(table, title="Bảng rỗng", frame=table.frame.head(0)), "rates_communes")
    section.close()
    export.assemble(front, out=str(tmp_path), lang="vi")
    assert not (tmp_path / "tables").exists()
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    assert book.sheetnames == ["Mục lục", "Định nghĩa"]
    listed = list(book["Mục lục"].iter_rows(values_only=True))[-1]
    assert listed == ("Tỷ suất theo xã", "Bảng rỗng: không có")
    assert "không có." in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_rows_of_communes_are_left_only_where_there_are_some(tmp_path):
    section = export.Section("60_targets", lang="vi", out=str(tmp_path))
    empty = {name: reports.schema(name) for name in ("communes_targets", "coverage")}
    for name, schema in empty.items():
        columns = [field["name"] for field in schema["fields"]]
        section.data(pd.DataFrame(columns=columns, dtype="str"), name)
    assert [path.stem for path in (tmp_path / "data").iterdir()] == ["coverage"]


def test_every_table_of_a_notebook_has_a_sheet_with_a_name_of_its_own_in_both_languages():
    notebooks = Path(__file__).parents[1] / "notebooks"
    sources = [path.read_text(encoding="utf-8") for path in notebooks.glob("[0-9]*.ipynb")]
    cells = [cell for text in sources for cell in json.loads(text)["cells"]]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    pattern = r'section\.table\([^"]*"(\w+)"'
    names = {name for source in code for name in re.findall(pattern, source)}
    assert names == set(sheets.NAMES)
    for lang in ("vi", "en"):
        shown = [sheets.sheet_name(name, lang=lang) for name in sheets.NAMES]
        shown += [sentences.definitions.TITLE[lang == "en"], "Mục lục", "Contents"]
        assert len({name.lower() for name in shown}) == len(shown)
        assert all(
            len(name) <= sheets.MOST and not re.search(r"[][:*?/\\']", name) for name in shown
        )


def test_a_sheet_is_named_in_the_readers_language_and_told_which_file_it_is(table, tmp_path, front):
    section = export.Section("20_coverage", lang="vi", out=str(tmp_path))
    section.table(table, "rates_communes")
    section.close()
    export.assemble(front, out=str(tmp_path), lang="vi")
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    assert book.sheetnames == ["Mục lục", "Định nghĩa", "Tỷ suất theo xã"]
    told = list(book["Định nghĩa"].iter_rows(values_only=True))
    assert told[-2:] == [
        ("Trang tính", "Bảng", "Tệp CSV"),
        ("Tỷ suất theo xã", table.title, "tables/rates_communes.csv"),
    ]


@pytest.mark.parametrize(("lang", "first"), [("vi", "Mục lục"), ("en", "Contents")])
def test_the_workbook_says_what_its_words_mean_in_the_readers_language(
    table, tmp_path, front, lang, first
):
    section_with(table, tmp_path).close()
    export.assemble(front, out=str(tmp_path), lang=lang)
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    assert book.sheetnames[:2] == [first, sentences.definitions.TITLE[lang == "en"]]
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    assert rows[0] == tuple(label[lang == "en"] for label in sentences.definitions.HEADINGS)
    assert len(rows) > 20
    assert all(text and text.strip() for row in rows for text in row)
    has_vi = re.compile(r"[ăâđêôơưạảấầẩậắằẳặẹẻẽếềểệỉịọỏốồổộớờởợụủứừửựỳỵỷỹ]")
    told = [has_vi.search(row[1]) for row in rows[1:14]]
    assert all(told) if lang == "vi" else not any(told)
