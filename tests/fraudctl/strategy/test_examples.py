"""The examples in a file are held against its rules, and an example that cannot be one is an error."""

import pytest

from fraudctl.strategy.results import ExampleResults, run_examples
from fraudctl.strategy.view import results_rows
from tests.fraudctl.strategy.written import checked, rule

LARGE = rule("large", "amount > 100 and missing(currency)", "weight: 0.5\n    tags: [big, risky]")
NIGHT = rule("night", "hour < 6", "weight: 0.4")


def tried(example: str) -> ExampleResults:
    found = checked(LARGE, NIGHT, more=f"examples:\n  - {example}\n")
    assert not found.errors
    return run_examples(found)


@pytest.mark.parametrize(
    "example",
    [
        "{transaction: {amount: 200}, score: 0.5, outcome: approve, reasons: [large], tags: [risky, big]}",
        "{transaction: {amount: 200, timestamp: 1767578400000}, score: 0.9, outcome: review, reasons: [night, large]}",
        "{transaction: {}, reasons: []}",
        "{transaction: {amount: 200}, score: 0.50}",
    ],
)
def test_an_example_that_comes_true_passes(example: str) -> None:
    results = tried(example)
    assert (results.passed, results.failed, list(results.mismatches)) == (True, 0, [])


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ("score: 0.6", "score is 0.5, not 0.6"),
        ("outcome: review", "outcome is approve, not review"),
        ("reasons: [night]", "reasons is [large], not [night]"),
        ("reasons: []", "reasons is [large], not []"),
        ("tags: [big]", "tags is [big, risky], not [big]"),
    ],
)
def test_an_example_that_does_not_come_true_fails_where_it_says_so(expected: str, message: str) -> None:
    results = tried(f"{{transaction: {{amount: 200}}, {expected}}}")
    (mismatch,) = results.mismatches
    assert (results.passed, results.failed, mismatch.message) == (False, 1, message)
    assert mismatch.text[mismatch.caret :].startswith(expected.partition(": ")[2])


def test_an_example_with_two_mismatches_fails_once() -> None:
    results = tried("{transaction: {amount: 200}, score: 0.6, outcome: review}")
    assert (results.failed, len(results.mismatches)) == (1, 2)
    assert [row.plain for row in results_rows(results)][-2:] == [
        "tried.yaml: 1 example, 1 failed",
        "  in no example fires: night",
    ]


HABIT = rule("far_above_habit", "customer.count_30d >= 5 and amount > 5 * customer.mean_30d")
BLOCKED = rule("blocked_card", '"blocked" in card.lists and not card.new_merchant', "outcome: decline")


def on_features(example: str) -> ExampleResults:
    entities = "entities: {card: metadata.card}\n"
    found = checked(HABIT, BLOCKED, more=f"{entities}examples:\n  - {example}\n")
    assert not found.errors
    return run_examples(found)


@pytest.mark.parametrize(
    ("known", "reasons"),
    [
        ("{customer: {count_30d: 12, mean_30d: 40.5}}", "[far_above_habit]"),
        ("{customer: {count_30d: 12, mean_30d: 60}}", "[]"),
        ("{customer: {count_30d: 12}}", "[]"),
        ("{card: {lists: [vip, blocked], new_merchant: false}}", "[blocked_card]"),
        ("{card: {lists: [], new_merchant: false}}", "[]"),
        ("{card: {lists: [blocked], new_merchant: true}, customer: {count_30d: 5, mean_30d: 0}}", "[far_above_habit]"),
        ("{}", "[]"),
    ],
)
def test_an_example_says_what_is_known_of_its_entities(known: str, reasons: str) -> None:
    transaction = "{amount: 300, customer_id: C-1, metadata: {card: T-9}}"
    assert on_features(f"{{transaction: {transaction}, known: {known}, reasons: {reasons}}}").passed
    other = "[far_above_habit]" if reasons == "[]" else "[]"
    assert not on_features(f"{{transaction: {transaction}, known: {known}, reasons: {other}}}").passed


def test_what_is_known_of_an_entity_whose_place_is_wrong_is_no_second_error() -> None:
    example = "{transaction: {}, known: {card: {count_1h: 6}}, score: 0}"
    (error,) = checked(LARGE, more=f"entities: {{card: token}}\nexamples:\n  - {example}\n").errors
    assert error.hint == "metadata.token"


def test_rules_that_no_example_makes_fire_are_named() -> None:
    assert tried("{transaction: {amount: 200}, score: 0.5}").untried == ["night"]


@pytest.mark.parametrize(
    ("example", "message"),
    [
        ("5", "an example is a mapping"),
        ("{score: 0.5}", "transaction is missing"),
        ("{transaction: 5, score: 0.5}", "transaction must hold the fields"),
        ("{transaction: {amount: 5}}", "an example says what it expects"),
        ("{transaction: {}, score: high}", "score must be a number"),
        ("{transaction: {}, outcome: maybe}", "outcome must be one of"),
        ("{transaction: {}, reasons: large}", "reasons must be a list"),
        ("{transaction: {}, tags: [1]}", "tags must be a list"),
        ("{transaction: {}, scroe: 0.5, score: 0.5}", "scroe is no field here"),
        ("{transaction: {amount: -5}, score: 0.5}", "the API refuses it: amount: must be a number"),
        ("{transaction: {amuont: 5}, score: 0.5}", "the API refuses it: amuont: is not a field"),
        ("{transaction: {timestamp: 5}, score: 0.5}", "the API refuses it: timestamp"),
        ("{transaction: {currency: eur}, score: 0.5}", "the API refuses it: currency"),
        ("{transaction: {metadata: {a: [1]}}, score: 0.5}", "the API refuses it: metadata"),
        ("{transaction: {amount: 1e3}, score: 0.5}", "1e3 is a number to some readers"),
    ],
)
def test_an_example_that_cannot_be_one_is_an_error_in_its_line(example: str, message: str) -> None:
    (error,) = checked(LARGE, more=f"examples:\n  - {example}\n").errors
    assert error.message.startswith(message)
    assert error.line == 10


def test_a_slip_in_a_transactions_field_is_shown_at_its_name_with_what_was_meant() -> None:
    (error,) = checked(LARGE, more="examples:\n  - {transaction: {amuont: 5}, score: 0.5}\n").errors
    assert error.hint == "amount"
    assert error.text[error.caret :].startswith("amuont")


def test_examples_that_are_no_list_are_an_error() -> None:
    (error,) = checked(LARGE, more="examples: 5\n").errors
    assert error.message == "examples must be a list"


def test_a_file_with_errors_passes_no_test() -> None:
    results = run_examples(checked(rule("first", "x > 1"), more="examples:\n  - {transaction: {}, score: 0}\n"))
    assert not results.passed
    assert [row.plain for row in results_rows(results)][-1] == "tried.yaml: 1 error"


def test_a_file_without_examples_passes() -> None:
    assert run_examples(checked(LARGE)).passed
