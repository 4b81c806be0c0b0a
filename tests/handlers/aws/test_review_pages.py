"""Reviews are listed from a place among reviews, and from none that a cursor of something else says."""

from typing import Any

import pytest

from handlers.aws.review_pages import ReviewPages
from handlers.contract.cursor import Place, encode_cursor
from handlers.contract.errors import Refused
from handlers.contract.query import ReviewsQuery


def read_from(place: Place) -> Any:
    """Return a page from a place on, of an index that must not be read."""
    query = ReviewsQuery(limit=10, cursor=None, state=None)
    cursor = encode_cursor(place, [*query.bound, "reviews"])
    return ReviewPages(None, "reviews").page(ReviewsQuery(limit=10, cursor=cursor, state=None))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "place", [Place("2026-11-27"), Place("", "2026-11-27"), Place("", -1), Place("", 2**62 + 1)], ids=repr
)
def test_a_place_that_is_none_among_reviews_is_refused(place: Place) -> None:
    with pytest.raises(Refused, match="cursor: is no place among reviews"):
        read_from(place)
