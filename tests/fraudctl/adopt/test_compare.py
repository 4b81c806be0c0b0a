"""A difference between a live resource and the program is reported with its consequence."""

from typing import Any

import pytest

from fraudctl.adopt.compare import Change, find_changes
from fraudctl.adopt.registry import Live


def differing(kind: str, live: dict[str, Any], inputs: dict[str, Any]) -> list[Change]:
    return list(find_changes(kind, Live(id="x", properties=live), inputs))


def test_what_is_the_same_is_no_change() -> None:
    live = {"memorySize": 512.0, "architectures": ["arm64"], "tracingConfig.mode": "Active"}
    inputs = {"memorySize": 512, "architectures": "arm64", "tracingConfig": {"mode": "Active"}}
    assert differing("Function", live, inputs) == []


def test_a_policy_is_compared_by_what_it_says_and_not_by_how_it_is_written() -> None:
    live = {"policy": {"Statement": [{"Action": ["a", "b"], "Sid": "1"}, {"Sid": "2", "Action": "c"}]}}
    same = '{"Statement": [{"Action": ["c"], "Sid": "2"}, {"Sid": "1", "Action": ["b", "a"]}]}'
    assert differing("RolePolicy", live, {"policy": same}) == []
    assert differing("RolePolicy", live, {"policy": same.replace('"c"', '"d"')}) != []


def test_a_property_that_the_program_leaves_to_aws_is_no_change() -> None:
    assert differing("Queue", {"kmsMasterKeyId": "alias/theirs"}, {}) == []


def test_a_property_that_the_provider_would_reset_is_a_change() -> None:
    (change,) = differing("Queue", {"visibilityTimeoutSeconds": 300}, {})
    assert (change.now, change.then, change.consequence) == (300, 30, None)


@pytest.mark.parametrize(
    ("live", "inputs"),
    [
        ({"hashKey": "id"}, {"hashKey": "transaction_id"}),
        ({"hashKey": "id", "rangeKey": "time"}, {"hashKey": "id", "rangeKey": "timestamp"}),
        ({"hashKey": "id", "rangeKey": None}, {"hashKey": "id", "rangeKey": "timestamp"}),
        ({"hashKey": "id", "rangeKey": "time"}, {"hashKey": "id"}),
    ],
)
def test_other_keys_of_a_table_are_a_danger_and_keep_it_out(live: dict[str, Any], inputs: dict[str, Any]) -> None:
    (change,) = differing("Table", live, inputs)
    assert change.consequence is not None
    assert change.consequence.kept_out
    assert "data" in change.consequence.says


@pytest.mark.parametrize(
    ("kind", "live", "inputs", "word"),
    [
        ("Method", {"authorization": "NONE"}, {"authorization": "AWS_IAM"}, "403"),
        ("Table", {"streamViewType": "KEYS_ONLY"}, {"streamViewType": "NEW_IMAGE"}, "reconcile"),
    ],
)
def test_a_risky_change_without_a_replacement_is_reported_and_imported(
    kind: str, live: dict[str, Any], inputs: dict[str, Any], word: str
) -> None:
    (change,) = differing(kind, live, inputs)
    assert change.consequence is not None
    assert word in change.consequence.says
    assert not change.consequence.kept_out


def test_a_mapping_that_starts_elsewhere_is_kept_out() -> None:
    (change,) = differing("EventSourceMapping", {"startingPosition": "LATEST"}, {"startingPosition": "TRIM_HORIZON"})
    assert change.consequence is not None
    assert change.consequence.kept_out


def test_a_boundary_that_would_be_taken_off_a_role_is_a_change_with_the_way_to_keep_it() -> None:
    (change,) = differing("Role", {"permissionsBoundary": "arn:aws:iam::123456789012:policy/Boundary"}, {})
    assert (change.then, change.consequence is not None) == ("", True)
    assert "permissionsBoundary" in change.consequence.says if change.consequence else False
    assert differing("Role", {"permissionsBoundary": ""}, {}) == []
