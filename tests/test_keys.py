"""A key changes with what a result hangs on, and with nothing else."""

import json

import pytest

from mohinh.runs import keys
from mohinh.runs.plan import Step
from mohinh.tables import units
from runs_sample import write_notebook

SHARED = {
    "data": "a", "told": "", "settings": "b", "boundaries": "", "code": "c", "packages": "d",
}  # fmt: skip


@pytest.fixture
def step(tmp_path) -> Step:
    return Step(write_notebook(tmp_path, "20_b", "x = 1"), {"province": "Kon Tum", "out": "."})


def test_a_key_is_the_same_for_the_same_content(step):
    assert keys.step_key(step, SHARED) == keys.step_key(step, SHARED)


def test_where_results_go_and_where_boundaries_lie_are_no_part_of_a_key(step):
    elsewhere = Step(step.path, {"province": "Kon Tum", "out": "x", "boundaries_file": "/a/b"})
    assert keys.step_key(step, SHARED) == keys.step_key(elsewhere, SHARED)


@pytest.mark.parametrize("part", list(SHARED))
def test_a_difference_is_named_by_its_part(step, part):
    old, new = keys.step_key(step, SHARED), keys.step_key(step, SHARED | {part: "other"})
    assert keys.differences(old, new) == (part,)


def test_cells_parameters_and_what_was_read_are_parts(step, tmp_path):
    key = keys.step_key(step, SHARED)
    other = Step(step.path, {"province": "Sơn La", "out": "."})
    assert keys.differences(key, keys.step_key(other, SHARED)) == ("parameters",)
    read = keys.step_key(step, SHARED, before=[{"a.png": "1"}])
    assert keys.differences(key, read) == ("before",)
    write_notebook(tmp_path, "20_b", "x = 2")
    assert keys.differences(key, keys.step_key(step, SHARED)) == ("notebook",)


def test_a_stored_output_is_no_part(step):
    key = keys.step_key(step, SHARED)
    book = json.loads(step.path.read_text())
    book["cells"][1] |= {"execution_count": 7}
    step.path.write_text(json.dumps(book))
    assert keys.step_key(step, SHARED) == key


def test_a_plan_or_decision_concerns_its_province_alone(tmp_path, monkeypatch):
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "national.toml").write_text("a")
    monkeypatch.setattr(keys, "DATA", tmp_path)
    places = {name: units.find_province(name) for name in ("Kon Tum", "Bình Thuận")}

    def settings() -> dict[str, str]:
        return {
            name: keys.shared_key(place, boundaries_print="")["settings"]
            for name, place in places.items()
        }

    first = settings()
    (tmp_path / "plans" / "kon-tum-2023.toml").write_text("b")
    second = settings()
    assert second["Bình Thuận"] == first["Bình Thuận"]
    assert second["Kon Tum"] != first["Kon Tum"]
    (tmp_path / "plans" / "national.toml").write_text("c")
    third = settings()
    assert all(third[name] != second[name] for name in places)
