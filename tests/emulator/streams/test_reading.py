"""A poller reads a stream shard by shard, batch by batch, from its last position."""

import dataclasses

from tests.emulator.streams.fake_aws import FakeStreamAws, client_error, poller
from tests.emulator.streams.scripted import MAPPING


def test_a_lost_iterator_is_found_again_behind_the_last_record(fake_aws: FakeStreamAws) -> None:
    fake_aws.shards["shard-0"] = [1, 2]
    with poller(fake_aws) as running:
        assert running.wait_until_drained(5)
        fake_aws.errors["get_records"] = [client_error("ExpiredIteratorException")]
        fake_aws.shards["shard-0"].append(3)
        assert running.wait_until_drained(5)
    assert fake_aws.invoked == [[1, 2], [3]]


def test_where_the_stream_has_forgotten_its_place_it_goes_on_with_the_oldest_record(fake_aws: FakeStreamAws) -> None:
    fake_aws.shards["shard-0"] = [1, 2]
    with poller(fake_aws) as running:
        assert running.wait_until_drained(5)
        fake_aws.shards["shard-0"][:] = [7, 8]
        fake_aws.errors["get_records"] = [client_error("TrimmedDataAccessException")]
        assert running.wait_until_drained(5)
    assert fake_aws.invoked == [[1, 2], [7, 8]]


def test_children_are_read_after_their_parent(fake_aws: FakeStreamAws) -> None:
    fake_aws.shards = {"child": [3, 4], "parent": [1, 2]}
    fake_aws.parents = {"child": "parent"}
    fake_aws.closed = {"parent"}
    with poller(fake_aws) as running:
        assert running.wait_until_drained(5)
    assert fake_aws.invoked == [[1, 2], [3, 4]]
    assert fake_aws.calls["describe_stream"] == 2


def test_batches_are_no_larger_than_the_mapping_says(fake_aws: FakeStreamAws) -> None:
    fake_aws.shards["shard-0"] = [1, 2, 3, 4, 5]
    with poller(fake_aws, dataclasses.replace(MAPPING, batch_size=2)) as running:
        assert running.wait_until_drained(5)
    assert fake_aws.invoked == [[1, 2], [3, 4], [5]]
