"""Policies on encryption: queues, topics and tables hold their data encrypted."""

from collections.abc import Iterator

from pulumi_policy import PolicyResource, ResourceValidationArgs

from policy.check import Stack, is_set, read_if_known, read_property, resource_policy, stack_policy


@resource_policy("aws:sqs/queue:Queue")
def queues_encrypted(queue: ResourceValidationArgs) -> Iterator[str]:
    """Encrypt every queue, with a key of SQS or of KMS."""
    if not (is_set(queue.props, "kmsMasterKeyId") or read_property(queue.props, "sqsManagedSseEnabled")):
        yield "the queue is not encrypted; set sqs_managed_sse_enabled, or kms_master_key_id"


@stack_policy("aws:sns/topic:Topic")
def topics_encrypted(topic: PolicyResource, stack: Stack) -> Iterator[str]:
    """Encrypt every topic with a key of KMS; one for alarms not with AWS's own, which shuts CloudWatch out silently."""
    if _takes_alarms(topic, stack):
        if read_if_known(topic.props, "kmsMasterKeyId") == "alias/aws/sns":
            yield "alarms would be lost: CloudWatch may not use alias/aws/sns; set a key of your own, or none"
    elif not is_set(topic.props, "kmsMasterKeyId"):
        yield "the topic is not encrypted; set kms_master_key_id"


def _takes_alarms(topic: PolicyResource, stack: Stack) -> bool:
    """Tell by the alarms' dependencies, which a preview knows: the topic, or the policy that lets them publish."""
    policies = [each for each in stack.of("aws:sns/topicPolicy:TopicPolicy") if topic in each.dependencies]
    alarms = stack.of("aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm")
    return any(each in alarm.dependencies for each in (topic, *policies) for alarm in alarms)


@resource_policy("aws:dynamodb/table:Table")
def tables_encrypted(table: ResourceValidationArgs) -> Iterator[str]:
    """Encrypt a table that names a key with this key; DynamoDB encrypts the others with a key of its own."""
    encryption = "serverSideEncryption"
    if is_set(table.props, encryption, "kmsKeyArn") and not read_property(table.props, encryption, "enabled"):
        yield "the table's key is not used; set server_side_encryption.enabled"


@resource_policy("aws:kms/key:Key")
def keys_rotate(key: ResourceValidationArgs) -> Iterator[str]:
    """Have AWS rotate every key once a year."""
    if not read_property(key.props, "enableKeyRotation"):
        yield "the key is never rotated; set enable_key_rotation"
