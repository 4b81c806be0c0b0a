"""Labels of a chart stand where no line passes, and none upon another."""

from itertools import combinations

from fraudctl.charts.axis import share_axis, unit_axis
from fraudctl.charts.panel import Line, Mark, Panel
from fraudctl.charts.places import Box, beside, free_place

FIELD = Box(0, 0, 100, 100)


def test_a_label_stands_at_the_top_where_nothing_is() -> None:
    places = beside(20, 30, FIELD)
    assert free_place(places, [], []) == places[0] == Box(24, 1, 56, 15)


def test_near_the_end_it_stands_to_the_left() -> None:
    assert beside(90, 30, FIELD)[0].right < 90
    assert beside(20, 30, FIELD)[0].left > 20


def test_it_goes_where_no_line_passes() -> None:
    lines = [[(0.0, 10.0), (100.0, 10.0)], [(0.0, 100.0), (40.0, 20.0), (100.0, 20.0)]]
    found = free_place(beside(20, 30, FIELD), lines, [])
    assert not any(map(found.is_crossed, lines))
    assert found.top > 20


def test_a_line_through_a_corner_or_from_top_to_bottom_passes_through() -> None:
    box = Box(10, 10, 20, 20)
    assert box.is_crossed([(0, 25), (30, 0)])
    assert box.is_crossed([(15, 0), (15, 100)])
    assert not box.is_crossed([(0, 100), (30, 40)])
    assert not box.is_crossed([(0, 0), (9, 100)])
    assert not box.is_crossed([(15, 30), (15, 100)])


def test_where_lines_are_everywhere_it_stands_at_the_top() -> None:
    places = beside(20, 30, FIELD)
    assert free_place(places, [[(0.0, y), (100.0, y)] for y in range(0, 100, 5)], []) == places[0]


def test_labels_of_marks_at_the_same_place_stand_apart() -> None:
    places, taken = beside(20, 30, FIELD), list[Box]()
    for _ in range(3):
        taken.append(free_place(places, [], taken))
    assert not any(one.overlaps(other) for one, other in combinations(taken, 2))


def test_a_panel_tells_its_marks_beside_its_lines() -> None:
    flat = Line(name="precision", colour="one", points=[(0, 0.97), (1, 0.97)], stepped=True)
    plain, lined = (
        Panel(title="t", x=unit_axis("x"), y=share_axis(), lines=lines, marks=[Mark(x=0.8, said="own: 0.8")]).draw(0, 0)
        for lines in ([], [flat])
    )
    (at_the_top,) = {each.split('"')[3] for each in plain.split("<text ") if "own: 0.8" in each}
    (below,) = {each.split('"')[3] for each in lined.split("<text ") if "own: 0.8" in each}
    assert float(below) > float(at_the_top)
