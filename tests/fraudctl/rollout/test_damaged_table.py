"""A table of strategies that is damaged, throttled or away is said in one line, and can be mended by the commands."""

from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError, ConnectTimeoutError

from fraudctl.stacks.exports import Exports
from handlers.decision.strategy.document import canonical
from handlers.decision.strategy.pointers import Pointers
from tests.fraudctl.rollout.conftest import SHOP, Typed, file, line
from tests.fraudctl.rollout.stack_of_strategies import EXPORTS, MemoryTarget


def test_the_beginning_of_two_digests_is_none_of_them(typed: Typed, stack: MemoryTarget) -> None:
    for last in "12":
        stack.put(kind="document", id="abcdef" + last * 58, document="{}")
    code, _, error = typed("show", "abcdef")

    assert code == 1
    assert line(error) == "abcdef is the beginning of several digests: abcdef111111, abcdef222222"


def test_a_document_that_was_changed_by_hand_is_refused_wherever_it_is_met(typed: Typed, stack: MemoryTarget) -> None:
    shop, other = file("shop.yaml", SHOP), file("other.yaml", SHOP.replace("1_000", "2_000"))
    for digest, document in ((shop.digest, other), (other.digest, shop)):
        stack.put(kind="document", id=digest, document=canonical(document.document).decode())
    stack.put(kind="pointer", id="shadow", version=1, digest=other.digest)
    for words in (["deploy", "shop.yaml", "--yes"], ["promote", "shadow", "--yes"], ["show", shop.digest]):
        code, _, error = typed(*words)
        assert code == 1
        assert "was changed by hand: its digest is" in line(error)
    assert stack.table.pointers().active == "packaged"


def test_a_pointer_to_a_document_that_is_not_there_is_said_and_can_be_replaced(
    typed: Typed, stack: MemoryTarget
) -> None:
    stack.put(kind="pointer", id="active", version=3, digest="0" * 64, before=[])
    for words in (["show"], ["deploy", "shop.yaml", "--shadow", "--yes"]):
        assert f"the stack has no strategy of the digest {'0' * 64}" in line(typed(*words)[2])

    assert typed("deploy", "shop.yaml", "--yes")[0] == 0
    assert stack.table.pointers().before == ("0" * 64,)
    code, _, error = typed("rollback")
    assert code == 1
    assert "has no strategy of the digest" in line(error)


def test_a_pointer_that_was_changed_by_hand_is_named(typed: Typed, stack: MemoryTarget) -> None:
    stack.put(kind="pointer", id="challenger", version=1, digest="0" * 64)
    code, _, error = typed("history")

    assert code == 1
    assert "was changed by hand: the pointer challenger must have a digest and a percentage" in line(error)


def test_a_stack_of_an_older_release_is_told_to_be_updated(typed: Typed, stack: MemoryTarget) -> None:
    older = {name: value for name, value in EXPORTS.items() if name != "fraud_strategies_table_name"}
    object.__setattr__(stack, "exports", Exports("test", older))
    for words in (["deploy", "shop.yaml"], ["rollback"], ["history"], ["show"]):
        code, _, error = typed(*words)
        assert code == 1
        assert "no output fraud_strategies_table_name, as an older release deployed it" in line(error)


THROTTLED = ClientError(
    {"Error": {"Code": "ThrottlingException", "Message": "Rate exceeded"}, "ResponseMetadata": {"HTTPStatusCode": 400}},  # type: ignore[typeddict-item]
    "Query",
)
AWAY = ConnectTimeoutError(endpoint_url="https://dynamodb.invalid")


@pytest.mark.parametrize(
    ("operation", "error", "said"),
    [
        *((each, THROTTLED, "DynamoDB throttles it: try again") for each in ("Query", "PutItem", "TransactWriteItems")),
        *((each, AWAY, "does not answer") for each in ("Query", "PutItem")),
        ("TransactWriteItems", AWAY, "whether the change was made is not known"),
    ],
)
def test_a_table_that_is_throttled_or_away_is_said_and_nothing_is_changed(
    typed: Typed, stack: MemoryTarget, operation: str, error: Exception, said: str
) -> None:
    call = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001 -- where every method of a client ends

    def failing(client: Any, name: str, arguments: Any) -> Any:
        if name == operation and "fraud-strategies-test" in str(arguments):
            raise error
        return call(client, name, arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseClient, "_make_api_call", failing)
        code, _, printed = typed("deploy", "shop.yaml", "--yes")

    assert code == 1
    assert said in line(printed)
    assert stack.table.pointers() == Pointers()


def test_a_table_that_is_gone_is_said(typed: Typed, stack: MemoryTarget) -> None:
    stack.client("dynamodb").delete_table(TableName="fraud-strategies-test")
    assert "the table fraud-strategies-test: it is not there" in line(typed("history")[2])
