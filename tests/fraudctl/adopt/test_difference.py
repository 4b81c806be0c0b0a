"""A difference is shown by its path, and the two sides never look the same."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fraudctl.adopt.compare import normalize
from fraudctl.adopt.difference import MAX_TEXT, differing_parts

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet="ab1é ", max_size=200),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["Sid", "a", "b"]), inner, max_size=3),
)


def documents(*actions: str) -> dict[str, Any]:
    statement = {"Sid": "Write", "Effect": "Allow", "Resource": "arn:aws:dynamodb:us-east-1:000000000000:table/t"}
    other = {"Sid": "Read", "Effect": "Allow", "Action": ["dynamodb:Query"], "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [other, {**statement, "Action": list(actions)}]}


@given(values, values)
def test_whatever_differs_is_shown_with_two_sides_that_do(now: Any, then: Any) -> None:
    found = differing_parts(now, then)

    assert bool(found) == (normalize(now) != normalize(then))
    assert all(part.now != part.then for part in found)
    assert all(len(side) <= MAX_TEXT + 2 for part in found for side in (part.now, part.then))


def test_of_a_policy_it_is_the_member_that_differs() -> None:
    now, then = documents("dynamodb:PutItem"), json.dumps(documents("dynamodb:UpdateItem"))

    (part,) = differing_parts(now, then)

    assert (part.path, part.now, part.then) == (".Statement[Write].Action[]", "dynamodb:PutItem", "dynamodb:UpdateItem")


def test_what_one_side_lacks_is_shown_as_nothing() -> None:
    assert [(each.path, each.now, each.then) for each in differing_parts({"a": 1}, {"a": 1, "b": [2]})] == [
        (".b", "-", "[2]")
    ]


def test_of_a_long_text_it_is_the_place_where_it_begins_to_differ() -> None:
    now, then = f"{'a' * 300}old{'z' * 300}", f"{'a' * 300}new{'z' * 300}"

    (part,) = differing_parts(now, then)

    assert part.now.startswith("…aaaa")
    assert part.now.endswith("z…")
    assert "aold" in part.now
    assert "anew" in part.then


@pytest.mark.parametrize(("now", "then"), [("1", 1), ("é", "e\u0301"), ("-", None), ([None], []), ("true", True)])
def test_values_that_would_look_the_same_are_escaped(now: Any, then: Any) -> None:
    (part,) = differing_parts(now, then)
    assert part.now.encode("ascii") != part.then.encode("ascii")
