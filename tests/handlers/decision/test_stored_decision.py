"""A stored decision says what the decision said, to the last digit, and fits its row."""

import json
import random
import zlib
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.aws.attributes import to_attributes
from handlers.contract.errors import UnfitDecision
from handlers.contract.row_image import from_image
from handlers.contract.transaction import LARGEST_DECISION, Transaction
from handlers.decision.alert import alert_of
from handlers.decision.arms import Arm
from handlers.decision.basis import Basis, basis, basis_in, features_of
from handlers.decision.compact_values import pack, unpack
from handlers.decision.content_digest import content_digest
from handlers.decision.decide import Decider, Decision
from handlers.decision.record import log_fields
from handlers.decision.score_row import owed, score_row
from handlers.decision.stored_decision import StoredDecision, decode, encode, encode_to_fit, stored_decision
from handlers.decision.stored_form import fields_in, in_form
from handlers.decision.strategy.document import MOST_RULES
from tests.handlers.strategies import strategy_of

AS_OF = 1_795_350_700_500
NOW = datetime.fromtimestamp(AS_OF / 1000, UTC)
"""The time of the decision."""

METADATA: dict[str, dict[str, Any]] = {
    "channel": {"S": "web"},
    "risk": {"N": "0.50"},
    "vip": {"BOOL": True},
    "note": {"NULL": True},
}
PAID = Transaction(
    transaction_id="tx-1",
    timestamp=1_795_350_600_000,
    amount=Decimal("12.50"),
    merchant="Café Crypto",
    customer_id="C-1",
    currency="EUR",
    metadata=METADATA,
)
KNOWN: dict[str, Any] = {
    "customer.count_30d": Decimal(7),
    "customer.mean_30d": Decimal("37.4512345678"),
    "customer.amount_to_mean_30d": Decimal("9.5E+140"),
    "customer.new_terminal": True,
    "customer.lists": frozenset({"watched", "blocked"}),
}
READING = strategy_of(
    {"when": "customer.count_30d > 5 and customer.mean_30d > 1", "weight": Decimal("0.25"), "message": "Unusual."},
    {"when": "customer.amount_to_mean_30d > 3 and customer.new_terminal", "weight": Decimal("0.600")},
    {"when": '"blocked" in customer.lists', "outcome": "decline", "tags": ["blocked", "list"]},
    {"when": "metadata.risk >= 0.5 and metadata.vip and metadata.channel == 'web'", "tags": ["web"]},
    {"when": "amount > 10 and 'Crypto' in merchant and terminal.count_1h > 3"},
    {"when": "amount / (amount - 12.5) > 1"},
    {"when": "metadata.channel > 5"},
    {"when": "missing(customer.frauds_28d) or hour > 3"},
)


ARM = Arm("5f" * 32, "challenger", "0123456789abcdef")
READ_FEATURES = {f"{kind}.{each.name}" for kind, features in READING.features.items() for each in features}


def decision(**more: Any) -> Decision:
    return msgspec.structs.replace(Decider(READING).decide(PAID, dict(KNOWN)), **more)


def said(decided: Decision | StoredDecision) -> tuple[Any, ...]:
    """Return all that is written of a decision."""
    row = score_row(decided, NOW, timedelta(days=30))
    alert = alert_of(decided)
    return to_attributes(row), owed(decided), alert, alert.body("test"), log_fields(decided), decided.alert_due


def reread(decided: Decision) -> StoredDecision:
    return decode(encode(stored_decision(decided, AS_OF)), decided.transaction)


@pytest.mark.parametrize(
    "decided",
    [
        decision(),
        decision(outcome="review", degraded=("profiles", "facts", "attempts")),
        decision(unusable=("card",), mistyped=("channel",)),
        decision(arm=ARM, override="review", strategy=READING.alerting_above(Decimal("0.5"))),
        decision(override="approve", degraded=("strategy",)),
        Decider(strategy_of({"when": "amount > 1000"})).decide(PAID),
    ],
    ids=["of all kinds of values", "degraded", "unusable", "of an experiment", "overridden", "plain"],
)
def test_row_alert_and_log_of_what_is_stored_are_those_of_the_decision(decided: Decision) -> None:
    assert said(reread(decided)) == said(decided)


@pytest.mark.parametrize(
    ("score", "outcome", "due"),
    [("0.8", "approve", False), ("0.81", "approve", True), ("0", "review", True), ("0.8", "decline", True)],
)
def test_an_alert_is_due_above_the_threshold_and_not_at_it(score: str, outcome: str, *, due: bool) -> None:
    decided = decision(score=Decimal(score), outcome=outcome)
    assert decided.alert_above == Decimal("0.8")
    assert (decided.alert_due, reread(decided).alert_due) == (due, due)


def test_what_was_degraded_stands_in_the_scores_row() -> None:
    row = score_row(reread(decision(degraded=("profiles",))), NOW, timedelta(days=30))
    assert '"degraded":["profiles"]' in row["decision"]


@pytest.mark.parametrize("override", [None, "approve", "review"])
@pytest.mark.parametrize("arm", [None, ARM, Arm(ARM.experiment, "control", "f" * 16)])
@pytest.mark.parametrize("threshold", ["0.8", "0.5", "0"])
def test_a_stored_decision_keeps_arm_override_and_the_deployments_threshold(
    threshold: str, arm: Arm | None, override: Any
) -> None:
    strategy = READING.alerting_above(Decimal(threshold))
    decided = decision(arm=arm, override=override, strategy=strategy)
    stored = reread(decided)

    assert stored == stored_decision(decided, AS_OF)
    assert (stored.arm, stored.override, stored.alert_above) == (arm, override, Decimal(threshold))
    assert stored.told == (override or decided.outcome) == decided.told
    in_row = basis_in(basis(stored, AS_OF))
    assert (in_row.arm, in_row.override) == (arm, override)
    assert in_row.above == (None if threshold == "0.8" else Decimal(threshold))
    assert strategy.alerting_above(in_row.above or stored.alert_above).thresholds == strategy.thresholds


def test_what_most_decisions_do_not_say_takes_no_byte_and_is_not_new_to_earlier_versions() -> None:
    fields = msgspec.msgpack.decode(fields_in(encode(stored_decision(decision(), AS_OF))))
    further = msgspec.msgpack.decode(fields_in(encode(stored_decision(decision(override="review"), AS_OF))))
    assert (len(fields), len(further)) == (16, 19)
    assert further[:16] == fields
    assert not {"above", "arm", "override"} & json.loads(basis(decision(), AS_OF)).keys()


@pytest.mark.parametrize(
    "more",
    [
        [False, None, "decline"],
        [False, [b"x" * 31, "control", b"y" * 8], None],
        [False, [b"x" * 32, "others", b"y" * 8], None],
        [False, [b"x" * 32, "control", b"y" * 9], None],
        [False, None, None, 7],
        [False, None, None, None, 1],
    ],
)
def test_arms_and_overrides_that_are_none_are_refused(more: list[Any]) -> None:
    fields = msgspec.msgpack.decode(fields_in(encode(stored_decision(decision(), AS_OF))))
    with pytest.raises(UnfitDecision, match="damaged"):
        decode(in_form(msgspec.msgpack.encode([*fields, *more])), PAID)


def test_features_come_back_from_row_and_from_what_is_stored_as_conditions_read_them() -> None:
    known = {name: value for name, value in KNOWN.items() if name in READ_FEATURES}
    for found in (basis_in(basis(decision(), AS_OF)), reread(decision()).basis, stored_decision(decision(), 7).basis):
        assert features_of(found) == known
    odd = Basis(7, 1, {"customer": {250: Decimal(1), 13: 7}})
    assert features_of(odd) == {"customer.count_30d": Decimal(7)}


def test_messages_of_the_rules_that_fired_are_stored_by_their_codes() -> None:
    assert reread(decision()).messages == {"rule_0": "Unusual."}


numbers = st.one_of(
    st.integers(-(10**40), 10**40).map(Decimal),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.sampled_from(["0", "-0", "0.10", "1E+3", "1e-7", "0.00001", "1E+125", "9" * 18, "9" * 19]).map(Decimal),
)


@given(st.one_of(numbers, st.text(), st.booleans(), st.lists(st.text())))
def test_a_value_comes_back_digit_by_digit(value: Any) -> None:
    back = unpack(msgspec.msgpack.decode(msgspec.msgpack.encode(pack(value))))
    assert (type(back), str(back)) == (type(value), str(value))


@pytest.mark.parametrize(
    "change",
    [
        {"amount": Decimal("12.51")},
        {"timestamp": 7},
        {"merchant": "Café"},
        {"customer_id": msgspec.UNSET},
        {"terminal_id": "C-1", "customer_id": msgspec.UNSET},
        {"currency": "USD"},
        {"metadata": METADATA | {"risk": {"S": "0.50"}}},
        {"metadata": METADATA | {"vip": {"N": "1"}}},
        {"metadata": msgspec.UNSET},
    ],
)
def test_a_decision_fits_no_transaction_with_other_fields(change: dict[str, Any]) -> None:
    written = encode(stored_decision(decision(), AS_OF))
    with pytest.raises(UnfitDecision, match="other fields"):
        decode(written, msgspec.structs.replace(PAID, **change))


def test_a_decision_fits_its_row_however_the_table_writes_numbers() -> None:
    written = encode(stored_decision(decision(), AS_OF))
    row: dict[str, Any] = {
        "transaction_id": {"S": "tx-1"},
        "timestamp": {"N": "1795350600000"},
        "amount": {"N": "12.5"},
        "merchant": {"S": "Café Crypto"},
        "customer_id": {"S": "C-1"},
        "currency": {"S": "EUR"},
        "created_at": {"S": "2026-11-22T12:30:00.123+00:00"},
        "metadata": {"M": dict(reversed(METADATA.items())) | {"risk": {"N": "0.5"}}},
        "decision": {"B": b64encode(written).decode()},
    }
    read = from_image(row)

    assert read.decision == from_image(row | {"decision": {"B": written}}).decision == written
    assert decode(written, read).outcome == decision().outcome
    assert content_digest(PAID) == content_digest(msgspec.structs.replace(PAID, amount=Decimal("125E-1")))


@pytest.mark.parametrize(
    "attribute", [{"S": "text"}, {"B": "no base64"}, {"B": b"x" * (LARGEST_DECISION + 1)}, {"M": {}}]
)
def test_what_another_writer_put_in_its_place_is_no_decision(attribute: dict[str, Any]) -> None:
    row = {"transaction_id": {"S": "tx"}, "timestamp": {"N": "7"}, "amount": {"N": "1"}, "merchant": {"S": "Shop"}}
    assert from_image({**row, "decision": attribute}) == from_image(row)


@given(st.data())
def test_damaged_bytes_are_no_decision_and_never_another_error(data: st.DataObject) -> None:
    written = bytearray(encode(stored_decision(decision(), AS_OF)))
    place = data.draw(st.integers(1, len(written) - 1))
    written[place] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.integers(place + 1, len(written)))
    with pytest.raises(UnfitDecision):
        decode(bytes(written[:cut]), PAID)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("score", value) for value in (Decimal("1.01"), Decimal(-1), Decimal("NaN"), "0.5", True)),
        ("alert_above", Decimal(2)),
        ("outcome", "perhaps"),
        ("reasons", [{"reason": "rule_0", "weight": "heavy"}]),
    ],
)
def test_what_no_decision_holds_is_refused_though_it_is_whole(name: str, value: Any) -> None:
    crafted = msgspec.structs.replace(stored_decision(decision(), AS_OF), **{name: value})
    with pytest.raises(UnfitDecision, match="damaged"):
        decode(encode(crafted), PAID)


def test_a_newer_form_says_so() -> None:
    with pytest.raises(UnfitDecision, match="form 9"):
        decode(b"\x09", PAID)


def test_no_decision_fills_the_memory() -> None:
    bomb = b"\x02\0\0\0\0" + zlib.compress(msgspec.msgpack.encode(["x" * 100_000_000]))
    with pytest.raises(UnfitDecision, match="damaged"):
        decode(bomb, PAID)


def test_whatever_fires_a_decision_fits_its_row() -> None:
    chance = random.Random(7)  # noqa: S311 -- no secret
    key = "k" * 3000
    rules = [
        {
            "code": f"a{chance.getrandbits(300):075x}"[:64],
            "when": "amount >= 0" if number > 20 else f'amount >= 0 or metadata["{key}"] == "x"',
            "weight": Decimal(chance.getrandbits(120)).scaleb(-38),
            "message": f"{chance.getrandbits(700):0175x}",
            "tags": [f"{number % 100}{'t' * 20}"],
        }
        for number in range(MOST_RULES)
    ]
    paid = msgspec.structs.replace(PAID, metadata={key: {"S": f"{chance.getrandbits(240):060x}"}})
    stored, written = encode_to_fit(stored_decision(Decider(strategy_of(*rules)).decide(paid), AS_OF))

    assert len(stored.reasons) == MOST_RULES
    assert len(written) <= LARGEST_DECISION
    assert decode(written, paid) == stored
    assert encode_to_fit(stored_decision(decision(), AS_OF))[0] == stored_decision(decision(), AS_OF)
