"""A decision is written down with what its rules read, in few bytes whatever the strategy and the transaction."""

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from handlers.aws.attributes import to_attributes
from handlers.contract.transaction import Transaction
from handlers.decision.alert import alert_of
from handlers.decision.basis import basis
from handlers.decision.decide import Decider, Decision
from handlers.decision.record import LONGEST_VALUE, MOST_VALUES, OPTIONAL_CONTENT, content, log_fields
from handlers.decision.strategy.document import MOST_RULES
from tests.handlers.strategies import decide, strategy_of

METADATA = {"channel": {"S": "web"}, "risk": {"N": "0.50"}, "vip": {"BOOL": True}}


def decision_by(*rules: dict[str, Any], **fields: Any) -> Decision:
    """Return the decision of these rules on a transaction with these fields."""
    known = {"transaction_id": "tx", "timestamp": 7, "amount": Decimal(12), "merchant": "Corner Shop", **fields}
    return decide(Transaction(**known), strategy_of(*rules, seed_currencies=["EUR"]))


def values_of(when: str, **fields: Any) -> Any:
    """Return the values in the reason of a rule that fires."""
    (reason,) = content(decision_by({"when": when}, **fields))["reasons"]
    return reason.get("values")


@pytest.mark.parametrize(
    ("when", "values"),
    [
        ("amount > 10", {"amount": Decimal(12)}),
        ("amount > 10 and (missing(currency) or currency in seed_currencies)", {"amount": 12, "currency": "EUR"}),
        ("hour == 0 and weekday == 3", {"hour": 0, "weekday": 3}),
        ("metadata.risk >= 0.5 and metadata.vip", {"metadata.risk": Decimal("0.50"), "metadata.vip": True}),
        ('metadata["channel"] == "web"', {"metadata.channel": "web"}),
        ("amount > 10 or customer_id == 'C-1'", {"amount": 12}),
        ("missing(terminal_id)", None),
        ("True", None),
        ("not merchant_mixed_scripts", {"merchant_mixed_scripts": False}),
    ],
)
def test_a_reason_has_the_values_that_its_rule_may_read(when: str, values: Any) -> None:
    assert values_of(when, currency="EUR", metadata=METADATA) == values


def test_a_text_is_cut() -> None:
    assert values_of("'x' in merchant", merchant="x" * 256) == {"merchant": "x" * LONGEST_VALUE}


@pytest.mark.parametrize(
    ("value", "written"), [("9.5E+140", "9." + "9" * 37 + "E+125"), ("3E-131", "0"), ("9E+125", "9E+125"), ("0", "0")]
)
def test_a_feature_that_no_number_of_dynamodb_is_stands_as_the_nearest(value: str, written: str) -> None:
    decider = Decider(strategy_of({"when": "customer.amount_to_mean_30d >= 0"}))
    transaction = Transaction(transaction_id="tx", timestamp=7, amount=Decimal(12), merchant="Corner Shop")

    decision = decider.decide(transaction, {"customer.amount_to_mean_30d": Decimal(value)})

    (reason,) = content(decision)["reasons"]
    assert reason["values"] == {"customer.amount_to_mean_30d": Decimal(written)}


def test_the_reasons_after_many_values_have_none_and_are_complete_otherwise() -> None:
    decision = decision_by(*[{"when": "amount > 10"}] * MOST_RULES)

    reasons = content(decision)["reasons"]

    assert len(reasons) == MOST_RULES
    assert [each for each, reason in enumerate(reasons) if "values" in reason] == list(range(MOST_VALUES))


def test_row_and_alert_fit_whatever_fires() -> None:
    rules = [
        {
            "code": f"a{number:063}",
            "when": "'\u4e2d' in merchant and customer_id != '' and terminal_id != ''",
            "weight": Decimal("0." + "1" * 20),
            "tags": [f"{tag % 100:064}" for tag in range(number, number + 2)],
        }
        for number in range(MOST_RULES)
    ]
    texts = dict.fromkeys(("transaction_id", "merchant", "customer_id", "terminal_id"), "中" * 256)

    decision = decision_by(*rules, **texts)

    assert (len(decision.fired), len(decision.tags)) == (MOST_RULES, 100)
    assert len(alert_of(decision).body("e" * 32).encode()) < 200 * 1024  # of SNS's 256 KiB
    assert len(json.dumps(to_attributes(content(decision)), ensure_ascii=False).encode()) < 300 * 1024  # of 400 KB


def test_what_there_is_none_of_is_absent() -> None:
    assert not set(OPTIONAL_CONTENT) & content(decision_by({"when": "amount > 10"})).keys()


def test_tags_and_rules_that_divide_by_zero_are_named() -> None:
    decision = decision_by(
        {"when": "amount > 10", "tags": ["b", "a"]},
        {"when": "amount > 11", "tags": ["c", "a"]},
        {"when": "amount / (amount - 12) > 1", "tags": ["d"]},
    )

    assert {name: content(decision)[name] for name in ("tags", "undecided")} == {
        "tags": ["a", "b", "c"],
        "undecided": ["rule_2"],
    }


def test_the_log_names_what_the_strategy_names_and_no_value() -> None:
    decision = decision_by(
        {"when": "metadata.channel > 5"},
        {"when": "metadata.risk > 0 and amount > 10", "tags": ["a"], "outcome": "decline", "weight": Decimal("0.3")},
        metadata=METADATA,
        trace_id="1-2",
    )

    assert log_fields(decision) == {
        "id": "tx",
        "score": 0.3,
        "outcome": "decline",
        "trace": "1-2",
        "tags": ["a"],
        "mistyped": ["channel"],
    }


READING = strategy_of(
    {"when": '"vip" in customer.lists and customer.count_1h > 1 and customer.new_terminal'},
    {"when": "terminal.mean_30d > 3 or terminal.count_24h > 100"},
)


def test_the_basis_has_every_feature_that_was_read_by_its_number_and_says_which_were_absent() -> None:
    transaction = Transaction(transaction_id="tx", timestamp=7, amount=Decimal(12), merchant="Corner Shop")
    known = {
        "customer.lists": frozenset({"vip", "known", "abroad", "new"}),
        "customer.count_1h": Decimal(3),
        "customer.new_terminal": False,
        "terminal.count_24h": Decimal("1.50"),
    }

    made = basis(Decider(READING).decide(transaction, known), 1_795_350_700_500)

    assert made == (
        '{"as_of":1795350700500,"engine":1,"features":{"customer":'
        '{"10":3,"53":false,"80":["abroad","known","new","vip"]},"terminal":{"11":1.50}},"absent":{"terminal":[24]}}'
    )


def test_the_basis_of_a_strategy_that_reads_no_feature_is_short() -> None:
    assert basis(decision_by({"when": "amount > 10"}), 7) == '{"as_of":7,"engine":1}'


def test_an_override_is_said_in_the_row_and_in_the_alert_beside_the_strategys_own_outcome() -> None:
    decision = msgspec.structs.replace(decision_by({"when": "amount > 10", "outcome": "decline"}), override="approve")

    told = content(decision)

    assert (told["outcome"], told["override"]) == ("decline", "approve")
    assert json.loads(alert_of(decision).body("test"))["override"] == "approve"
    assert json.loads(basis(decision, 7))["override"] == "approve"
