"""On paper a report is real text, whole, numbered and harmless, and the same bytes each time."""

import io
import zipfile
from dataclasses import replace

import docx
import pandas as pd
import pypdf
import pytest
from docx.oxml.ns import qn
from matplotlib import pyplot as plt

from mohinh.pages import export, style
from mohinh.pages.export import paper
from mohinh.pages.export import pdf as pdf_of
from mohinh.pages.sentences.report import SECTIONS, WORDS, Front
from mohinh.pages.sentences.table import ReportTable

EVIL = (
    "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "../../x", "#emph[x] $x$ @ref <label>",
    "{{ 7*7 }}", "\u202egnol", "x" * 500, "http://x.y", "*_`\\",
)  # fmt: skip
TITLE = "Mô hình ở tỉnh Bình Thuận, năm 2022"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A report with one section that has all kinds of blocks; the others failed."""
    made = tmp_path_factory.mktemp("report")
    write_report(made)
    return made


def write_report(made):
    section = export.Section("20_coverage", lang="vi", out=str(made), is_made_up=True)
    section.say("Phường Phủ Hà có độ phủ 72,6 %.")
    fig, ax = style.figure(18, 6)
    ax.plot([0, 1], [0, 1])
    section.figure(fig, "line", alt='một "đường" <b>')
    plt.close(fig)
    section.table(table(EVIL), "evil")
    section.table(table([f"xã số {place}" for place in range(50)]), "long")
    section.table(table(["gấp"], is_folded=True), "folded")
    section.table(table([]), "empty")
    section.close()
    front = Front(TITLE, "DỮ LIỆU GIẢ LẬP. Do máy tạo.", ("giới hạn",), ("nguồn",), "mohinh run")
    export.assemble(front, out=str(made), lang="vi")


def table(names, **options) -> ReportTable:
    frame = pd.DataFrame({"name": list(names), "count": range(1, len(names) + 1)})
    frame = frame.astype({"count": "Int64"})
    headings = {"name": "Tên đơn vị", "count": "Số khu dân cư"}
    return ReportTable("Bảng thử", frame, headings, "vi", {"count": "count"}, **options)


@pytest.fixture(scope="module")
def pdf(folder) -> pypdf.PdfReader:
    return pypdf.PdfReader(folder / "report.pdf")


@pytest.fixture(scope="module")
def book(folder):
    return docx.Document(str(folder / "report.docx"))


def words(text: str) -> str:
    """Text without white space, which lines and columns break at will."""
    return "".join(text.split())


def text_of(pdf: pypdf.PdfReader) -> str:
    return words("".join(page.extract_text() for page in pdf.pages))


def test_the_pdf_is_real_vietnamese_text(pdf):
    assert words("Phường Phủ Hà có độ phủ 72,6 %.") in text_of(pdf)
    assert pdf.metadata.title == TITLE


def test_every_section_of_the_pdf_is_a_bookmark(pdf):
    titles = [mark.title for mark in pdf.outline if not isinstance(mark, list)]
    ends = [WORDS[key][0] for key in ("limits", "rerun")]
    assert titles[-len(SECTIONS) - 2 :] == [label[0] for label in SECTIONS.values()] + ends


def test_every_page_of_the_pdf_has_its_number_and_all_but_the_first_say_made_up(pdf):
    count = len(pdf.pages)
    for number, page in enumerate(pdf.pages, start=1):
        text = page.extract_text()
        assert f"{number} / {count}" in text
        assert "DỮ LIỆU GIẢ LẬP" in text


def test_the_fonts_of_the_pdf_are_in_it(pdf):
    fonts = {}
    for page in pdf.pages:
        fonts |= {str(key): font.get_object() for key, font in page["/Resources"]["/Font"].items()}
    assert fonts
    for font in fonts.values():
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in described.get_object()


def test_the_pdf_is_tagged_for_screen_readers_and_names_its_language(pdf):
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi"
    assert 'một "đường" <b>' in alternatives(root["/StructTreeRoot"])


def alternatives(node) -> list[str]:
    """The alternative texts below a node of a PDF's structure."""
    found, waiting = [], [node]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            found += [str(one["/Alt"])] if "/Alt" in one else []
            waiting += [one["/K"]] if "/K" in one else []
    return found


def test_evil_text_stands_in_the_pdf_as_it_is(pdf):
    text = text_of(pdf)
    for evil in EVIL:
        assert words(evil.replace("\u202e", "")) in text


def test_the_pdf_runs_nothing_and_leads_nowhere(pdf):
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(pdf.trailer["/Root"])
    assert "/JavaScript" not in pdf.trailer["/Root"].get("/Names", {})
    for page in pdf.pages:
        for note in page.get("/Annots", []):
            assert "/URI" not in str(note.get_object())


def test_paper_says_where_the_rows_are_that_it_leaves_out(pdf, book):
    said = "Còn 38 dòng, trong tệp tables.xlsx, trang tính “long”."
    folded = "Bảng thử: 1 dòng, trong tệp tables.xlsx, trang tính “folded”."
    paragraphs = [paragraph.text for paragraph in book.paragraphs]
    for sentence in (folded, "Bảng thử: không có."):
        assert words(sentence) in text_of(pdf)
        assert sentence in paragraphs
    assert words(said) in text_of(pdf)
    assert "xã số 12" not in text_of(pdf)


def test_the_document_has_the_rows_that_the_page_has(book):
    cells = [cell.text for cell in book.tables[1].columns[0].cells]
    assert "xã số 39" in cells
    assert "xã số 40" not in cells
    said = "Còn 10 dòng, trong tệp tables.xlsx, trang tính “long”."
    assert said in [paragraph.text for paragraph in book.paragraphs]


def test_a_pdf_that_would_be_too_long_has_fewer_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf_of, "MOST_PAGES", 1)
    write_report(tmp_path)
    text = text_of(pypdf.PdfReader(tmp_path / "report.pdf"))
    assert words("Còn 47 dòng, trong tệp tables.xlsx") in text


def test_a_table_of_up_to_28_rows_and_one_with_three_more_than_the_limit_are_whole():
    rows = paper.Rows(whole=28, most=30)
    assert [rows.of(block_of(count)) for count in (28, 33, 34)] == [28, 33, 30]
    assert paper.Rows(whole=5, most=3).of(block_of(40)) == 3
    assert paper.Rows(whole=5, most=3).of(block_of(40, is_whole=True)) == 40


def block_of(count: int, *, is_whole: bool = False) -> dict[str, object]:
    """A table whose page has all its rows."""
    rows = [["x"]] * count
    return {"rows": rows, "sheet": {"rows": rows}, "is_whole": is_whole}


def test_each_step_leaves_a_table_no_more_rows_than_the_one_before():
    for count in (5, 18, 29, 60):
        shown = [step.of(block_of(count)) for step in pdf_of.STEPS]
        assert shown == sorted(shown, reverse=True)


def test_text_after_a_figure_that_does_not_fit_fills_the_page_before_it(tmp_path):
    pages = pages_with_a_tall_figure(tmp_path, after="Câu đứng sau hình.")
    (said,) = [at for at, page in enumerate(pages) if words("Câu đứng sau hình.") in page]
    (drawn,) = [at for at, page in enumerate(pages) if "Hình1" in page]
    assert said == drawn - 1


def test_a_figure_stays_in_its_section(tmp_path):
    pages = pages_with_a_tall_figure(tmp_path, after="Câu đứng sau hình.")
    heading = words(SECTIONS["30_rates"][0])
    (drawn,) = [at for at, page in enumerate(pages) if "Hình1" in page]
    begins = [at for at, page in enumerate(pages) if heading in page][-1]
    assert begins >= drawn


def pages_with_a_tall_figure(made, *, after: str) -> list[str]:
    """The text of each page of a report in which a figure does not fit where its section has it."""
    section = export.Section("20_coverage", lang="vi", out=str(made))
    section.say_each([f"Câu số {place}." for place in range(8)])
    fig, _ = style.figure(18, 20)
    section.figure(fig, "tall", alt="hình cao")
    section.say(after)
    section.close()
    export.assemble(Front(TITLE, "", (), (), "mohinh run"), out=str(made), lang="vi")
    return [words(page.extract_text()) for page in pypdf.PdfReader(made / "report.pdf").pages]


def test_the_front_numbers_its_findings_and_lists_below_them_what_else_to_know(tmp_path):
    section = export.Section("90_province_report", lang="vi", out=str(tmp_path))
    section.say("Điều một.")
    section.say("Điều hai.")
    section.say_also(["Còn #emph[x]."])
    section.close()
    export.assemble(Front(TITLE, "", (), (), "mohinh run"), out=str(tmp_path), lang="vi")
    text = text_of(pypdf.PdfReader(tmp_path / "report.pdf"))
    assert words("1. Điều một. 2. Điều hai. Ngoài ra • Còn #emph[x].") in text
    found = docx.Document(str(tmp_path / "report.docx")).paragraphs
    styles = {one.text: one.style.name for one in found}
    assert styles["Điều một."] == styles["Điều hai."] == "List Number"
    assert (styles["Ngoài ra"], styles["Còn #emph[x]."]) == ("Heading 3", "List Bullet")


def test_a_single_row_is_not_left_on_the_next_page(tmp_path):
    for count in range(21, 24):
        section = export.Section("20_coverage", lang="vi", out=str(tmp_path))
        fig, _ = style.figure(18, 8)
        section.figure(fig, "third", alt="hình")
        rows = replace(table([f"dòng {place}." for place in range(count)]), note="Ghi chú cuối.")
        section.table(rows, "rows")
        section.close()
        export.assemble(Front(TITLE, "", (), (), "mohinh run"), out=str(tmp_path), lang="vi")
        pages = [
            words(page.extract_text()) for page in pypdf.PdfReader(tmp_path / "report.pdf").pages
        ]
        with_rows = [page for page in pages if "dòng" in page]
        assert words(f"dòng {count - 1}.") in with_rows[-1]
        assert len(with_rows) == 2
        assert with_rows[-1].count("dòng") == 3
        assert words("Ghi chú cuối.") in with_rows[-1]


def test_the_document_has_headings_and_numbered_captions(book):
    headings = [one.text for one in book.paragraphs if one.style.name == "Heading 1"]
    assert headings[: len(SECTIONS)] == [label[0] for label in SECTIONS.values()]
    captions = [one for one in book.paragraphs if one.style.name == "Caption"]
    assert [shown(one) for one in captions] == [
        'Hình 1. một "đường" <b>', "Bảng 1. Bảng thử", "Bảng 2. Bảng thử",
    ]  # fmt: skip
    fields = [field.get(qn("w:instr")) for one in captions for field in one._p.iter(FIELD)]
    assert fields == ["SEQ Hình \\* ARABIC", "SEQ Bảng \\* ARABIC", "SEQ Bảng \\* ARABIC"]


FIELD = qn("w:fldSimple")


def shown(paragraph) -> str:
    return "".join(one.text or "" for one in paragraph._p.iter(qn("w:t")))


def test_a_table_of_the_document_can_be_edited_and_repeats_its_heading(book):
    made = book.tables[0]
    assert [cell.text for cell in made.rows[0].cells] == ["Tên đơn vị", "Số khu dân cư"]
    harmless = [
        evil.replace("\u202e", "") for evil in EVIL
    ]  # marks that turn the text are left out
    assert [row.cells[0].text for row in made.rows[1:]] == harmless
    assert [row.cells[1].text for row in made.rows[1:4]] == ["1", "2", "3"]
    assert made.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in made.rows)
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in made.rows]
    assert kept == [True] * 3 + [None] * 4 + [True] * 2 + [None]


def test_a_figure_of_the_document_has_its_alternative_text(book):
    (drawn,) = book.inline_shapes
    assert drawn._inline.docPr.get("descr") == 'một "đường" <b>'
    assert round(drawn.width.cm, 1) == 17.0


def test_the_document_holds_no_link_no_macro_and_no_field_but_numbers(folder):
    with zipfile.ZipFile(folder / "report.docx") as parts:
        texts = {name: parts.read(name).decode("utf-8", "replace") for name in parts.namelist()}
    assert not [name for name in texts if "vba" in name.lower() or "embeddings" in name]
    assert not [name for name, text in texts.items() if 'TargetMode="External"' in text]
    assert "w:instrText" not in texts["word/document.xml"]


def test_the_same_content_gives_the_same_bytes_on_paper(folder, tmp_path):
    write_report(tmp_path)
    for name in ("report.pdf", "report.docx"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_a_document_holds_no_date_of_today(folder):
    written = io.BytesIO((folder / "report.docx").read_bytes())
    with zipfile.ZipFile(written) as parts:
        assert {one.date_time[:3] for one in parts.infolist()} == {(2020, 1, 1)}
        assert "2020-01-01" in parts.read("docProps/core.xml").decode()


@pytest.mark.parametrize(
    ("texts", "widths"),
    [
        # Two short columns are as wide as their longest text and a gap.
        ((["Xã", "Số"], [["Hàm Đức", "12"]]), (8.6, 3.9)),
        # What the short one leaves goes to the long one, which breaks.
        ((["Xã", "Lý do"], [["Hàm Đức", "y" * 300]]), (8.6, 91.4)),
        # Two long ones share by the power 2/3 of text and gap: 31.6 and 301.6.
        ((["Xã", "Lý do"], [["x" * 30, "y" * 300]]), (18.19, 81.81)),
        ((["Xã", "Lý do"], [["x" * 200, "y" * 300]]), (43.33, 56.67)),
    ],
)
def test_columns_share_the_page(texts, widths):
    headings, rows = texts
    assert paper.column_widths(headings, rows, room=100) == pytest.approx(widths, abs=0.01)


def test_headings_take_two_lines_where_the_page_has_room_and_three_where_not():
    headings = ["Khu dân cư", "Có mô hình"]
    assert paper.column_widths(headings, [["12", "3"]]) == pytest.approx((8.5, 7.35))
    crowded = paper.column_widths([*headings, "Lý do"], [["12", "3", "y" * 200]])
    assert crowded[:2] == pytest.approx((5.05, 6.2))


def test_a_table_too_wide_for_the_page_is_set_smaller():
    rows = [["xxxxxxxxxxxxx"] * 12]
    block = {
        "title": "t", "headings": ["h"] * 12, "numeric": [False] * 12, "rows": rows, "note": "",
        "name": "n", "sheet": {"rows": rows}, "is_whole": False,
    }  # fmt: skip
    made = paper.sheet(block, "vi")
    assert made.scale == pytest.approx(paper.ROOM / (12 * 14.6))
