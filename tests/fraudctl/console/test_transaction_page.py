"""The page of a transaction tells its story, whatever stands in it, and whatever part of it cannot be read."""

import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from fraudctl.console.alerts.case import Detail
from fraudctl.console.context import Console
from fraudctl.console.transaction import rules
from fraudctl.console.transaction.entities import entities_of
from fraudctl.console.transaction.history import history
from fraudctl.console.transaction.related import related
from fraudctl.console.transaction.rules import rules_view
from fraudctl.console.transaction.thirty_days import thirty_days
from fraudctl.rollout.running import RunningStrategies
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.strategy.decided import DecidedTransaction
from handlers.contract.entity_answer import EntityEvent
from handlers.decision.entity.entities import EntityKey
from handlers.decision.entity.places import IdPlace
from tests.fraudctl import decided_rows
from tests.fraudctl.console.analysts_api import (
    MIA,
    NOW,
    PAID,
    AnalystsApi,
    alert,
    iso,
    known,
    labelled,
    review,
    transaction,
)

HOSTILE = "<script>alert(1)</script>\u202egnp.exe\x00 & 'x' \"y\""


def page(browser: TestClient, identity: str = "T-1", status: int = 200) -> str:
    answer = browser.get("/transaction", params={"id": identity})
    assert answer.status_code == status
    return answer.text


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", markup)))


def test_the_whole_story_stands_on_one_page(browser: TestClient, console: Console, api: AnalystsApi) -> None:
    api.stories["T-1"] = labelled("T-1", "fraud", "the customer called")
    api.all_alerts = [alert(1), alert(8, merchant="Kiosk"), alert(2, merchant="Elsewhere")]
    api.entities["customer", "C-1"] = known("customer", "C-1")
    console.refresher.refresh()
    said = words(page(browser))
    for each in (
        "900 EUR to Shop & Söhne",
        "far above habit +0.9",
        "customer.mean_30d 20.5",
        "card_token card-77",
        "By strategy default , digest abababababab",
        "labelled fraud by analyst",
        "the customer called",
        "12,500.50 EUR to Kiosk",
        "same customer",
        "2 features in all",
        "customer.count_1h not known",
    ):
        assert each in said
    assert "Elsewhere" not in said


def test_nothing_in_a_payment_is_markup_or_turns_the_page_around(browser: TestClient, api: AnalystsApi) -> None:
    paid = {"merchant": HOSTILE, "customer_id": HOSTILE, "metadata": {HOSTILE: HOSTILE, "card_token": HOSTILE}}
    identity = "T<script>&'x\"-1"  # no id holds what a reader does not see
    api.stories[identity] = transaction(identity, paid=paid, review=review(1, merchant=HOSTILE, note=HOSTILE))
    markup = page(browser, identity)
    assert "<script>alert" not in markup
    assert "\u202e" not in markup
    assert "\x00" not in markup
    assert markup.count("<script") == 1
    assert "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;\\u202egnp.exe\\x00" in markup


def test_what_is_hostile_is_text_in_the_queue_too(browser: TestClient, console: Console, api: AnalystsApi) -> None:
    api.all_alerts = [alert(1, merchant=HOSTILE, transaction_id=HOSTILE, customer_id=HOSTILE)]
    console.refresher.refresh()
    markup = browser.get("/").text
    assert markup.count("<script") == 1
    assert "\u202e" not in markup
    assert "\x00" not in markup
    assert "<bdi>&lt;script&gt;alert(1)" in markup


def test_ten_thousand_characters_are_cut_with_the_whole_behind(
    browser: TestClient, console: Console, api: AnalystsApi
) -> None:
    endless = "x" * 10_000
    api.stories["T-1"] = transaction(paid={"merchant": endless})
    api.all_alerts = [alert(1, merchant=endless)]
    console.refresher.refresh()
    markup = page(browser)
    assert f"<bdi>{'x' * 240}…</bdi>" in markup
    assert "10,000 characters" in markup
    assert f"<bdi>{endless}</bdi>" in markup
    assert "x" * 60 not in browser.get("/").text


def test_without_rights_to_the_tables_the_rest_is_there_and_the_rules_say_which_right(
    browser: TestClient, api: AnalystsApi
) -> None:
    api.stories["T-1"] = transaction()
    said = words(page(browser))
    assert "A right is missing" in said
    assert "not authorized" in said
    assert "far above habit" in said


def test_an_id_of_nothing_says_so(browser: TestClient) -> None:
    said = words(page(browser, "T-404", status=404))
    assert "Nothing is known of it" in said


def test_a_transaction_without_a_decision_says_why(browser: TestClient, api: AnalystsApi) -> None:
    api.stories["T-1"] = transaction(decision=None)
    assert "Not scored yet." in words(page(browser))
    api.stories["T-1"] = transaction(decision=None, expired=True)
    assert "Its score has expired" in words(page(browser))


@pytest.fixture
def explained(monkeypatch: pytest.MonkeyPatch, console: Console) -> Any:
    """Return the view of a decision of which the tables hold everything, with a shadow then and another now."""
    decision = decided_rows.decided()
    row = decided_rows.score(decision)
    row["shadow"] = {"name": "draft", "score": Decimal("0.1"), "outcome": "approve", "reasons": ["small"]}
    decided = DecidedTransaction(image=decided_rows.image(decision), row=row)
    other = decided_rows.strategy({"code": "any", "when": "amount > 1", "weight": Decimal("0.9")}, name="other")
    monkeypatch.setattr(rules, "find_decided", lambda *_: decided)
    monkeypatch.setattr(rules, "strategy_that_decided", lambda *_: decided_rows.strategy())
    monkeypatch.setattr(rules, "TABLE_EXPORT", "api_endpoint")
    monkeypatch.setattr(DeployedStrategies, "of", lambda target: target)
    running = RunningStrategies(pointers=None, strategies={"challenger": other}, broken={})  # type: ignore[arg-type]
    monkeypatch.setattr(rules, "running_strategies", lambda _: running)
    return rules_view(console.target, "tx-1")


def test_every_rule_is_told_with_the_values_put_in(explained: Any) -> None:
    told = {each.rule.code: (each.verdict.value, each.filled) for each in explained.explained}
    assert told["far_above_habit"] == ("fired", "120.5 > 2 * 20.25 and 7 > 5")
    assert told["blocked"] == ("fired", "\"blocked\" in ['blocked', 'watched']")
    assert told["busy_terminal"] == ("did not fire: reads what is absent", "absent > 9")
    assert told["small"] == ("did not fire", "120.5 < 5")
    assert [each.rule.code for each in explained.fired] == ["far_above_habit", "blocked"]
    assert [each.rule.code for each in explained.others] == ["busy_terminal", "small"]


def test_shadow_and_challenger_have_their_say(browser: TestClient, api: AnalystsApi, explained: Any) -> None:
    assert [(each.by, each.name, each.outcome) for each in explained.opinions] == [
        ("shadow, then", "draft", "approve"),
        ("challenger, now", "other", "review"),
    ]
    api.stories["tx-1"] = transaction("tx-1")
    said = words(page(browser, "tx-1"))
    assert "2 of 4 fired" in said
    assert "120.5 > 2 * 20.25 and 7 > 5" in said
    assert "draft (shadow, then) ✓ approve 0.1 small" in said


PLACES: Mapping[str, IdPlace] = {
    "customer": IdPlace("customer_id"),
    "merchant": IdPlace("merchant"),
    "card": IdPlace("metadata", "card_token"),
    "device": IdPlace("metadata", "device_id"),
}


def test_entities_are_those_that_profiles_know() -> None:
    paid = transaction(paid={"metadata": {"card_token": 77, "device_id": "d" * 129}}).transaction
    assert entities_of(paid, PLACES) == [("customer", "C-1"), ("merchant", "Shop & Söhne"), ("card", "77")]
    bare = transaction(paid={"customer_id": None, "metadata": {"card_token": True, "device_id": None}}).transaction
    assert entities_of(bare, PLACES) == [("merchant", "Shop & Söhne")]


def test_related_alerts_share_an_entity_and_those_of_the_merchant_alone_come_last(console: Console) -> None:
    alerts = [alert(1), alert(3), alert(8, merchant="Kiosk"), alert(2, merchant="Kiosk")]
    console.cache.put_alerts(alerts)
    keys = [EntityKey("customer", "C-1"), EntityKey("merchant", "Shop & Söhne")]
    found = related(console.cache.snapshot().cases, "T-1", keys, PLACES)
    assert [(each.case.transaction_id, each.shares) for each in found] == [("T-8", ["customer"]), ("T-3", ["merchant"])]


def test_an_alert_is_related_by_whatever_entity_the_strategy_finds_in_its_metadata(console: Console) -> None:
    console.cache.put_alerts([alert(1), alert(2, merchant="Kiosk", customer_id="C-2")])
    sent = transaction("T-2", paid={"metadata": {"device_id": 77, "card_token": "another"}})
    console.cache.put_detail("T-2", Detail.of(sent))
    keys = [EntityKey("customer", "C-1"), EntityKey("card", "mine"), EntityKey("device", "77")]

    found = related(console.cache.snapshot().cases, "T-1", keys, PLACES)

    assert [(each.case.transaction_id, each.shares) for each in found] == [("T-2", ["device"])]


def test_history_is_in_the_order_of_time() -> None:
    decided = review(1, state="declined", final_outcome="decline", decided_by=MIA, decided_at=iso(NOW), note="stolen")
    happened = [each.what for each in history(transaction(review=decided), None)]
    assert happened == [
        "paid, by the client's clock",
        "decided: review, score 0.9",
        "review opened",
        "review declined by mia: decline is final",
    ]


def test_a_declined_payment_which_counts_in_no_sum_is_drawn_at_its_own_amount() -> None:
    this = NOW - timedelta(hours=1)
    events = [
        EntityEvent(time=iso(this), declined=True),
        EntityEvent(time=iso(NOW - timedelta(days=2)), amount=Decimal(40)),
    ]
    drawn = str(thirty_days(known("customer", "C-1", *events), this, 900.0, NOW))
    before = str(thirty_days(known("customer", "C-1", events[1]), this, 900.0, NOW))
    (sign,), (expected,) = (re.findall(r'y="([^"]+)" class="sign wary"', each) for each in (drawn, before))
    assert sign == expected
    assert "None" not in drawn


def test_thirty_days_are_a_picture_that_words_tell_too() -> None:
    day, this = timedelta(days=1), NOW - timedelta(hours=2)
    events = [
        EntityEvent(time=iso(this), amount=Decimal(900)),
        EntityEvent(time=iso(NOW - day), amount=Decimal(20)),
        EntityEvent(time=iso(NOW - 2 * day), amount=Decimal(21), declined=True),
        EntityEvent(time=iso(NOW - 3 * day), amount=Decimal(22), label="fraud"),
        EntityEvent(time=iso(NOW - 3 * day), past=True),
        EntityEvent(time=iso(NOW - 31 * day), amount=Decimal(23)),
    ]
    drawn = str(thirty_days(known("card", "card-77", *events), this, 900.0, NOW))
    assert "1 usual, 1 declined, 1 labelled fraud, 1 this payment" in drawn
    assert re.findall(r'class="sign (\w+)"[^>]*>(.)', drawn) == [
        ("wary", "◆"),
        ("usual", "●"),
        ("wary", "✕"),
        ("bad", "▲"),
    ]
    assert "<style" not in drawn
    assert 'role="img"' in drawn


def test_a_payment_that_the_profile_does_not_hold_is_in_its_picture() -> None:
    drawn = str(thirty_days(known("customer", "<b>"), NOW - timedelta(hours=1), 5.0, NOW))
    assert "0 usual, 0 declined, 0 labelled fraud, 1 this payment" in drawn
    assert "<b>" not in drawn
    assert PAID
