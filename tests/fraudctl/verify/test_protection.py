"""Stored data is protected as the stack's configuration asks."""

from typing import Any

import pytest

from fraudctl.verify.protection import Protection
from tests.fraudctl.verify.scripted_stack import scripted, states


def storage(*, protected: bool, key: str | None, expiring: bool = True, sealed: bool = True) -> dict[str, Any]:
    """Return the answers of AWS for tables, queues and topics that are all alike."""
    table = {"KeySchema": [{"KeyType": "HASH", "AttributeName": "k"}], "DeletionProtectionEnabled": protected}
    table |= {"AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}]}
    encryption = {"SSEDescription": {"KMSMasterKeyArn": key}} if key else {}
    recovery = {"PointInTimeRecoveryStatus": "ENABLED" if protected else "DISABLED"}
    own = {"KmsMasterKeyId": key} if key else {"SqsManagedSseEnabled": "true" if sealed else "false"}
    return {
        "describe_table": {"Table": {**table, **encryption}},
        "describe_time_to_live": {
            "TimeToLiveDescription": {"AttributeName": "expiry", "TimeToLiveStatus": "ENABLED"} if expiring else {}
        },
        "describe_continuous_backups": {"ContinuousBackupsDescription": {"PointInTimeRecoveryDescription": recovery}},
        "get_queue_attributes": {"Attributes": own},
        "get_topic_attributes": {"Attributes": {"KmsMasterKeyId": key or ("alias/aws/sns" if sealed else "")}},
    }


def found(answers: dict[str, Any], settings: dict[str, str] | None) -> dict[str, str]:
    return states(Protection(scripted(answers, settings)).checks())


def test_a_stack_that_is_as_prod_asks_is_well() -> None:
    wanted = {"protectData": "true", "customerManagedKey": "true"}

    assert set(found(storage(protected=True, key="arn:aws:kms:key"), wanted).values()) == {"ok"}


def test_a_development_stack_is_well_without_protection() -> None:
    wanted = {"protectData": "false", "customerManagedKey": "false"}

    assert set(found(storage(protected=False, key=None), wanted).values()) == {"ok"}


@pytest.mark.parametrize(("settings", "state"), [({"protectData": "true"}, "failed"), (None, "warning")])
def test_tables_that_are_not_protected_fail_where_the_configuration_asks_for_it(
    settings: dict[str, str] | None, state: str
) -> None:
    states_ = found(storage(protected=False, key=None), settings)

    assert (states_["point-in-time recovery"], states_["deletion protection"]) == (state, state)


def test_a_key_of_the_accounts_own_that_is_asked_for_and_not_used_fails() -> None:
    states_ = found(storage(protected=True, key=None), {"customerManagedKey": "true"})

    assert [states_[f"encryption of {each}"] for each in ("tables", "queues", "topics")] == ["failed"] * 3


def test_queues_and_topics_without_encryption_fail_always() -> None:
    states_ = found(storage(protected=True, key=None, sealed=False), {})

    assert (states_["encryption of queues"], states_["encryption of topics"]) == ("failed", "failed")


def test_rows_that_never_expire_fail_and_transactions_only_where_a_retention_is_set() -> None:
    assert found(storage(protected=True, key=None, expiring=False), {})["expiry of rows"] == "failed"

    answers = storage(protected=True, key=None)
    answers["describe_time_to_live"] = lambda TableName: {  # noqa: N803 -- botocore's name
        "TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED" if TableName == "transactions-t" else "ENABLED"}
    }
    assert found(answers, {})["expiry of rows"] == "ok"
    assert found(answers, {"transactionRetentionDays": "90"})["expiry of rows"] == "failed"
