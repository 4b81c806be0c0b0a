"""Expressions that AWS's pages show are read, and what their grammar does not know is refused."""

import pytest

from tests.dynamodb_rules.conditions import Condition
from tests.dynamodb_rules.paths import Expression
from tests.dynamodb_rules.refusal import Refused
from tests.dynamodb_rules.reserved_words import RESERVED_WORDS
from tests.dynamodb_rules.updates import Update


def test_the_list_of_reserved_words_is_whole() -> None:
    assert len(RESERVED_WORDS) == 573  # as many as the page lists
    assert {"ABORT", "STATE", "TIMESTAMP", "STATUS", "NAME", "TTL", "ZONE"} <= RESERVED_WORDS


@pytest.mark.parametrize(
    "text",
    [
        "attribute_not_exists(transaction_id)",
        "attribute_exists(transaction_id) AND NOT contains(pending, :alert)",
        "attribute_not_exists(ids) OR size(ids) < :max",
        "(Price between :low and :high) AND NOT (#s IN (:a, :b) or a.b[3].#c <> :d)",
        "attribute_type(Brand, :kind) AND begins_with(Link, :start)",
    ],
)
def test_a_condition_of_the_grammar_is_read(text: str) -> None:
    Condition(text).condition()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is expected"),
        ("timestamp = :at", "a reserved word needs a placeholder, not 'timestamp'"),
        ("Status = :at", "a reserved word needs a placeholder, not 'Status'"),
        ("a == :b", "a name is expected, not '='"),
        ("a = :b AND", "a name is expected"),
        ("a = :b c = :d", "the end is expected, not 'c'"),
        ("(a = :b", "\\) is expected"),
        ("a IN ()", "a name is expected"),
        ("a = a", "operands are distinct"),
        ("size(a)", "a comparison is expected"),
        ("Attribute_Exists(a)", "a comparison is expected"),
        ("attribute_exists(:a)", "a name is expected"),
        ("attribute_exists(a, b)", "attribute_exists takes 1"),
        ("attribute_type(a, S)", "a type is given as a value"),
        ("contains(a)", "contains takes 2"),
        ("_a = :b", "nothing begins with '_a = :b'"),
        ("fraud-score = :b", "a comparison is expected, not '-'"),
        ("'a' = :b", "nothing begins with"),
        ("a = 1", "a name is expected, not '1'"),
    ],
)
def test_any_other_condition_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        Condition(text).condition()


def test_a_key_condition_is_an_equality_and_perhaps_a_range() -> None:
    Condition("transaction_id = :id").key_condition()
    Condition("transaction_id = :id AND #t BETWEEN :a AND :b").key_condition()
    for text in ("a = :a OR b = :b", "a > :a", "NOT a = :a", "a = :a AND b = :b AND c = :c", "a = :a AND b <> :b"):
        with pytest.raises(Refused, match="no key condition"):
            Condition(text).key_condition()


@pytest.mark.parametrize(
    "text",
    [
        "SET ProductCategory = :c, Price = Price - :p",
        "set #pr.#5star[1] = :r5, a = if_not_exists(a, :x) + :y, l = list_append(if_not_exists(l, :e), :v)",
        "REMOVE Brand, RelatedItems[1] ADD Color :c DELETE pending :p SET a = :b",
    ],
)
def test_an_update_of_the_grammar_is_read(text: str) -> None:
    Update(text).update()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "an action is expected"),
        ("SET a = :b SET c = :d", "the end is expected, not 'SET'"),
        ("SET a :b", "= is expected"),
        ("SET a = :b + :c + :d", "the end is expected"),
        ("SET a = :b,", "a name is expected"),
        ("SET a = :b, REMOVE c", "= is expected, not 'c'"),
        ("SET a = IF_NOT_EXISTS(a, :b)", "the end is expected, not '\\('"),
        ("SET a = if_not_exists(:b, :c)", "a name is expected"),
        ("ADD a b", "a value is expected"),
        ("REMOVE :a", "a name is expected"),
        ("SET hash = :b", "a reserved word"),
    ],
)
def test_any_other_update_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        Update(text).update()


def test_a_projection_is_a_list_of_paths() -> None:
    assert Expression("a, #b.c, d[0]").projection().names == {"#b"}
    with pytest.raises(Refused):
        Expression("a b").projection()
