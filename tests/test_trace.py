"""From a number of a report back to the cells that were sent."""

import json
import shutil
from datetime import date

import pandas as pd
import pytest
from typer.testing import CliRunner

from mohinh.__main__ import app
from mohinh.pages import sentences
from mohinh.pages.export import Section
from mohinh.questions import coverage, rates, targets
from mohinh.runs.trace import trace
from mohinh.tables import plans, quality
from mohinh.tables.schemas import TABLES, WORKBOOK_TABLES
from mohinh.words.errors import NoData, UnknownName, UnreadableFile
from mohinh.words.terms import MODEL_GROUPS, Period

ON = date(2022, 12, 31)


@pytest.fixture(scope="module")
def report(demo, tmp_path_factory):
    """The tables of a report, without its pages."""
    folder = tmp_path_factory.mktemp("report")
    section = Section("20_coverage", lang="vi", out=str(folder), is_made_up=True)
    names = demo.communes.set_index("commune_code")["commune_name"]
    here = {"on": ON}
    by_district = coverage.coverage(demo.areas, demo.points, by=[demo.region], **here)
    by_commune = coverage.coverage(demo.areas, demo.points, by=["commune_code"], **here)
    by_group = coverage.coverage_by_group(demo.areas, demo.points, **here)
    gaps = coverage.gaps(demo.areas, demo.points, **here)
    period = Period.parse("2022")
    received = quality.received(demo.areas, demo.activity, period=period)
    blanks = quality.blanks({table.name: getattr(demo, table.name) for table in WORKBOOK_TABLES})
    cases = rates.count_cases(
        demo.areas, demo.activity, outcomes=["incident_theft_count"], period=period
    )
    by_place = cases.rates(by=["commune_code"])
    hidden = sentences.rates.hidden(by_place, demo.communes, demo.region)
    rows = sentences.rates.region_rows(cases.rates(by=[demo.region]), hidden, lang="vi")
    plan = plans.load(plans.FOLDER / "national.toml")
    card = targets.scorecard(plan, demo, on=ON)
    for name, table in {
        "rates": sentences.rates.region_table(rows, cases, region=demo.region, lang="vi"),
        "regions": sentences.coverage.region_table(by_district, lang="vi"),
        "communes": sentences.coverage.commune_table(by_commune, names, lang="vi"),
        "groups": sentences.coverage.group_table(by_group, lang="vi"),
        "gaps": sentences.coverage.gap_table(gaps, names, lang="vi"),
        "received": sentences.quality.received_table(received, lang="vi"),
        "targets": sentences.targets.scorecard_table(card.rows, plan, year=2022, lang="vi"),
        "lagging": sentences.targets.lag_table(
            targets.lagging(card, plan, demo.communes),
            card.rows,
            plan,
            demo.communes,
            demo.areas,
            year=2022,
            lang="vi",
        ),
        "blanks": sentences.quality.blank_table(blanks, lang="vi"),
        "findings": sentences.quality.finding_table([], lang="vi"),
    }.items():
        section.table(table, name)
    section.close()
    about = {
        "province": demo.province.name,
        "vintage": demo.province.vintage,
        "inputs": {demo.origin.file_name: demo.origin.sha256},
    }
    (folder / "manifest.json").write_text(json.dumps(about))
    return folder


def table(report, name):
    return pd.read_csv(report / "tables" / f"{name}.csv", encoding="utf-8-sig", dtype="str")


@pytest.mark.parametrize(("name", "denominator"), [("regions", "areas"), ("communes", "areas")])
def test_the_denominator_is_the_number_of_rows_that_it_is_traced_to(report, name, denominator):
    path, printed = report / "tables" / f"{name}.csv", table(report, name)
    for row in (0, 4, len(printed) - 1):
        found = trace(path, row=row + 2, most=3)
        assert found.counts[denominator] == int(printed.loc[row, "Tổng số"])


def test_a_target_is_traced_to_the_registrations_of_its_year_and_a_district_to_its_own(
    report, demo
):
    year = demo.registrations["year"].eq(2022)
    levels = demo.registrations["level"].isin(["area", "agency", "enterprise", "school"])
    whole = trace(report / "tables" / "targets.csv", row=2, most=3)
    assert whole.counts == {"registrations": int((year & levels).sum())}
    inside = trace(report / "tables" / "lagging.csv", row=2, most=3)
    assert 0 < inside.counts["registrations"] < whole.counts["registrations"]


def test_the_cells_of_a_district_give_its_numbers_again(report, demo):
    found = trace(report / "tables" / "regions.csv", row=3)
    cells = found.cells
    areas = cells[cells["table"].eq("Địa bàn") & cells["heading"].eq("Mã địa bàn")]
    points = cells[cells["table"].eq("Điểm mô hình") & cells["heading"].eq("Mã địa bàn")]
    assert areas["sent"].nunique() == int(found.printed["Tổng số"])
    own = demo.points[demo.points["setting"].eq("area")]
    active = own[coverage.point_states(own, on=ON).eq("active")]
    covered = set(active["area_id"]) & set(points["sent"])
    assert len(covered) == int(found.printed["Có mô hình"])
    assert set(points["sent"]) <= set(areas["sent"])
    assert set(cells["file"]) == {demo.origin.file_name}


def test_an_area_without_a_model_is_traced_to_its_row(report):
    found = trace(report / "tables" / "gaps.csv", row=2)
    cells = found.cells[found.cells["table"].eq("Địa bàn")].set_index("heading")
    assert cells.loc["Mã địa bàn", "sent"] == found.printed["Mã địa bàn"]
    assert cells.loc["Số hộ", "read"] == found.printed["Số hộ"]
    assert cells.loc["Số hộ", "cell"].startswith("F")


def test_reports_of_a_month_are_traced_to_that_month(report):
    found = trace(report / "tables" / "received.csv", row=4, most=5)
    months = found.cells.loc[found.cells["heading"].eq("Tháng"), "read"]
    assert set(months) == {"01/03/2022"}


def test_a_rate_is_traced_to_the_reports_of_all_its_months(report, demo):
    found = trace(report / "tables" / "rates.csv", row=2)
    homes = demo.areas.set_index("area_id")[demo.region]
    own = demo.activity[
        demo.activity["area_id"].map(homes).eq(found.printed["Huyện, thị xã, thành phố"])
    ]
    own = own[own["month"].dt.year.eq(2022)]
    assert found.counts["activity"] == len(own)
    heading = TABLES["activity"].column("incident_theft_count").header
    cells = found.cells[found.cells["heading"].eq(heading)]
    assert cells["read"].astype("int64").sum() >= int(found.printed["Số vụ"])


def test_blank_cells_are_traced_to_cells_that_are_blank(report):
    found = trace(report / "tables" / "blanks.csv", row=2)
    assert set(found.cells["sent"]) == {""}
    assert len(found.cells) == int(found.printed["Ô trống"])


def test_groups_are_traced_to_their_own_points(report, demo):
    found = trace(report / "tables" / "groups.csv", row=2, most=1)
    code = next(
        code for code, label in MODEL_GROUPS.items() if label[0] == found.printed["Nhóm mô hình"]
    )
    own = demo.points["setting"].eq("area") & demo.points["model_group"].eq(code)
    assert found.counts["points"] == own.sum()


@pytest.mark.parametrize("row", [0, 1, 99, -1])
def test_a_row_that_is_not_there_is_refused(report, row):
    with pytest.raises(UnknownName, match=f"no row {row}; it has rows 2 to 11"):
        trace(report / "tables" / "regions.csv", row=row)


def test_what_is_no_table_of_a_report_is_refused(report, tmp_path):
    (tmp_path / "a.csv").write_text("x\n1\n")
    with pytest.raises(NoData, match="not a table of a report"):
        trace(tmp_path / "a.csv", row=2)
    with pytest.raises(UnreadableFile, match=r"none\.csv"):
        trace(tmp_path / "none.csv", row=2)


def test_a_report_of_other_data_is_refused(report, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(report, copy)
    about = json.loads((copy / "manifest.json").read_text())
    about["inputs"] = {"old.xlsx": "0" * 64}
    (copy / "manifest.json").write_text(json.dumps(about))
    with pytest.raises(NoData, match="Run the report again"):
        trace(copy / "tables" / "regions.csv", row=2)


def test_the_command_shows_the_first_cells_and_writes_all(report, tmp_path):
    path = str(report / "tables" / "regions.csv")
    shown = CliRunner().invoke(app, ["trace", path, "--row", "3"])
    assert shown.exit_code == 0
    assert "the first 5 below" in shown.output
    out = tmp_path / "cells.csv"
    written = CliRunner().invoke(app, ["trace", path, "--row", "3", "--csv", str(out)])
    assert written.exit_code == 0
    kept = pd.read_csv(out, encoding="utf-8-sig", dtype="str")
    assert list(kept.columns) == ["table", "file", "sheet", "cell", "heading", "sent", "read"]
    assert f"{len(kept):,} cells" in written.output
