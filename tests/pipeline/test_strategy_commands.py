"""Strategies deployed, shown, promoted and rolled back on a local deployment, whose next decision is made by them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.test_decide_command import decided
from tests.pipeline.test_fraudctl import run_fraudctl, running_deployment

SHOP = """name: shop
thresholds: {review: 0.5, decline: 0.9}
rules:
  - {code: above_10, when: amount > 10, outcome: decline}
  - {code: blocked, when: '"blocked" in customer.lists', outcome: decline}
"""
PAYMENT = {"transaction_id": "by-the-shop", "amount": 11, "merchant": "Bakery"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield a folder in which a local deployment decides by one of the two files of strategies that are in it."""
    folder = tmp_path_factory.mktemp("rollout")
    (folder / "shop.yaml").write_text(SHOP)
    (folder / "other.yaml").write_text(SHOP.replace("10", "20"))
    with running_deployment(folder):
        typed(folder, "deploy", str(folder / "shop.yaml"), "--note", "what we decline", "--yes")
        yield folder


def typed(home: Path, *words: str, about: str = "strategy") -> dict[str, Any]:
    """Type a command about strategies, or lists; return what it prints for programs."""
    done = run_fraudctl(home, about, *words, "--json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_the_next_decision_is_made_by_what_was_deployed_and_all_of_it_is_recorded_and_undone(home: Path) -> None:
    shop = typed(home, "show")["digest"]
    found = decided(home, json.dumps(PAYMENT).encode())["transactions"][0]["decision"]
    assert (found["outcome"], found["strategy"]["digest"]) == ("decline", shop)

    exported = home / "exported.yaml"
    exported.write_bytes(run_fraudctl(home, "strategy", "show").stdout)
    assert "already" in typed(home, "deploy", str(exported), "--yes")["nothing_to_do"]

    other = typed(home, "deploy", str(home / "other.yaml"), "--shadow", "--yes")["after"]
    assert typed(home, "promote", "shadow", "--yes", "--force", "--note", "it is 4 p.m.")["done"]
    assert typed(home, "show")["digest"] == other
    typed(home, "rollback")
    assert typed(home, "show")["digest"] == shop

    history = typed(home, "history")
    assert history["pointers"]["before"] == ["packaged"]
    assert [each["action"] for each in history["changes"]] == ["rollback", "promote", "deploy", "deploy"]
    assert all(each["by"].startswith("arn:aws:") for each in history["changes"])


def test_the_next_decision_knows_who_was_put_on_a_list_and_who_was_taken_off_it(home: Path) -> None:
    def outcome(number: int) -> str:
        payment = {"transaction_id": f"by-the-listed-{number}", "amount": 1, "customer_id": "C-1"}
        return str(decided(home, json.dumps(payment).encode())["transactions"][0]["decision"]["outcome"])

    assert outcome(1) == "approve"
    typed(home, "add", "blocked", "customer", "C-1", about="list")
    assert outcome(2) == "decline"
    typed(home, "remove", "blocked", "customer", "C-1", about="list")
    assert outcome(3) == "approve"
