"""The text of an alert is one that a person can act on, fits a screen, and shows all that came from outside."""

import shlex
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.contract.invisible import is_hidden
from handlers.decision.alert import Alert
from handlers.decision.alert_text import LONGEST_TEXT, alert_text

DASHBOARD = "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/fraud-prod"
REASONS = [
    {"reason": "amount_above_10000", "weight": Decimal("0.5"), "values": {"amount": Decimal("12000.50")}},
    {
        "reason": "far_above_habit",
        "weight": Decimal("0.4"),
        "values": {"customer.count_30d": Decimal(7), "customer.mean_30d": Decimal("21.4")},
    },
]
CONTENT: dict[str, Any] = {
    "transaction_id": "order-1",
    "timestamp": 1_767_603_600_000,
    "fraud_score": Decimal("0.9"),
    "amount": Decimal("12000.50"),
    "currency": "EUR",
    "merchant": "Corner Bakery",
    "customer_id": "C-1",
    "terminal_id": "T-9",
    "outcome": "review",
    "tags": ["account_takeover"],
    "reasons": REASONS,
}
PAGE = Path(__file__).parents[3] / "docs" / "api.md"
texts = st.text(min_size=1, max_size=256)
numbers = st.decimals(allow_nan=False, allow_infinity=False)
contents = st.fixed_dictionaries(
    {"fraud_score": numbers, "amount": numbers, "merchant": texts, "outcome": st.sampled_from(["approve", "review"])},
    optional={
        "currency": texts,
        "customer_id": texts,
        "terminal_id": texts,
        "override": st.sampled_from(["approve", "review"]),
        "tags": st.lists(texts, max_size=5),
        "degraded": st.lists(st.sampled_from(["profiles", "facts"]), max_size=2),
        "reasons": st.lists(
            st.fixed_dictionaries(
                {"reason": texts, "weight": numbers},
                optional={"values": st.dictionaries(texts, st.one_of(texts, numbers, st.booleans()), max_size=3)},
            ),
            max_size=4,
        ),
    },
)


def text_of(dashboard: str = DASHBOARD, *, identity: str = "order-1", above: str = "0.8", **changed: Any) -> str:
    content = {name: value for name, value in {**CONTENT, **changed}.items() if value is not None}
    alert = Alert(transaction_id=identity, timestamp=content["timestamp"], content=content, above=Decimal(above))
    return alert_text(alert, "prod", dashboard)


def test_it_says_who_paid_what_where_and_why_and_how_to_look_further_as_the_page_of_the_api_shows() -> None:
    shown = PAGE.read_text(encoding="utf-8").partition("### The alert as an e-mail")[2].partition("```text\n")[2]

    assert text_of() == shown.partition("```")[0]


def test_what_is_not_known_is_said_to_be_so() -> None:
    text = text_of(currency=None, customer_id=None, terminal_id=None, tags=None, reasons=[])

    assert "Amount       12000.50 (no currency)\nCustomer     (not named)\nMerchant     Corner Bakery\nTime" in text
    assert "Why\n  no rule fired\n" in text


@pytest.mark.parametrize(
    ("outcome", "override", "claims"),
    [("decline", None, False), ("decline", "review", True), ("review", "approve", True), ("approve", None, False)],
)
def test_the_command_that_claims_is_there_where_a_review_is(
    outcome: str, override: str | None, *, claims: bool
) -> None:
    text = text_of(outcome=outcome, override=override)

    assert ("fraudctl review claim" in text) == claims
    assert (f"answered {override}" in text) == (override is not None)


@pytest.mark.parametrize("identity", ["order-1", "o'hara & co", "-rf", "$(date)", "Ünder 1", "x" * 256, "中" * 256])
def test_a_shell_reads_the_command_as_one_id_of_the_payment(identity: str) -> None:
    (command,) = (line for line in text_of(identity=identity).splitlines() if line.startswith("  fraudctl show"))

    words = [word for word in shlex.split(command) if word != "--"]

    assert words == ["fraudctl", "show", identity, "--stack", "prod"]


def test_reasons_that_do_not_fit_are_counted() -> None:
    reasons = [{"reason": f"rule_{number}", "weight": Decimal("0.01")} for number in range(500)]

    lines = text_of(reasons=reasons).splitlines()

    shown = sum(line.startswith("  rule_") for line in lines)
    assert 20 < shown < 500
    assert f"  and {500 - shown} more, which the command shows" in lines


def test_as_many_reasons_are_shown_as_fit_to_the_byte() -> None:
    """Each of 40 bytes, its end of line among them, and of the line that counts the others."""

    def shown(*, more: int) -> tuple[int, int]:
        reasons = [{"reason": f"r{number:031}", "weight": Decimal("0.1")} for number in range(500)]
        text = text_of(reasons=reasons, merchant="M" * (10 + more))
        return sum(line.startswith("  r0") for line in text.splitlines()), len(text.encode())

    longest = [shown(more=each) for each in range(40)]

    fullest = max(size for _, size in longest)
    assert fullest == LONGEST_TEXT
    assert {lines for lines, _ in longest} == {longest[0][0], longest[0][0] - 1}


def test_all_reasons_are_shown_where_the_last_one_fits_to_the_byte() -> None:
    """Each of 40 bytes, its end of line among them; without any, a line of 16 bytes says so."""
    room = LONGEST_TEXT - len(text_of(reasons=[], merchant="").encode()) + 16
    count, rest = divmod(room, 40)
    reasons = [{"reason": f"r{number:031}", "weight": Decimal("0.1")} for number in range(count)]

    text = text_of(reasons=reasons, merchant="M" * rest)

    assert len(text.encode()) == LONGEST_TEXT
    assert "more, which the command shows" not in text


def test_what_could_not_be_read_is_named() -> None:
    assert "Unread       profiles, facts\n" in text_of(degraded=["profiles", "facts"])
    assert "Unread" not in text_of()


@given(texts, contents)
def test_it_fits_and_hides_nothing_whatever_came_from_outside(identity: str, content: dict[str, Any]) -> None:
    content = {"timestamp": 1_767_603_600_000, "transaction_id": identity, **content}
    text = alert_text(Alert(transaction_id=identity, timestamp=7, content=content, above=None), "prod", DASHBOARD)

    assert len(text.encode()) <= LONGEST_TEXT
    assert set(filter(is_hidden, text)) == {"\n"}
    assert text.count("\n") <= 24  # each line is one of ours


@pytest.mark.parametrize("character", ["a", "中", "\u202e", "'", "🙂"])
def test_it_fits_when_every_field_is_as_long_as_it_can_be(character: str) -> None:
    long = character * 256
    reasons = [{"reason": "r" * 64, "weight": Decimal("0." + "1" * 38), "values": {"m" * 64: long}}] * 500
    named: dict[str, Any] = {
        "merchant": long,
        "customer_id": long,
        "terminal_id": long,
        "tags": [long] * 100,
        "override": "approve",
    }

    text = text_of(
        identity=long, reasons=reasons, amount=Decimal("9" * 38), fraud_score=Decimal("0." + "1" * 38), **named
    )

    assert len(text.encode()) <= LONGEST_TEXT
    assert "more, which the command shows" in text
