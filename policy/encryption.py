"""What holds data holds it encrypted."""

from collections.abc import Iterator

from pulumi_policy import PolicyResource, ResourceValidationArgs

from policy.check import Stack, given, known, resources_of, stacks_with, value


@resources_of("aws:sqs/queue:Queue")
def queues_encrypted(queue: ResourceValidationArgs) -> Iterator[str]:
    """A queue is encrypted, by SQS or with a key of KMS."""
    if not (given(queue.props, "kmsMasterKeyId") or value(queue.props, "sqsManagedSseEnabled")):
        yield "the queue is not encrypted; set sqs_managed_sse_enabled, or kms_master_key_id"


@stacks_with("aws:sns/topic:Topic")
def topics_encrypted(topic: PolicyResource, stack: Stack) -> Iterator[str]:
    """A topic is encrypted with a key of KMS; one for alarms not with AWS's own, which keeps CloudWatch out unseen."""
    if _takes_alarms(topic, stack):
        if known(topic.props, "kmsMasterKeyId") == "alias/aws/sns":
            yield "alarms would be lost: CloudWatch may not use alias/aws/sns; set a key of your own, or none"
    elif not given(topic.props, "kmsMasterKeyId"):
        yield "the topic is not encrypted; set kms_master_key_id"


def _takes_alarms(topic: PolicyResource, stack: Stack) -> bool:
    """By what alarms depend on, which a preview knows: the topic, or the policy that lets them in."""
    doors = [topic, *(door for door in stack.of("aws:sns/topicPolicy:TopicPolicy") if topic in door.dependencies)]
    alarms = stack.of("aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm")
    return any(door in alarm.dependencies for door in doors for alarm in alarms)


@resources_of("aws:dynamodb/table:Table")
def tables_encrypted(table: ResourceValidationArgs) -> Iterator[str]:
    """A table that names a key is encrypted with it; DynamoDB itself encrypts every table with a key of its own."""
    encryption = "serverSideEncryption"
    if given(table.props, encryption, "kmsKeyArn") and not value(table.props, encryption, "enabled"):
        yield "the table's key is not used; set server_side_encryption.enabled"


@resources_of("aws:kms/key:Key")
def keys_rotate(key: ResourceValidationArgs) -> Iterator[str]:
    """A key of our own is replaced by AWS once a year."""
    if not value(key.props, "enableKeyRotation"):
        yield "the key is never rotated; set enable_key_rotation"
