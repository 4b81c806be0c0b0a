"""Tables, queues and topics."""

import json
from typing import Any

import pulumi
from pulumi import ResourceOptions
from pulumi_aws import dynamodb, sns, sqs


def access_policy(action: str, resource: str, **more: Any) -> str:
    statement = {"Effect": "Allow", "Action": action, **more} | ({"Resource": resource} if resource else {})
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class Storage(pulumi.ComponentResource):
    def __init__(self, name: str, suffix: str) -> None:
        super().__init__("test:index:Storage", name, {})
        child = ResourceOptions(parent=self)
        self.table = dynamodb.Table(
            "table",
            name=f"table-{suffix}",
            billing_mode="PAY_PER_REQUEST",
            hash_key="id",
            range_key="at",
            attributes=[
                {"name": "id", "type": "S"},
                {"name": "at", "type": "N"},
                {"name": "shard", "type": "S"},
                {"name": "due", "type": "N"},
            ],
            global_secondary_indexes=[
                {
                    "name": "due",
                    "hash_key": "shard",
                    "range_key": "due",
                    "projection_type": "INCLUDE",
                    "non_key_attributes": ["note"],
                },
            ],
            stream_enabled=True,
            stream_view_type="NEW_IMAGE",
            ttl={"attribute_name": "expiry", "enabled": True},
            point_in_time_recovery={"enabled": True},
            deletion_protection_enabled=True,
            server_side_encryption={"enabled": True},
            opts=ResourceOptions(parent=self, protect=True),
        )
        self.queue = sqs.Queue(
            "queue",
            name=f"queue-{suffix}",
            message_retention_seconds=1_209_600,
            sqs_managed_sse_enabled=True,
            tags={"Purpose": "dead letters"},
            opts=child,
        )
        may_send = self.queue.arn.apply(lambda arn: access_policy("sqs:SendMessage", arn, Principal="*"))
        sqs.QueuePolicy("queue-policy", queue_url=self.queue.url, policy=may_send, opts=child)
        self.topic = sns.Topic("topic", name=f"topic-{suffix}", opts=child)
        may_publish = self.topic.arn.apply(lambda arn: access_policy("sns:Publish", arn, Principal="*"))
        sns.TopicPolicy("topic-policy", arn=self.topic.arn, policy=may_publish, opts=child)
        sns.TopicSubscription(
            "subscription",
            topic=self.topic.arn,
            protocol="sqs",
            endpoint=self.queue.arn,
            raw_message_delivery=True,
            filter_policy=json.dumps({"kind": ["alert"]}),
            opts=child,
        )
        self.register_outputs({})
