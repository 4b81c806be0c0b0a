"""The tables, the topic and the queues, value by value."""

import pytest

from tests.components.stacks import FALLBACKS, FUNCTIONS, KEY, WITHOUT_QUEUE, DryRunStack, without_tags

ENCRYPTED = {"dev": {}, "prod": {"serverSideEncryption": {"enabled": True, "kmsKeyArn": KEY}}}

TABLE, TOPIC, QUEUE = "dynamodb/table:Table", "sns/topic:Topic", "sqs/queue:Queue"


def test_there_are_seven_tables_three_topics_and_four_queues(stack: DryRunStack) -> None:
    assert [len(stack.all(kind)) for kind in (TABLE, TOPIC, QUEUE)] == [7, 3, 4]


def test_the_transactions_table_is_keyed_by_id_and_time_and_streams_new_images(stack: DryRunStack, suffix: str) -> None:
    protected = suffix == "prod"
    table = stack.one(TABLE, "transactions")

    assert without_tags(table) == {
        "name": f"transactions-{suffix}",
        "billingMode": "PAY_PER_REQUEST",
        "attributes": [{"name": "transaction_id", "type": "S"}, {"name": "timestamp", "type": "N"}],
        "hashKey": "transaction_id",
        "rangeKey": "timestamp",
        "streamEnabled": True,
        "streamViewType": "NEW_IMAGE",
        "ttl": {"attributeName": "expiry", "enabled": False},
        "deletionProtectionEnabled": protected,
        "pointInTimeRecovery": {"enabled": protected},
        **ENCRYPTED[suffix],
    }
    assert table.protect is protected


def test_transactions_expire_where_config_says_for_how_long_they_are_kept(configured: DryRunStack) -> None:
    assert configured.one(TABLE, "transactions").inputs["ttl"] == {"attributeName": "expiry", "enabled": True}


def test_the_scores_table_is_keyed_by_id_and_forgets(stack: DryRunStack, suffix: str) -> None:
    protected = suffix == "prod"
    table = stack.one(TABLE, "fraud-scores")

    assert without_tags(table) == {
        "name": f"fraud-scores-{suffix}",
        "billingMode": "PAY_PER_REQUEST",
        "attributes": [
            {"name": "transaction_id", "type": "S"},
            {"name": "alert_shard", "type": "S"},
            {"name": "alerted_at", "type": "S"},
        ],
        "hashKey": "transaction_id",
        "globalSecondaryIndexes": [
            {
                "name": "alerts",
                "hashKey": "alert_shard",
                "rangeKey": "alerted_at",
                "projectionType": "INCLUDE",
                "nonKeyAttributes": [
                    "timestamp",
                    "fraud_score",
                    "outcome",
                    "override",
                    "amount",
                    "currency",
                    "merchant",
                    "customer_id",
                    "terminal_id",
                    "tags",
                    "strategy",
                ],
            }
        ],
        "ttl": {"attributeName": "expiry", "enabled": True},
        "deletionProtectionEnabled": protected,
        "pointInTimeRecovery": {"enabled": protected},
        **ENCRYPTED[suffix],
    }
    assert table.protect is protected


def test_the_profiles_table_is_keyed_by_entity_and_forgets(stack: DryRunStack, suffix: str) -> None:
    protected = suffix == "prod"
    table = stack.one(TABLE, "fraud-profiles")

    assert without_tags(table) == {
        "name": f"fraud-profiles-{suffix}",
        "billingMode": "PAY_PER_REQUEST",
        "attributes": [{"name": "entity", "type": "S"}],
        "hashKey": "entity",
        "ttl": {"attributeName": "expiry", "enabled": True},
        "deletionProtectionEnabled": protected,
        "pointInTimeRecovery": {"enabled": protected},
        **ENCRYPTED[suffix],
    }
    assert table.protect is protected


def test_the_labels_table_is_keyed_by_transaction_and_keeps_what_it_holds(stack: DryRunStack, suffix: str) -> None:
    protected = suffix == "prod"
    table = stack.one(TABLE, "fraud-labels")

    assert without_tags(table) == {
        "name": f"fraud-labels-{suffix}",
        "billingMode": "PAY_PER_REQUEST",
        "attributes": [
            {"name": "transaction_id", "type": "S"},
            {"name": "owed_shard", "type": "S"},
            {"name": "owed_at", "type": "N"},
        ],
        "hashKey": "transaction_id",
        "globalSecondaryIndexes": [
            {"name": "owed", "hashKey": "owed_shard", "rangeKey": "owed_at", "projectionType": "KEYS_ONLY"}
        ],
        "deletionProtectionEnabled": protected,
        "pointInTimeRecovery": {"enabled": protected},
        **ENCRYPTED[suffix],
    }
    assert table.protect is protected


def test_the_reviews_table_is_keyed_by_transaction_and_lists_what_is_due(stack: DryRunStack, suffix: str) -> None:
    protected = suffix == "prod"
    table = stack.one(TABLE, "fraud-reviews")

    assert without_tags(table) == {
        "name": f"fraud-reviews-{suffix}",
        "billingMode": "PAY_PER_REQUEST",
        "attributes": [
            {"name": "transaction_id", "type": "S"},
            {"name": "review_shard", "type": "S"},
            {"name": "due", "type": "N"},
        ],
        "hashKey": "transaction_id",
        "globalSecondaryIndexes": [
            {"name": "due", "hashKey": "review_shard", "rangeKey": "due", "projectionType": "ALL"}
        ],
        "deletionProtectionEnabled": protected,
        "pointInTimeRecovery": {"enabled": protected},
        **ENCRYPTED[suffix],
    }
    assert table.protect is protected


def test_the_decisions_table_is_keyed_by_what_is_held_and_forgets(stack: DryRunStack, suffix: str) -> None:
    protected = suffix == "prod"
    table = stack.one(TABLE, "fraud-decisions")

    assert without_tags(table) == {
        "name": f"fraud-decisions-{suffix}",
        "billingMode": "PAY_PER_REQUEST",
        "attributes": [{"name": "key", "type": "S"}],
        "hashKey": "key",
        "ttl": {"attributeName": "expiry", "enabled": True},
        "deletionProtectionEnabled": protected,
        "pointInTimeRecovery": {"enabled": protected},
        **ENCRYPTED[suffix],
    }
    assert table.protect is protected


def test_the_strategies_table_is_keyed_by_kind_and_id_and_keeps_what_operators_deployed(
    stack: DryRunStack, suffix: str
) -> None:
    protected = suffix == "prod"
    table = stack.one(TABLE, "fraud-strategies")

    assert without_tags(table) == {
        "name": f"fraud-strategies-{suffix}",
        "billingMode": "PAY_PER_REQUEST",
        "attributes": [{"name": "kind", "type": "S"}, {"name": "id", "type": "S"}],
        "hashKey": "kind",
        "rangeKey": "id",
        "deletionProtectionEnabled": protected,
        "pointInTimeRecovery": {"enabled": protected},
        **ENCRYPTED[suffix],
    }
    assert table.protect is protected


def test_the_program_writes_no_row_so_that_a_deployment_changes_no_strategy(stack: DryRunStack) -> None:
    assert {each.type for each in stack.made if each.type.startswith("aws:dynamodb/")} == {f"aws:{TABLE}"}


def test_only_the_data_of_prod_and_its_key_are_protected_and_nothing_is_left_behind(
    dev: DryRunStack, prod: DryRunStack
) -> None:
    own = ("scores", "profiles", "labels", "reviews", "decisions", "strategies")
    tables = {"transactions", *(f"fraud-{name}" for name in own)}
    assert {resource.name for resource in prod.made if resource.protect} == {*tables, "fraud-detection-key"}
    assert not [resource.name for resource in dev.made if resource.protect]
    assert not [resource.name for each in (dev, prod) for resource in each.made if resource.retain_on_delete]


def test_the_alerts_topic_is_encrypted_and_has_no_subscriber_by_default(stack: DryRunStack, suffix: str) -> None:
    assert without_tags(stack.one(TOPIC, "fraud-alerts")) == {
        "name": f"fraud-alerts-{suffix}",
        "kmsMasterKeyId": {"dev": "alias/aws/sns", "prod": KEY}[suffix],
    }
    assert not stack.all("sns/topicSubscription:TopicSubscription")


def test_each_configured_address_is_subscribed_by_e_mail(configured: DryRunStack) -> None:
    subscriptions = configured.all("sns/topicSubscription:TopicSubscription")
    topic = configured.run.exports["fraud_alerts_topic_arn"]
    endpoints = sorted(each.inputs["endpoint"] for each in subscriptions if each.inputs["topic"] == topic)

    assert endpoints == ["fraud@example.com", "risk@example.com"]
    assert {each.inputs["protocol"] for each in subscriptions if each.inputs["topic"] == topic} == {"email"}


@pytest.mark.parametrize("function", sorted({*FUNCTIONS} - {*FALLBACKS} - WITHOUT_QUEUE))
def test_each_function_has_an_encrypted_queue_that_keeps_for_14_days(
    stack: DryRunStack, suffix: str, function: str
) -> None:
    assert without_tags(stack.one(QUEUE, f"{function}-dlq")) == {
        "name": f"{function}-dlq-{suffix}",
        "messageRetentionSeconds": 14 * 24 * 3600,
        **({"kmsMasterKeyId": KEY} if suffix == "prod" else {"sqsManagedSseEnabled": True}),
    }
