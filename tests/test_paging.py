"""Pages of the PDF are filled: figures smaller or later, tables parted where that is not ugly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mohinh.pages.export import paging
from mohinh.pages.export.paging import Plan, Run

HEIGHT = 700.0


def text(height: float, part: int = 0) -> Run:
    return Run(part, (height,))


def figure(picture: float, part: int = 0, **options: float) -> Run:
    """A figure whose caption takes 20 points."""
    return Run(part, (picture + 20.0,), picture=picture, **options)


def table(rows: int, part: int = 0, row: float = 20.0) -> Run:
    """A table whose title and headings take two rows."""
    return Run(part, (3 * row, *[row] * (rows - 1)), again=row, rows=rows)


def planned(*runs: Run, **options) -> Plan:
    return paging.plan(runs, height=HEIGHT, **options)


def test_a_figure_that_fits_is_left_as_it_is():
    plan = planned(text(100), figure(400))
    assert (plan.pages, plan.scales, plan.afloat) == (1, {1: 1.0}, set())


def test_figures_of_a_page_are_set_smaller_so_that_the_last_one_fits():
    plan = planned(figure(350), figure(350), text(100))
    assert plan.places[1][0] == 1
    assert plan.scales[0] == plan.scales[1] == pytest.approx((700 + 7.5 - 14 - 40) / 700)


def test_a_figure_is_never_set_smaller_than_four_fifths():
    plan = planned(text(300), figure(500))
    assert plan.scales == {1: 1.0}
    assert plan.places[1][0] == 2


def test_text_of_the_section_comes_before_a_figure_that_does_not_fit():
    plan = planned(text(300), figure(500), text(200))
    assert plan.afloat == {1}
    assert plan.places[2] == (1, 500.0)


def test_a_figure_waits_for_no_text_of_another_section():
    plan = planned(text(300), figure(500), text(100, part=1))
    assert plan.afloat == set()
    assert plan.places[2] == (2, 620.0)


def test_no_figure_overtakes_one_that_waits():
    plan = planned(text(300), figure(500), figure(100), text(50))
    assert plan.afloat == {1, 2}


def test_figures_that_wait_stand_before_the_next_section_begins():
    plan = planned(text(300), figure(500), text(200), text(100, part=1))
    assert plan.places[3] == (2, 620.0)


def test_a_long_table_goes_on_on_the_next_page_below_its_headings():
    plan = planned(text(500), table(20))
    # Title, headings and 8 rows fill 500 to 700; headings and 12 rows follow.
    assert plan.places[1] == (2, 260.0)


def test_a_short_table_is_not_parted():
    plan = planned(text(620), table(4))
    assert plan.places[1] == (2, 120.0)


def test_three_rows_of_a_table_stand_together():
    plan = planned(text(620), table(20))
    assert plan.places[1] == (2, 440.0)


def test_what_was_seen_holds_for_the_pages_before_a_figure_that_went_elsewhere():
    runs = (text(300), figure(300), text(400), figure(200), text(50))
    plan = paging.plan(runs, height=HEIGHT)
    assert plan.places[3] == (2, 620.0)
    ends = {0: (1, 300.0), 1: (1, 620.0), 2: (2, 540.0), 3: (3, 220.0), 4: (3, 270.0)}
    sound = paging.sound(plan, ends)
    assert sound == {0: (1, 300.0), 1: (1, 620.0)}
    again = paging.plan(runs, height=HEIGHT, earlier=plan, ends=sound)
    assert again.places[1] == (1, 620.0)


def test_where_all_figures_stand_as_planned_all_that_was_seen_holds():
    plan = planned(text(100), figure(400))
    ends = {0: (1, 104.0), 1: (1, 524.0)}
    assert paging.sound(plan, ends) == ends


@pytest.mark.parametrize(
    ("height", "pieces"),
    [(24.0, (24.0,)), (60.7, (24.28, 12.14, 24.28))],
)
def test_neither_the_first_nor_the_last_line_of_a_paragraph_stands_alone(height, pieces):
    run = paging.run([{"what": "end", "y": 50 + height}], 50.0, part=0)
    assert run.pieces == pytest.approx(pieces)


def test_the_heights_of_a_table_are_read_from_where_its_rows_begin():
    #            title  headings  two rows  note  end
    marks = [
        {"what": what, "y": y}
        for what, y in [("header", 20), ("row", 40), ("row", 50), ("note", 70), ("end", 82)]
    ]
    run = paging.run(marks, 0.0, part=0)
    assert (run.pieces, run.again, run.rows, run.foot) == ((50, 20, 12), 20, 2, 12)


def test_a_table_that_is_cut_has_its_first_rows_and_a_line_that_says_so():
    run = paging.cut(table(20), 5)
    assert run.pieces == (60, 20, 20, 20, 20, 12)
    assert paging.cut(table(4), 4) == table(4)


RUNS = st.lists(
    st.one_of(
        st.builds(text, st.floats(1, 300), st.integers(0, 3)),
        st.builds(figure, st.floats(50, 650), st.integers(0, 3)),
        st.builds(table, st.integers(1, 60), st.integers(0, 3)),
    ),
    min_size=1,
).map(lambda runs: sorted(runs, key=lambda run: run.part))


@given(RUNS)
def test_a_plan_ends_and_keeps_its_promises(runs):
    plan = paging.plan(runs, height=HEIGHT)
    pictures = {at for at, run in enumerate(runs) if run.picture}
    assert set(plan.scales) == pictures
    assert plan.afloat <= pictures
    assert all(0.8 <= scale <= 1 for scale in plan.scales.values())
    pages = [plan.places[at][0] for at in range(len(runs))]
    assert pages == sorted(pages)
    assert pages[-1] <= plan.pages
