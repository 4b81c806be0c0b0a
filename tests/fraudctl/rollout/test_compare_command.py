"""`fraudctl strategy compare` over the scores and labels that a stack holds."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from handlers.aws.attributes import to_attributes
from handlers.decision.score_row import SHADOW
from handlers.decision.strategy.document import canonical
from tests.fraudctl.replay.decided_rows import PANELS, SECOND, THIRD, DecidedRow, decided_rows
from tests.fraudctl.rollout.conftest import Typed, line
from tests.fraudctl.rollout.stack_of_strategies import MemoryTarget

ROWS = 700


@cache
def rows() -> Sequence[DecidedRow]:
    """Return the decisions, made once."""
    return tuple(decided_rows(ROWS))


@pytest.fixture
def decided(stack: MemoryTarget) -> list[str]:
    """Return the ids of the decisions beside which the shadow decided; that and a challenger are deployed."""
    stack.exports["fraud_labels_table_name"] = "fraud-labels-test"
    client = stack.client("dynamodb")
    client.create_table(
        TableName="fraud-labels-test",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "transaction_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "transaction_id", "AttributeType": "S"}],
    )
    assert (PANELS[1].shadow, PANELS[3].challenger) == (SECOND, THIRD)
    for pointer, strategy, more in (("shadow", SECOND, {}), ("challenger", THIRD, {"percent": 60})):
        document = canonical(strategy.document).decode()
        stack.put(kind="document", id=strategy.digest, name=strategy.name, document=document)
        stack.put(kind="pointer", id=pointer, version=1, digest=strategy.digest, **more)
    beside = []
    for number, row in enumerate(rows()):
        age = timedelta(hours=2) if number % 2 else timedelta(days=3)
        score = {**row.score, "scored_at": (datetime.now(UTC) - age).isoformat()}
        client.put_item(TableName="fraud-scores-test", Item=to_attributes(score))
        arm = "challenger" in json.dumps(json.loads(score["decision"]).get("arm"))
        if number % 2 and score.get(SHADOW, {}).get("strategy") == SECOND.digest and not arm:
            beside.append(score["transaction_id"])
    return beside


def label(stack: MemoryTarget, identity: str, said: str) -> None:
    row = to_attributes({"transaction_id": identity, "label": said, "version": 1})
    stack.client("dynamodb").put_item(TableName="fraud-labels-test", Item=row)


def test_only_decisions_of_the_time_are_compared_with_their_labels(
    stack: MemoryTarget, typed: Typed, decided: list[str]
) -> None:
    label(stack, decided[0], "fraud")
    label(stack, decided[1], "legitimate")
    code, printed, _ = typed("compare", "--since", "1d", "--json")
    said = json.loads(printed)

    assert (code, said["decisions"]) == (0, ROWS // 2)
    assert (said["shadow"]["decisions"], said["shadow"]["labelled"]) == (len(decided), 2)
    assert said["shadow"]["active"]["frauds"] == 1
    assert said["challenger"]["percent"] == 60
    control, challenger = (said["challenger"]["arms"][arm]["decisions"] for arm in ("control", "challenger"))
    assert challenger > control > 0
    assert json.loads(typed("compare", "--since", "7d", "--json")[1])["decisions"] == ROWS


def test_a_person_sees_it_at_a_glance(typed: Typed, decided: list[str]) -> None:
    code, printed, _ = typed("compare")

    assert code == 0
    assert f"of {len(decided)} decisions" in printed
    for title in ("Outcomes that differ", "By rule", "Examples", "Arms, with intervals of 95 % by customer"):
        assert title in printed
    assert "none of them has a label yet" in printed
    assert "declined" in printed


def test_a_stack_that_tries_nothing_says_so(typed: Typed, stack: MemoryTarget) -> None:
    stack.exports["fraud_labels_table_name"] = "fraud-labels-test"
    code, _, errors = typed("compare")

    assert (code, line(errors).partition(":")[0]) == (1, "the stack has no shadow and no challenger")


@pytest.mark.parametrize("since", ["tomorrow", "2999-01-01"])
def test_a_time_that_is_none_is_refused(typed: Typed, since: str) -> None:
    code, _, errors = typed("compare", "--since", since)

    assert code == 1
    assert line(errors).startswith(since)
