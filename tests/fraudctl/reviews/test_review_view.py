"""Reviews that wait fit a terminal of 80 columns, whatever is in them."""

from datetime import UTC, datetime

import pytest

from fraudctl.reviews.review_view import due_in, render_waiting, who
from tests.fraudctl.printed import printed
from tests.fraudctl.reviews.reviewing_api import review

NOW = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
USUAL = "01KE67HDE6R9RTY394P3BY12KB"


def test_a_usual_row_is_one_line_of_80_columns_with_the_name_of_who_has_it() -> None:
    waiting = [
        review(1, transaction_id=USUAL, state="claimed", claimed_by="arn:aws:iam::123456789012:user/mia", due=due)
        for due in ("2026-11-27T12:30:00Z", "2026-11-28T00:00:00Z")
    ]

    lines = printed(render_waiting(waiting, NOW, limit=50), width=80).splitlines()

    rows = [line for line in lines if USUAL in line]
    assert [row.split()[1:3] for row in rows] == [["11", "h"], ["23", "h"]]
    assert all("mia" in row and "0.85" in row for row in rows)


@pytest.mark.parametrize("identity", ["T-1", USUAL, "x" * 256])
def test_no_line_is_longer_than_the_terminal(identity: str) -> None:
    waiting = [review(1, transaction_id=identity, merchant="m" * 256, amount=10**30, state="claimed", claimed_by="me")]

    text = printed(render_waiting(waiting, NOW, limit=50), width=80)

    assert max(map(len, text.splitlines())) <= 80
    assert "".join(text.split()).count("m") >= 256  # nothing is cut off


@pytest.mark.parametrize(
    ("due", "left"),
    [
        ("2026-11-30T01:00:00Z", "3 d"),
        ("2026-11-28T00:59:59Z", "23 h"),
        ("2026-11-27T01:59:59Z", "59 min"),
        ("2026-11-27T01:00:30Z", "less than 1 min"),
        ("2026-11-27T01:00:00Z", "none"),
        ("2026-11-26T01:00:00Z", "none"),
        ("whenever", "whenever"),
    ],
)
def test_the_time_that_is_left_is_said_in_its_largest_unit(due: str, left: str) -> None:
    assert due_in({"due": due}, NOW).plain == left


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("arn:aws:sts::123456789012:assumed-role/analysts/mia", "mia"),
        ("arn:aws:iam::123456789012:user/desk/mia", "mia"),
        ("arn:aws:iam::123456789012:root", "root"),
        ("arn:", "arn:"),
        ("Mia of the desk: 3/4", "Mia of the desk: 3/4"),
    ],
)
def test_who_has_it_is_called_by_the_name_in_the_arn(arn: str, name: str) -> None:
    assert who(arn) == name
