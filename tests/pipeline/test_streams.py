"""A stream mapping on the embedded AWS: what the function sees, what fails, what the role may not do."""

import time
from collections.abc import Iterator

import pytest

from emulator.clients import Clients
from emulator.emulator import Emulator
from emulator.streams import StreamPollerError
from tests.pipeline.stream_site import READ_STREAM, REGION, StreamSite, allow_role, make_site


@pytest.fixture(scope="module")
def clients_of_streams(emulator: Emulator) -> Iterator[Clients]:
    clients = Clients(emulator.endpoint, REGION)
    yield clients
    clients.close()


@pytest.fixture
def site(clients_of_streams: Clients) -> StreamSite:
    return make_site(clients_of_streams)


def test_records_reach_the_function_in_order_and_as_lambda_sends_them(site: StreamSite) -> None:
    site.put(*(f"t-{number}" for number in range(5)))
    with site.poller() as poller:
        assert poller.wait_until_drained(10)
        site.put("t-5")
        assert poller.wait_until_drained(10)
        assert poller.iterator_age_seconds == 0
    assert site.batches == [["t-0", "t-1", "t-2", "t-3", "t-4"], ["t-5"]]
    event = site.events[0]
    assert event["eventName"] == "INSERT"
    assert event["eventSource"] == "aws:dynamodb"
    assert event["eventSourceARN"] == site.mapping.stream_arn
    assert event["dynamodb"]["NewImage"] == {"id": {"S": "t-0"}, "amount": {"N": "12.1"}, "seal": {"B": "Zm9vYmFy"}}
    assert abs(time.time() - event["dynamodb"]["ApproximateCreationDateTime"]) < 60


def test_a_record_that_raises_is_isolated_and_dead_lettered(site: StreamSite) -> None:
    site.put("t-0", "raise-1", "t-2", "t-3")
    with site.poller() as poller:
        assert poller.wait_until_drained(20)
    assert site.batches == [
        ["t-0", "raise-1", "t-2", "t-3"],
        ["t-0", "raise-1"],
        ["t-0"],
        ["raise-1"],
        ["raise-1"],
        ["t-2", "t-3"],
    ]
    [letter] = site.dead_letters()
    poison = site.events[1]["dynamodb"]["SequenceNumber"]
    assert letter["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert letter["requestContext"]["approximateInvokeCount"] == 2
    assert letter["requestContext"]["functionArn"].endswith(f":function:{site.name}")
    assert letter["responseContext"] == {
        "statusCode": 200,
        "executedVersion": "$LATEST",
        "functionError": "Unhandled",
    }
    assert letter["DDBStreamBatchInfo"]["startSequenceNumber"] == poison
    assert letter["DDBStreamBatchInfo"]["endSequenceNumber"] == poison
    assert letter["DDBStreamBatchInfo"]["batchSize"] == 1
    assert letter["DDBStreamBatchInfo"]["streamArn"] == site.mapping.stream_arn


def test_reported_records_are_retried_from_the_lowest_on(site: StreamSite) -> None:
    site.put("t-0", "t-1", "report-2", "t-3", "report-4")
    with site.poller() as poller:
        assert poller.wait_until_drained(20)
    assert site.batches == [["t-0", "t-1", "report-2", "t-3", "report-4"], *[["report-2", "t-3", "report-4"]] * 2]
    [letter] = site.dead_letters()
    assert letter["DDBStreamBatchInfo"]["batchSize"] == 3
    assert letter["responseContext"]["functionError"] is None


def test_latest_begins_with_what_comes_next(site: StreamSite) -> None:
    site.put("before")
    with site.poller(starting_position="LATEST") as poller:
        assert poller.wait_until_drained(10)
        site.put("after")
        assert poller.wait_until_drained(10)
    assert site.batches == [["after"]]


def test_a_batching_window_gathers_until_it_is_over_or_the_batch_is_full(site: StreamSite) -> None:
    with site.poller(batch_size=3, batching_window_seconds=0.8) as poller:
        assert poller.wait_until_drained(10)
        site.put("t-0", "t-1", "t-2", "t-3")
        assert poller.wait_until_drained(10)
    assert site.batches == [["t-0", "t-1", "t-2"], ["t-3"]]


@pytest.mark.parametrize("action", [*READ_STREAM, "sqs:SendMessage"])
def test_a_mapping_whose_role_lacks_a_right_does_not_begin(site: StreamSite, action: str) -> None:
    site.forbid(action)
    site.put("t-0")
    poller = site.poller()
    poller.start()
    with pytest.raises(StreamPollerError, match=rf"role/{site.name} may not {action} on .*{site.name}"):
        poller.wait_until_drained(10)
    with pytest.raises(StreamPollerError, match=action):
        poller.stop()
    assert site.batches == []


def test_a_right_to_another_stream_does_not_count(site: StreamSite) -> None:
    elsewhere = site.mapping.stream_arn.replace(site.name, "elsewhere")
    allow_role(
        site.aws, site.name, [*READ_STREAM, "sqs:SendMessage"], [elsewhere, str(site.mapping.on_failure_queue_arn)]
    )
    poller = site.poller()
    poller.start()
    with pytest.raises(StreamPollerError, match="may not dynamodb:DescribeStream"):
        poller.wait_until_drained(10)


def test_failure_records_are_sent_as_the_functions_role(site: StreamSite) -> None:
    with pytest.raises(StreamPollerError, match="sqs:SendMessage"), site.poller() as poller:  # noqa: PT012 - the order counts
        assert poller.wait_until_drained(10)
        site.forbid("sqs:SendMessage")
        site.put("raise-0", "t-1")
        poller.wait_until_drained(10)
    assert ["t-1"] not in site.batches, "it does not go past a record that nobody would know of"


def test_a_missing_function_is_named(site: StreamSite) -> None:
    poller = site.poller(function_name="nobody")
    poller.start()
    with pytest.raises(StreamPollerError, match="nobody"):
        poller.wait_until_drained(10)
