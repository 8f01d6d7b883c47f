"""What is seen of rows at a glance: where a value begins, whether keys are in order."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mohinh.tables.ordering import are_in_order, starts
from mohinh.tables.schemas import ACTIVITY, validate
from mohinh.words.errors import InvalidTable

KEYS = st.lists(
    st.tuples(st.sampled_from([None, "a", "b", "c"]), st.sampled_from([None, 1, 2, 3])), max_size=8
)


def keys(rows, **dtypes):
    frame = pd.DataFrame(rows, columns=["unit", "number"])
    return frame.astype({"unit": "str", "number": "Int64"} | dtypes)


def test_a_value_begins_where_another_stood_before_and_at_each_missing_one():
    values = pd.Series(["a", "a", None, None, "b", "b"], dtype="str")
    assert starts(values).tolist() == [True, False, True, True, True, False]
    assert starts(pd.Series([1, 1, None], dtype="Int64")).tolist() == [True, False, True]
    assert starts(pd.Series([], dtype="str")).tolist() == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("b", 1), ("b", 2), ("a", 1)], True),
        ([("a", 2), ("a", 1)], False),  # not by the last key
        ([("a", 1), ("a", 1)], False),
        ([("a", 1), ("b", 1), ("a", 2)], False),  # the first key comes again
        ([], True),
    ],
)
def test_rows_are_in_order_where_each_first_key_stands_together(rows, expected):
    assert are_in_order(keys(rows)) is expected


def test_one_key_alone_must_stand_once():
    assert are_in_order(pd.DataFrame({"unit": ["a", "b"]}, dtype="str"))
    assert not are_in_order(pd.DataFrame({"unit": ["a", "a"]}, dtype="str"))


@given(KEYS)
def test_rows_in_order_never_repeat_each_other(rows):
    frame = keys(rows)
    if are_in_order(frame):
        assert not frame.duplicated().any()


def test_the_schema_finds_a_repeated_key_whether_in_order_or_not():
    row = {"area_id": "1", "month": pd.Timestamp("2022-01-01")}
    whole = pd.DataFrame([row, row]).reindex(columns=[c.name for c in ACTIVITY.columns])
    frame = whole.astype({c.name: str(ACTIVITY.empty()[c.name].dtype) for c in ACTIVITY.columns})
    with pytest.raises(InvalidTable, match="row 0"):
        validate(ACTIVITY, frame)
    assert validate(ACTIVITY, frame.iloc[:1]).equals(frame.iloc[:1])
