"""No English word is left in what a Vietnamese reader opens: page, index, national page, tables.

Found in two ways: words without diacritics that no Vietnamese syllable is spelt like, and common
English words that look like one. What may stand is listed, each for its reason.
"""

import csv
import json
import re
from html.parser import HTMLParser

import docx
import pypdf
import pytest

SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|nh|ng|[cmnpt])?"
)
ALLOWED = {
    # people whose names measures and estimators bear
    "abraham", "benjamini", "gini", "hartung", "hochberg", "holm", "jackson", "kaplan", "knapp",
    "meier", "moran", "poisson", "theil", "tukey", "egger",
    # abbreviations of law and administration, codes, units, symbols
    "bca", "cp", "d", "i", "km", "lm", "p", "r", "tt", "tp", "ubnd", "v", "vnd", "gi", "z", "t",
    "log", "iv",
    # formats, programs, licences
    "csv", "excel", "jupyter", "manifest", "mit", "pdf", "png", "reml", "sha", "svg",
    "vietnamadminunits", "word", "xlsx", "json",
    # the Vietnamese word is the same
    "camera",
}  # fmt: skip
# English words spelt like a Vietnamese syllable, which no Vietnamese sentence here uses so.
LOOKALIKES = {
    "the", "then", "them", "that", "this", "open", "one", "none", "same", "name", "note", "more",
    "made", "time", "are", "as", "at", "on", "or", "of", "up", "use", "yes", "per", "due", "age",
    "mean", "out", "once", "home", "here", "rate", "date", "code", "type", "page", "cell", "true",
    "run", "it", "we", "he", "met", "set", "get", "keep", "new", "not", "but",
}  # fmt: skip
# Files, folders, commands, fingerprints and notebooks are called by their names.
NAMES = re.compile(
    r"\b(?:data|maps|tables|notebooks)/\S*|\S+\.(?:csv|json|toml|xlsx|ipynb|parquet)\b|\b\d\d_[a-z_]+|\b[0-9a-f]{16}\b|"
    r"“[a-z_]+”|\bmohinh run( --\w+)?|\b[A-Z]+\d[\w-]*"
)


class Text(HTMLParser):
    """What a reader sees or hears of a page; commands are set as code and left out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self._hidden += tag in ("style", "script", "code")
        self.parts += [value for name, value in attrs if name in ("alt", "aria-label", "title")]

    def handle_endtag(self, tag):
        self._hidden -= tag in ("style", "script", "code")

    def handle_data(self, data):
        if not self._hidden:
            self.parts.append(data)


def told(content: dict) -> list[str]:
    """What the script of a report's map tells a reader, names of places left out."""
    texts = [content["noPolygon"], content["noneFound"]]
    for layer in content["layers"]:
        texts.append(layer["caption"])
        for view in layer["views"]:
            texts += [view["name"], view["subtitle"], view["heading"]]
            texts += [label for _, label in view["legend"]]
            texts += [text for one in view["communes"] for text in one[1:3]]
    return texts


def english(text: str) -> set[str]:
    """Words of a text that are no Vietnamese ones and may not stand."""
    words = re.findall(r"[^\W\d_]+", NAMES.sub(" ", text))
    plain = {word.casefold() for word in words if word.isascii()} - ALLOWED
    return {word for word in plain if word in LOOKALIKES or not SYLLABLE.fullmatch(word)}


@pytest.mark.parametrize("page", ["binh-thuan/2022", "national/2022", "."])
def test_no_english_word_is_on_a_vietnamese_page(site, page):
    parts = Text((site / page / "index.html").read_text(encoding="utf-8")).parts
    assert {word: part.strip() for part in parts for word in english(part)} == {}


def test_no_english_word_is_in_what_the_map_of_a_vietnamese_page_tells(site):
    page = (site / "binh-thuan/2022/index.html").read_text(encoding="utf-8")
    texts = told(json.loads(re.search(r'id="atlas-data">(.*?)</script>', page)[1]))
    assert len(texts) > 1000
    assert {word: text for text in texts for word in english(text)} == {}


@pytest.mark.parametrize("page", ["binh-thuan/2022", "national/2022"])
def test_no_english_word_is_in_a_vietnamese_document(site, page):
    book = docx.Document(str(site / page / "report.docx"))
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    texts = [one.text for one in book.paragraphs[:-1]] + cells  # the last is the command
    assert {word: text for text in texts for word in english(text)} == {}


@pytest.mark.parametrize("page", ["binh-thuan/2022", "national/2022"])
def test_a_report_on_paper_has_forty_pages_at_most(site, page):
    assert 1 < len(pypdf.PdfReader(site / page / "report.pdf").pages) <= 40


@pytest.mark.parametrize("page", ["binh-thuan/2022", "national/2022"])
def test_no_english_word_heads_a_column_of_a_vietnamese_table(site, page):
    tables = sorted((site / page / "tables").glob("*.csv"))
    assert tables
    found = {}
    for path in tables:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            found |= {
                word: path.name for text in next(csv.reader(stream)) for word in english(text)
            }
    assert found == {}


def test_a_page_that_holds_its_pictures_stays_below_five_megabytes(site):
    assert (site / "binh-thuan/2022/index.html").stat().st_size < 5e6


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tỷ lệ of areas", {"of", "areas"}),
        ("covered_count", {"covered", "count"}),
        ("is_made_up", {"made", "is", "up"}),
        ("Khu dân cư có camera, chỉ số Moran, p = 0,01", set()),
        ("xem data/decisions, mohinh run --all, 20_coverage và manifest.json", set()),
        ("Trong đó chưa rõ; in ra trang sau", set()),
    ],
)
def test_words_that_are_english_are_told_from_vietnamese_ones(text, words):
    assert english(text) == words
