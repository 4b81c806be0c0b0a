"""SNS topics, their policies and subscriptions."""

from emulator.provisioners.property_map import PropertyMap
from emulator.provisioners.registry import Cloud, Made, Wanted, provisions, tag_list

TOPIC: PropertyMap = {
    "name": "Name",
    "displayName": "DisplayName",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "policy": "Policy",
    "deliveryPolicy": "DeliveryPolicy",
    "signatureVersion": "SignatureVersion",
    "tracingConfig": "TracingConfig",
    "tags": "Tags",
}
SUBSCRIPTION: PropertyMap = {
    "topic": "TopicArn",
    "protocol": "Protocol",
    "endpoint": "Endpoint",
    "rawMessageDelivery": "RawMessageDelivery",
    "filterPolicy": "FilterPolicy",
    "filterPolicyScope": "FilterPolicyScope",
    "redrivePolicy": "RedrivePolicy",
    "deliveryPolicy": "DeliveryPolicy",
}


@provisions("aws:sns/topic:Topic", TOPIC, name_input="name")
def make_topic(cloud: Cloud, wanted: Wanted) -> Made:
    tags = wanted.take("Tags").get("Tags", {})
    wanted.take("Name")
    arn = cloud.clients.sns.create_topic(
        Name=wanted.name, Attributes=text_attributes(wanted.parameters), Tags=tag_list(tags)
    )["TopicArn"]
    return Made(id=arn, outputs={"arn": arn, "owner": cloud.account})


@provisions("aws:sns/topicSubscription:TopicSubscription", SUBSCRIPTION)
def make_subscription(cloud: Cloud, wanted: Wanted) -> Made:
    target = wanted.take("TopicArn", "Protocol", "Endpoint")
    arn = cloud.clients.sns.subscribe(
        **target, Attributes=text_attributes(wanted.parameters), ReturnSubscriptionArn=True
    )["SubscriptionArn"]
    return Made(id=arn, outputs={"arn": arn})


@provisions("aws:sns/topicPolicy:TopicPolicy", {"arn": "TopicArn", "policy": "AttributeValue"})
def make_topic_policy(cloud: Cloud, wanted: Wanted) -> Made:
    cloud.clients.sns.set_topic_attributes(**wanted.parameters, AttributeName="Policy")
    return Made(id=wanted.parameters["TopicArn"], outputs={"owner": cloud.account})


def text_attributes(parameters: dict[str, object]) -> dict[str, str]:
    """Return attributes as SNS and SQS take them: as text, booleans in lower case."""
    return {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in parameters.items()}
