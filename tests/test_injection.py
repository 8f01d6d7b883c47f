"""Names that mean harm come out harmless in every form of a report."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.display import Markdown
from matplotlib import pyplot as plt
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from hostile_names import HOSTILE, harm, spoil
from mohinh.pages import export, figures, style
from mohinh.pages.export.section import as_markdown
from mohinh.pages.sentences.report import Front
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import Notes
from mohinh.tables import sheets, store, synthetic, units

ROOT = Path(__file__).parents[1]
FRONT = Front(HOSTILE[0], "", (HOSTILE[1],), (HOSTILE[9],), "mohinh run")


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    """A report whose every free text is hostile."""
    folder = tmp_path_factory.mktemp("outer") / "report"
    section = export.Section("20_coverage", lang="vi", out=str(folder))
    for name in HOSTILE:
        section.say(name, f"{name} có 3 điểm.")
    section.finding(HOSTILE[0])
    frame = pd.DataFrame({"name": HOSTILE, "count": range(len(HOSTILE))})
    headings = {"name": HOSTILE[3], "count": HOSTILE[0]}
    table = ReportTable(HOSTILE[2], frame, headings, "vi", {"count": "count"}, note=HOSTILE[11])
    section.table(table, "hostile")
    section.figure(drawn(), "hostile", alt=HOSTILE[15])
    section.close()
    export.assemble(FRONT, out=str(folder), lang="vi")
    return folder


def drawn() -> plt.Figure:
    """A chart that names everything with a hostile name."""
    rows = pd.DataFrame({"name": HOSTILE, "rate": 2.0, "low": 1.0, "high": 3.0, "why": HOSTILE})
    rows = rows.assign(incident_count=9, exposure_years=1.0)
    fig, ax = style.figure(18, style.height_cm(len(rows)))
    figures.rates(
        ax, rows, label="name", why="why", whole=2.0, title=HOSTILE[10][:40],
        notes=Notes(HOSTILE[10], "2025-06", HOSTILE[0], False, False, 1), lang="vi",
    )  # fmt: skip
    return fig


def test_no_form_of_the_report_holds_anything_that_acts(report):
    assert harm(report) == []


def test_nothing_is_written_beside_the_report(report):
    assert [path.name for path in report.parent.iterdir()] == ["report"]
    for path in report.rglob("*"):
        assert re.fullmatch(r"[a-z0-9_.]+", path.name)


def test_the_names_are_there_as_they_were_typed(report):
    class Text(HTMLParser):
        def __init__(self):
            super().__init__()
            self.all = ""

        def handle_data(self, data):
            self.all += data

    page = Text()
    page.feed((report / "index.html").read_text(encoding="utf-8"))
    for name in HOSTILE:
        assert name.replace("\u202e", "") in page.all
    assert "\u202e" not in page.all
    with zipfile.ZipFile(report / "tables.xlsx") as book:
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "=cmd|" in strings


def test_a_dollar_sign_in_a_chart_is_a_dollar_sign():
    fig = drawn()
    fig.canvas.draw()
    least, most = fig.axes[0].get_position().extents[[0, 2]]
    assert most - least > 0.2  # a long name leaves room for the chart
    fig.savefig(io.BytesIO(), format="svg")
    plt.close(fig)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_notebook_shows_a_sentence_as_text(name):
    shown = export.Section("x", lang="vi").say(f"{name} có 3 điểm.")
    assert isinstance(shown, Markdown)
    html = markdown2html_mistune(shown.data)
    assert set(re.findall(r"<([a-zA-Z]+)", html)) <= {"p"}
    assert "$" not in re.sub(r"\\\$", "", shown.data)


@given(st.text(st.sampled_from("a <>&;*_`[]()!$\\#-+1.~{}'\"\n/x"), max_size=30))
def test_no_text_becomes_an_element_of_a_notebook(text):
    html = markdown2html_mistune(as_markdown(f"x{text}"))
    assert set(re.findall(r"<([a-zA-Z]+\d?)", html)) <= {"p", "br", "h1", "h2"}


@pytest.mark.parametrize("sentence", ["Có 741 điểm (72,6 %), p < 0,001.", "40_effects – R&D", ""])
def test_an_ordinary_sentence_stays_as_it_is(sentence):
    assert as_markdown(sentence) == sentence


def test_names_that_could_act_are_refused_at_the_door(small_workbook):
    def spoil(book):
        sheet = book["Loại mô hình"]
        column = next(c for c in sheet[1] if c.value and "Tên" in str(c.value)).column
        for row, name in zip(range(2, sheet.max_row + 1), HOSTILE, strict=False):
            sheet.cell(row, column, name).data_type = "s"

    reading = store.read([small_workbook(spoil)])
    kept = reading.tables["model_types"]["type_name"].astype("str")
    assert not kept.str.contains(r"[<>{}$`\\\u202e]").any()
    assert kept.str.len().max() <= 300
    told = " ".join(finding.say("vi") for finding in reading.findings)
    assert "\u202e" not in told


def test_an_executed_notebook_with_a_hostile_name_is_found(tmp_path):
    bad = nbformat.v4.new_output("display_data", {"text/html": "<script>alert(1)</script>"})
    cell = nbformat.v4.new_code_cell("x", outputs=[bad])
    (tmp_path / "notebooks").mkdir()
    book = nbformat.v4.new_notebook(cells=[cell])
    (tmp_path / "notebooks/20_coverage.ipynb").write_text(json.dumps(book), encoding="utf-8")
    assert harm(tmp_path)


def hostile_home(folder: Path) -> None:
    """A project folder whose workbook, plan and decisions are hostile."""
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("imported"))
    place = units.find_province("Kon Tum")
    tables = spoil(synthetic.make_demo(place, seed=2022).tables)
    info = {
        "province": place.name, "vintage": place.vintage, "first_month": synthetic.FIRST_MONTH,
        "last_month": synthetic.last_month(place), "is_made_up": "Có",
    }  # fmt: skip
    sheets.write_workbook(folder / "data/demo/kon-tum.xlsx", info=info, tables=tables)
    names = cycle(HOSTILE)
    plan = folder / "data/plans/kon-tum-2023.toml"
    words = "title|label|source|quote|note|weakness|remedy"
    plan.write_text(
        re.sub(
            rf"(?m)^((?:{words})(?:_vi|_en)?) = .*$",
            lambda found: f"{found[1]} = {json.dumps(next(names), ensure_ascii=False)}",
            plan.read_text(encoding="utf-8"),
        ),
        encoding="utf-8",
    )
    rows = [
        {"type_id": code, "decision": "keep", "decided_on": "2023-10-01", "body": next(names),
         "reason": next(names)}
        for code in tables["model_types"]["type_id"]
    ]  # fmt: skip
    pd.DataFrame(rows).to_csv(folder / "data/decisions/kon-tum.csv", index=False)


def test_a_whole_report_of_a_hostile_workbook_plan_and_decisions_is_harmless(tmp_path):
    home = tmp_path / "home"
    hostile_home(home)
    given = {"MOHINH_HOME": str(home), "MOHINH_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "mohinh", "run", "--province", "Kon Tum", "--period", "2023"]
    done = subprocess.run(
        command, env=os.environ | given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    page = (home / "maps/kon-tum/2023/index.html").read_text(encoding="utf-8")
    assert "#panic()" in page  # a label of the plan
    assert "=cmd|" in page
    assert harm(home / "maps") == []
    beside = sorted(path.name for path in home.iterdir())
    assert beside == ["data", "maps", "notebooks"]
