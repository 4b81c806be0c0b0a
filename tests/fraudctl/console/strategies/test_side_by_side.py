"""Two texts side by side show every line of both, and mark what is other."""

from hypothesis import given
from hypothesis import strategies as st

from fraudctl.console.strategies.side_by_side import Row, Skipped, shortened, side_by_side

LINES = st.lists(st.sampled_from("abc"), max_size=12)


@given(LINES, LINES)
def test_each_side_is_its_whole_text_in_order(left: list[str], right: list[str]) -> None:
    rows = side_by_side("\n".join(left), "\n".join(right))

    assert [row.left for row in rows if row.left is not None] == left
    assert [row.right for row in rows if row.right is not None] == right
    assert all(row.left == row.right for row in rows if row.change == "same")


@given(LINES, LINES)
def test_shortened_rows_leave_out_only_what_is_alike_and_count_it(left: list[str], right: list[str]) -> None:
    rows = side_by_side("\n".join(left), "\n".join(right))
    kept = shortened(rows)

    assert [row for row in kept if isinstance(row, Row) and row.change != "same"] == [
        row for row in rows if row.change != "same"
    ]
    assert sum(row.lines if isinstance(row, Skipped) else 1 for row in kept) == len(rows)


def test_a_line_that_was_changed_stands_beside_the_one_before_and_has_a_sign() -> None:
    rows = side_by_side("name: one\nrules:\n  - a", "name: two\nrules:\n  - a\n  - b")

    assert [(row.sign, row.left, row.right) for row in rows] == [
        ("~", "name: one", "name: two"),
        (" ", "rules:", "rules:"),
        (" ", "  - a", "  - a"),
        ("+", None, "  - b"),
    ]
