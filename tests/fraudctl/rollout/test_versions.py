"""Strategies of a stack shown, compared and recorded."""

import json

import pytest

from fraudctl.strategy.checked import check_text
from tests.fraudctl.rollout.conftest import SHOP, Typed, file
from tests.fraudctl.rollout.stack_of_strategies import MemoryTarget


@pytest.mark.parametrize("named", ["active", "digest", "beginning"])
def test_a_strategy_that_is_shown_is_taken_back_to_the_same_digest(typed: Typed, named: str) -> None:
    shop = file("shop.yaml", SHOP)
    typed("deploy", "shop.yaml", "--yes")
    shown = typed("show", {"active": "active", "digest": shop.digest, "beginning": shop.digest[:8]}[named])[1]
    again = check_text(shown, "exported.yaml").strategy

    assert again
    assert again.digest == shop.digest


def test_history_shows_what_is_deployed_and_every_change_newest_first(typed: Typed) -> None:
    shop = file("shop.yaml", SHOP)
    typed("deploy", "shop.yaml", "--yes", "--note", "first try")
    typed("rollback", "--note", "too strict")
    printed = typed("history")[1]
    found = json.loads(typed("history", "--json")[1])

    assert printed.splitlines()[0] == "active: the packaged default"
    assert printed.index("too strict") < printed.index("first try")
    assert f"deploy {shop.digest[:12]} (shop) in place of the packaged default" in printed
    assert found["pointers"]["active"] == "packaged"
    assert [each["action"] for each in found["changes"]] == ["rollback", "deploy"]
    assert found["changes"][1]["strategy"] == "shop"


def test_history_says_what_an_import_was_of(typed: Typed, stack: MemoryTarget) -> None:
    at = "2026-11-26T15:00:00.000Z"
    row = {"id": f"{at}#0a0b0c0d", "action": "list-import", "at": at, "by": "anna", "file": "stolen.csv"}
    stack.put(kind="change", **row, lists={"blocked": 1200}, counts={"written": 1200})

    assert "list-import 1,200 on blocked from stolen.csv" in typed("history")[1]


def test_a_file_is_compared_with_what_the_stack_decides_by(typed: Typed) -> None:
    typed("deploy", "shop.yaml", "--yes")
    file("other.yaml", SHOP.replace("1_000", "2_000"))
    code, printed, _ = typed("diff", "active", "other.yaml")

    assert code == 0
    assert "when: amount > 1_000 → amount > 2_000" in printed
    assert typed("diff", "shop.yaml", "other.yaml")[1] == printed
