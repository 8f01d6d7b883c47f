"""Document: the content of a report as `report.docx`, for who wants to edit it in Word.

Headings, captions whose numbers Word keeps, tables with cells, figures with their alternative text.
All text is set as text: nothing in it is a field or a link.
"""

import zipfile
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from mohinh.pages import style
from mohinh.pages.export.content import Block, Content
from mohinh.pages.export.paper import ROOM, Rows, Sheet, printed
from mohinh.pages.sentences.report import made_up_mark
from mohinh.tables import files

if TYPE_CHECKING:
    from docx.table import Table, _Row
    from docx.text.paragraph import Paragraph

_FONT = "Times New Roman"  # that of Vietnamese official documents
_TEXT_PT, _TABLE_PT, _SMALL_PT = 12, 8.5, 9
_AIR_PT = 4
_ABOVE_TABLE_PT = 10  # above its caption, so that two tables are apart
_WIDTH_CM, _MARGIN_CM = 17.0, 2.0
_ROWS = Rows(
    whole=60, most=60
)  # more than a page of the report has: who edits a table wants what it shows
_TOGETHER = 3  # rows of a table that stay together where it begins and where it ends
_CELL_MARGIN = 40  # twentieths of a point, left and right of a cell's text
_MADE = datetime(2020, 1, 1)  # so that the same content gives the same bytes
_LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}


def write_document(content: Content) -> None:
    """Write the document: front, findings, sections, limits, sources."""
    writer = _Writer(content)
    front, words = content.front, content.words
    writer.front()
    for part in content.parts:
        writer.book.add_heading(part.heading, 1)
        if part.blocks is None:
            writer.say(words["failed" if part.is_missing else "not_asked"], style.WARNING)
        writer.blocks(part.blocks)
    for heading, lines in ((words["limits"], front.limits), (words["rerun"], front.sources)):
        writer.book.add_heading(heading, 1)
        for line in lines:
            writer.book.add_paragraph(line, "List Bullet")
    writer.say(front.rerun)
    with files.replacing(content.folder / "report.docx") as beside:
        beside.write_bytes(writer.saved())


class _Writer:
    """The document as it grows; numbers its captions."""

    def __init__(self, content: Content) -> None:
        import docx

        self.content = content
        self.book = docx.Document()
        self._counts: Counter[str] = Counter()
        self._set_up()

    def front(self) -> None:
        front, words = self.content.front, self.content.words
        self.say(words["kicker"], style.QUIET)
        self.book.add_heading(front.title, 0)
        self.say(front.made_up, style.WARNING)
        if self.content.opening:
            self.book.add_heading(words["findings"], 2)
        for block in self.content.findings:
            self.book.add_paragraph(block["text"], "List Number")
        if self.content.asides:
            self.book.add_heading(words["asides"], 3)
        for sentence in self.content.asides:
            self.book.add_paragraph(sentence, "List Bullet")

    def say(self, text: str, colour: str = style.INK, *, size: float = _TEXT_PT) -> None:
        """A paragraph; none for an empty text."""
        from docx.shared import Pt, RGBColor

        if text:
            paragraph = self.book.add_paragraph()
            paragraph.paragraph_format.space_before = Pt(_AIR_PT)
            run = paragraph.add_run(text)
            run.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))
            run.font.size, run.bold = Pt(size), colour == style.WARNING

    def blocks(self, blocks: Sequence[Block] | None) -> None:
        for block in printed(self.content, blocks, rows=_ROWS):
            if block["kind"] == "sentence":
                self.say(block["text"])
            elif block["kind"] == "note":
                self.say(block["text"], style.QUIET, size=_SMALL_PT)
            elif block["kind"] == "figure":
                self._figure(block)
            else:
                self._table(block["sheet"])

    def _figure(self, block: Block) -> None:
        from docx.shared import Cm

        picture = self.content.folder / "figures" / f"{block['name']}.png"
        paragraph = self.book.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        drawn = paragraph.add_run().add_picture(str(picture), width=Cm(_WIDTH_CM))
        drawn._inline.docPr.set("descr", block["alt"])
        self._caption(self.content.words["figure"], block["alt"])

    def _table(self, sheet: Sheet) -> None:
        from docx.shared import Cm, Pt

        caption = self._caption(self.content.words["table"], sheet.title)
        caption.paragraph_format.keep_with_next = True
        caption.paragraph_format.space_before = Pt(_ABOVE_TABLE_PT)
        table = self.book.add_table(1 + len(sheet.rows), len(sheet.headings), "Table Grid")
        table.autofit = False
        _set_cell_margins(table)
        across = _WIDTH_CM / max(ROOM, sum(sheet.widths))
        widths = [Cm(across * width) for width in sheet.widths]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        size = Pt(_TABLE_PT * sheet.scale)
        rows = list(table.rows)
        for row, texts in zip(rows, (sheet.headings, *sheet.rows), strict=True):
            _fill(row, texts, sheet.numeric, size)
            _mark_row(row, "w:cantSplit")
        last = len(rows) if sheet.note else len(rows) - 1
        for row in (*rows[:_TOGETHER], *rows[max(len(rows) - _TOGETHER, _TOGETHER) : last]):
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
        _mark_row(rows[0], "w:tblHeader")
        self.say(sheet.note, style.QUIET, size=_SMALL_PT)

    def _caption(self, kind: str, text: str) -> "Paragraph":
        """A caption with a number that Word counts anew when another is added."""
        self._counts[kind] += 1
        paragraph = self.book.add_paragraph(style="Caption")
        paragraph.add_run(f"{kind} ")
        _add_field(paragraph, f"SEQ {kind} \\* ARABIC", str(self._counts[kind]))
        paragraph.add_run(f". {text}")
        return paragraph

    def _set_up(self) -> None:
        """Fonts, language, A4, the head of made-up pages, page numbers, properties."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm, Pt, RGBColor

        properties = self.book.core_properties
        properties.title, properties.author = self.content.front.title, ""
        properties.created = properties.modified = _MADE
        properties.comments, properties.language = "", _LANGUAGES[self.content.lang]
        for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Caption"):
            _set_font(self.book.styles[name], _LANGUAGES[self.content.lang])
        self.book.styles["Normal"].font.size = Pt(_TEXT_PT)
        self.book.styles["Title"].font.size = Pt(20)
        for name in ("Heading 1", "Heading 2", "Heading 3", "Caption"):
            self.book.styles[name].font.color.rgb = RGBColor.from_string(style.ACCENT[1:])
        section = self.book.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(_MARGIN_CM)
        section.top_margin = section.bottom_margin = Cm(_MARGIN_CM)
        section.header.paragraphs[0].add_run(made_up_mark(self.content.front.made_up)).bold = True
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _add_field(foot, "PAGE", "1")

    def saved(self) -> bytes:
        """The file's bytes, the same at any time of day."""
        written, fixed = BytesIO(), BytesIO()
        self.book.save(written)
        with (
            zipfile.ZipFile(written) as given,
            zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as made,
        ):
            for name in given.namelist():
                made.writestr(zipfile.ZipInfo(name, _MADE.timetuple()[:6]), given.read(name))
        return fixed.getvalue()


def _fill(row: "_Row", texts: Sequence[str], numeric: Sequence[bool], size: int) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    is_heading = row._index == 0
    for cell, text, is_number in zip(row.cells, texts, numeric, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        run.font.size, run.bold = size, is_heading
        if is_number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _set_cell_margins(table: "Table") -> None:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        width = {qn("w:w"): str(_CELL_MARGIN), qn("w:type"): "dxa"}
        margins.append(OxmlElement(f"w:{side}", width))
    table._tbl.tblPr.append(margins)


def _mark_row(row: "_Row", mark: str) -> None:
    """Say of a row that it is not parted, or that it is repeated on each page."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(mark, {qn("w:val"): "true"}))


def _add_field(paragraph: "Paragraph", instruction: str, shown: str) -> None:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    field = OxmlElement("w:fldSimple", {qn("w:instr"): instruction})
    run = paragraph.add_run(shown)._r
    field.append(run)
    paragraph._p.append(field)


def _set_font(look: object, language: str) -> None:
    """The font for every script, also where the theme names another; the language of the text."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    look.font.name = _FONT
    properties = look.element.get_or_add_rPr()
    fonts = properties.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), _FONT)
    properties.append(OxmlElement("w:lang", {qn("w:val"): language}))
