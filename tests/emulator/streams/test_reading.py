"""How a poller goes through a stream: shard by shard, batch by batch, from where it was."""

import dataclasses

from tests.emulator.streams.fake_aws import FakeStreamAws, client_error, poller
from tests.emulator.streams.scripted import MAPPING


def test_a_lost_iterator_is_found_again_behind_the_last_record(aws: FakeStreamAws) -> None:
    aws.shards["shard-0"] = [1, 2]
    with poller(aws) as running:
        assert running.wait_until_drained(5)
        aws.trouble["get_records"] = [client_error("ExpiredIteratorException")]
        aws.shards["shard-0"].append(3)
        assert running.wait_until_drained(5)
    assert aws.invoked == [[1, 2], [3]]


def test_where_the_stream_has_forgotten_its_place_it_goes_on_with_the_oldest_record(aws: FakeStreamAws) -> None:
    aws.shards["shard-0"] = [1, 2]
    with poller(aws) as running:
        assert running.wait_until_drained(5)
        aws.shards["shard-0"][:] = [7, 8]
        aws.trouble["get_records"] = [client_error("TrimmedDataAccessException")]
        assert running.wait_until_drained(5)
    assert aws.invoked == [[1, 2], [7, 8]]


def test_children_are_read_after_their_parent(aws: FakeStreamAws) -> None:
    aws.shards = {"child": [3, 4], "parent": [1, 2]}
    aws.parents = {"child": "parent"}
    aws.closed = {"parent"}
    with poller(aws) as running:
        assert running.wait_until_drained(5)
    assert aws.invoked == [[1, 2], [3, 4]]
    assert aws.calls["describe_stream"] == 2


def test_batches_are_no_larger_than_the_mapping_says(aws: FakeStreamAws) -> None:
    aws.shards["shard-0"] = [1, 2, 3, 4, 5]
    with poller(aws, dataclasses.replace(MAPPING, batch_size=2)) as running:
        assert running.wait_until_drained(5)
    assert aws.invoked == [[1, 2], [3, 4], [5]]
