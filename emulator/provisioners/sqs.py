"""SQS queues and their policies."""

from emulator.provisioners.property_map import PropertyMap
from emulator.provisioners.registry import Cloud, Made, Wanted, provisions
from emulator.provisioners.sns import text_attributes

QUEUE: PropertyMap = {
    "name": "QueueName",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
    "maxMessageSize": "MaximumMessageSize",
    "delaySeconds": "DelaySeconds",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "sqsManagedSseEnabled": "SqsManagedSseEnabled",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "kmsDataKeyReusePeriodSeconds": "KmsDataKeyReusePeriodSeconds",
    "policy": "Policy",
    "redrivePolicy": "RedrivePolicy",
    "redriveAllowPolicy": "RedriveAllowPolicy",
    "tags": "Tags",
}


@provisions("aws:sqs/queue:Queue", QUEUE, name_input="name")
def make_queue(cloud: Cloud, wanted: Wanted) -> Made:
    tags = wanted.take("Tags").get("Tags", {})
    wanted.take("QueueName")
    url = cloud.clients.sqs.create_queue(
        QueueName=wanted.name,
        Attributes=text_attributes(wanted.parameters),  # type: ignore[arg-type]  # names are checked by QUEUE
        tags=tags,
    )["QueueUrl"]
    return Made(id=url, outputs={"url": url, "arn": cloud.arn("sqs", wanted.name)})


@provisions("aws:sqs/queuePolicy:QueuePolicy", {"queueUrl": "QueueUrl", "policy": "Policy"})
def make_queue_policy(cloud: Cloud, wanted: Wanted) -> Made:
    url = wanted.parameters["QueueUrl"]
    cloud.clients.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": wanted.parameters["Policy"]})
    return Made(id=url)
