"""Pages of the PDF are filled: figures smaller or later, tables parted where that is not ugly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mohinh.pages.export import paging
from mohinh.pages.export.paging import Plan, Run, Seen

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


def test_a_figure_that_went_to_another_page_is_planned_anew():
    runs = (text(300), figure(300), text(400), figure(200), text(50))
    plan = planned(*runs)
    assert plan.places[3] == (2, 620.0)
    ends = {0: (1, 300.0), 1: (1, 620.0), 2: (2, 540.0), 3: (3, 220.0), 4: (3, 270.0)}
    seen, wrong = looked_at(runs, plan, ends)
    assert wrong == 3
    before = seen.before(wrong)
    assert before.ends == {0: (1, 300.0), 1: (1, 620.0), 2: (2, 540.0)}
    again = planned(*runs, earlier=plan, seen=before, slack=60.0)
    assert again.places[1] == (1, 620.0)
    assert again.afloat == {3}


def test_a_figure_for_which_the_text_before_it_leaves_room_after_all_is_planned_anew():
    runs = (text(450), figure(320), text(100))
    plan = planned(*runs)
    assert plan.afloat == {1}
    ends = {0: (1, 340.0), 1: (1, 340.0), 2: (1, 440.0)}
    seen, wrong = looked_at(runs, plan, ends, tops={1: 2})
    assert wrong == 1
    again = planned(*runs, earlier=plan, seen=seen.before(wrong))
    assert (again.afloat, again.places[1]) == (set(), (1, 680.0))


def test_a_figure_afloat_at_the_top_of_the_page_it_was_to_leave_is_set_in_its_place():
    runs = (text(450), figure(320), text(100))
    plan = planned(*runs)
    # The text took 100 points less than planned, and the figure stands above it.
    ends = {0: (1, 690.0), 1: (1, 690.0), 2: (2, 100.0)}
    seen, wrong = looked_at(runs, plan, ends, tops={1: 1})
    assert seen == Seen({0: (1, 350.0), 1: (1, 690.0), 2: (2, 100.0)}, frozenset({1}))
    assert wrong == 1
    again = planned(*runs, earlier=plan, seen=seen.before(wrong))
    assert (again.afloat, again.places[1]) == (set(), (1, 690.0))


def test_a_figure_made_smaller_beside_one_that_was_seen_makes_both_smaller():
    runs = (figure(350), text(200), figure(300), text(50))
    plan = planned(*runs)
    ends = {0: (1, 370.0), 1: (1, 390.0), 2: (1, 390.0), 3: (1, 440.0)}
    seen, wrong = looked_at(runs, plan, ends, tops={2: 2})
    assert wrong == 2
    again = planned(*runs, earlier=plan, seen=seen.before(wrong))
    assert again.scales[0] == again.scales[2] < 1


def test_where_all_figures_stand_as_planned_nothing_is_planned_anew():
    runs = (text(100), figure(400))
    plan = planned(*runs)
    assert looked_at(runs, plan, {0: (1, 104.0), 1: (1, 524.0)})[1] is None


def looked_at(runs, plan, ends, tops=None) -> tuple[Seen, int | None]:
    """What is seen of the report, and the first figure that is not settled."""
    seen = paging.seen(runs, plan, ends, tops or {})
    return seen, paging.unsettled(runs, plan, seen, height=HEIGHT)


def test_the_last_rows_of_a_table_stay_together_with_its_note():
    # Title, headings and 10 rows fill 470 to 690; the last row is not left alone on page 2.
    plan = planned(text(470), table(11))
    assert plan.places[1] == (2, 80.0)
    noted = Run(0, (60.0, *[20.0] * 8, 12.0), again=20.0, rows=9, foot=12.0)
    assert planned(text(480), noted).places[1] == (2, 92.0)


def test_a_table_of_five_rows_is_not_parted_unless_it_is_tall():
    # Rows of 50, below title and headings of 100, and a note.
    low = Run(0, (150.0, 50.0, 50.0, 12.0), again=50.0, rows=3, foot=12.0)
    assert planned(text(500), low).places[1] == (2, 262.0)
    tall = Run(0, (150.0, 50.0, 50.0, 150.0, 12.0), again=50.0, rows=4, foot=12.0)
    # Three rows fill 400 to 650; headings, the fourth and the note follow.
    assert planned(text(400), tall).places[1] == (2, 212.0)


def test_a_table_does_not_go_on_with_a_row_or_two_below_a_figure():
    runs = (text(200), figure(600), table(30), text(20))
    plan = planned(*runs)
    assert plan.afloat == {1}
    # 22 rows fill page 1; the figure leaves 80 points of page 2, headings and three rows want 80.
    assert plan.filled == {}
    assert plan.places[2][0] == 3
    tall = planned(text(200), figure(610), table(30), text(20))
    assert tall.filled == {1: pytest.approx(700 - 630 - paging.SLACK)}
    assert tall.places[2] == (3, 20.0 + 7 * 20.0)


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
    assert (run.pieces, run.rows) == ((60, 20, 20, 20, 20, 12), 5)
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
