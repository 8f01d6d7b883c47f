"""Bad input to the boards: a finding each, and the notebook still runs to its end."""

from dataclasses import replace
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from mohinh.tables import decisions, plans, store

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
PLAN = """
title_vi = "Kế hoạch thử"
title_en = "A plan to try"

[[targets]]
id = "X1"
level = "district"
measure = "new_point"
comparator = ">="
threshold = 100
deadline = "12-31"
label_vi = "Có điểm mới"
label_en = "Has a new point"
source = "thử"

[[targets]]
id = "X2"
level = "enterprise"
measure = "registered"
comparator = ">"
threshold = 70
deadline = "12-31"
label_vi = "Đăng ký"
label_en = "Registered"
source = "thử"

[[targets]]
id = "X3"
level = "agency"
measure = "flags"
comparator = ">="
threshold = 100
deadline = "12-31"
label_vi = "Treo cờ"
label_en = "Flags"
source = "thử"
"""


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def run(name: str, **parameters) -> dict:
    """All code cells of a notebook, one after the other, as its kernel would; what they left."""
    cells = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells
    left: dict = {}
    for cell in cells:
        if cell.cell_type != "code":
            continue
        exec(compile(cell.source, name, "exec"), left)
        if "parameters" in cell.metadata.get("tags", []):
            left |= parameters
    return left


def test_targets_of_units_that_the_data_lack_of_zero_and_of_nothing_reported(demo, monkeypatch):
    registrations = demo.registrations.copy()
    counts = ["eligible_count", "registered_count", "attained_count", "fair_count"]
    registrations.loc[registrations["level"].eq("enterprise"), counts] = 0
    communes = demo.communes.assign(district_code=None, district_name=None)
    broken = replace(demo, registrations=registrations, communes=communes)
    monkeypatch.setattr(store, "load", lambda *_, **__: broken)
    monkeypatch.setattr(plans, "find", lambda *_, **__: plans.parse(PLAN))
    left = run("60_targets", province="Bình Thuận", period="2022")
    found = left["card"].findings.set_index("target")["code"].to_dict()
    assert found == {"X1": "no_units", "X2": "zero_total", "X3": "no_data"}
    assert left["card"].rows["standing"].eq("unknown").all()
    assert len(left["faults"].frame) == 3


def test_events_without_a_date_and_decisions_on_unknown_types(demo, monkeypatch):
    points = demo.points.copy()
    first = points.index[points["setting"].eq("area") & points["status"].eq("active")][:2]
    points.loc[first, "started_on"] = pd.NaT
    monkeypatch.setattr(store, "load", lambda *_, **__: replace(demo, points=points))
    taken = decisions.parse(
        "type_id,decision,decided_on,body,reason\nKHONG-CO,keep,01/02/2022,UBND tỉnh,\n",
        types=set(demo.model_types["type_id"]), file_name="binh-thuan.csv",
    )  # fmt: skip
    monkeypatch.setattr(decisions, "load", lambda *_, **__: taken)
    left = run("50_lifecycle")
    undated = left["histories"].query("finding == 'undated'")
    assert set(points.loc[first, "point_id"]) <= set(undated["point_id"])
    assert [finding.code for finding in left["taken"].findings] == ["decision_type"]
