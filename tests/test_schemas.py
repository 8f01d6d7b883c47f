"""The schemas: what every column is, and the last gate that a table passes."""

import re

import pandas as pd
import pytest

from mohinh.tables import privacy, schemas
from mohinh.tables.schemas import ACTIVITY, AREAS, TABLES, WORKBOOK_TABLES, validate
from mohinh.words.errors import InvalidTable
from mohinh.words.places import DATA
from mohinh.words.text import fold

TYPED = [(table, column) for table in WORKBOOK_TABLES for column in table.typed_columns]


def activity(**changes) -> pd.DataFrame:
    row = {"area_id": "22915-01", "month": pd.Timestamp("2022-01-01")} | changes
    frame = pd.DataFrame({column.name: [row.get(column.name)] for column in ACTIVITY.columns})
    return frame.astype({c.name: schemas.DTYPES[c.kind] for c in ACTIVITY.columns})


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_fits_its_own_schema(name):
    table = TABLES[name]
    pd.testing.assert_frame_equal(validate(table, table.empty()), table.empty())


def test_a_right_row_comes_back_unchanged():
    frame = activity(tips_count=0)
    pd.testing.assert_frame_equal(validate(ACTIVITY, frame), frame)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tips_count": -1}, "tips_count, row 0: found -1"),
        ({"tips_count": 100_001}, "tips_count, row 0: found 100001"),
        ({"area_id": None}, "area_id, row 0"),
        ({"area_id": "a b"}, "found 'a b'"),
        ({"month": None}, "month, row 0"),
    ],
)
def test_a_breach_is_told_with_column_row_and_value(changes, said):
    with pytest.raises(InvalidTable) as error:
        validate(ACTIVITY, activity(**changes))
    assert said in str(error.value)
    assert "'activity' breaks its schema" in str(error.value)


def test_a_key_twice_a_column_too_many_or_of_another_kind_is_refused():
    twice = pd.concat([activity(), activity()], ignore_index=True)
    for wrong in (
        twice,
        activity().assign(name="x"),
        activity().astype({"tips_count": "float"}),
        activity()[[*reversed(activity().columns)]],
    ):
        with pytest.raises(InvalidTable):
            validate(ACTIVITY, wrong)


def test_more_than_ten_breaches_are_counted_not_listed():
    many = pd.concat([activity(tips_count=-1, area_id=f"a{n}") for n in range(15)])
    with pytest.raises(InvalidTable, match="… and 5 more"):
        validate(ACTIVITY, many.reset_index(drop=True))


def test_every_typed_column_has_a_heading_a_meaning_and_known_kind():
    for table, column in TYPED:
        assert column.header, (table.name, column.name)
        assert all(column.meaning)
        assert column.kind in schemas.DTYPES
        assert (column.choices is not None) == (column.kind == "choice")


def test_headings_of_a_sheet_differ_even_when_folded():
    for table in WORKBOOK_TABLES:
        headers = [fold(column.header) for column in table.typed_columns]
        assert len(set(headers)) == len(headers)


def test_keys_are_required_columns():
    for table in WORKBOOK_TABLES:
        assert all(table.column(name).is_required for name in table.key)


def test_no_table_has_a_column_about_persons():
    for table, column in TYPED:
        assert not privacy.forbidden_header(column.header), column.header
        assert not privacy.forbidden_header(column.meaning[0]), column.meaning
        assert not privacy.forbidden_header(column.name.replace("_", " ")), table.name


def test_counts_are_whole_numbers_that_can_be_missing():
    kinds = {column.name: schemas.DTYPES[column.kind] for column in ACTIVITY.columns}
    assert {kind for name, kind in kinds.items() if name.endswith("_count")} == {"Int64"}


def test_the_data_dictionary_names_every_column_and_is_the_committed_one():
    text = schemas.data_dictionary()
    for table in TABLES.values():
        for column in table.columns:
            assert re.search(rf"\| `{column.name}` \|", text)
    assert (DATA / "README.md").read_text(encoding="utf-8") == text


def test_a_column_is_found_by_its_name():
    assert AREAS.column("households_count").header == "Số hộ"
    assert [column.name for column in AREAS.columns if column.is_derived] == [
        "is_urban", "district_name", "commune_kind",
    ]  # fmt: skip
