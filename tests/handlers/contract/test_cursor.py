"""A cursor comes back as the place it was made of, and anything else is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.contract.cursor import LONGEST_CURSOR, Place, decode_cursor, encode_cursor
from handlers.contract.errors import Refused

IDS = st.text(min_size=1, max_size=256).filter(lambda text: text.isprintable())
PLACES = st.builds(
    Place,
    st.sampled_from(["", "2026-11-27"]),
    st.none() | st.text(max_size=32) | st.integers(0, 2**62),
    st.dictionaries(st.integers(0, 3), IDS),
)
BOUND: list[Any] = ["alerts", None, "table"]


@given(place=PLACES)
def test_a_place_comes_back(place: Place) -> None:
    cursor = encode_cursor(place, BOUND)
    assert decode_cursor(cursor, BOUND) == place
    assert cursor.isascii()
    assert not set(cursor) & set("+/=&?% ")


@given(place=PLACES, at=st.integers(0), by=st.integers(1, 63))
def test_one_that_was_changed_is_refused(place: Place, at: int, by: int) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    cursor = encode_cursor(place, BOUND)
    changed = at % len(cursor)
    other = letters[(letters.index(cursor[changed]) + by) % 64]
    with pytest.raises(Refused):
        decode_cursor(cursor[:changed] + other + cursor[changed + 1 :], BOUND)


@given(place=PLACES)
def test_one_that_is_written_in_another_way_is_refused(place: Place) -> None:
    cursor = encode_cursor(place, BOUND)
    for written in (cursor + "=", cursor.replace("-", "+").replace("_", "/") + "\n", f" {cursor}"):
        with pytest.raises(Refused):
            decode_cursor(written, BOUND)


@given(cursor=st.text())
def test_any_other_text_is_refused(cursor: str) -> None:
    with pytest.raises(Refused, match=r"^cursor: "):
        decode_cursor(cursor, BOUND)


@given(place=PLACES, bound=st.lists(st.none() | st.text(max_size=3), max_size=4))
def test_one_of_another_request_is_refused(place: Place, bound: list[Any]) -> None:
    if bound != BOUND:
        with pytest.raises(Refused):
            decode_cursor(encode_cursor(place, BOUND), bound)


def test_the_longest_one_fits_a_url() -> None:
    longest = Place("2026-11-27", "2026-11-27T00:00:00.000001+00:00", dict.fromkeys(range(4), "\U0001f600" * 256))
    assert len(encode_cursor(longest, BOUND)) <= LONGEST_CURSOR
