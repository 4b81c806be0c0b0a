"""A webhook: a subscription of the events topic by HTTPS, and the queue of what the endpoint did not take."""

import json
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import sns

from components.compute.dead_letter_queue import DeadLetterQueue, DeadLetterQueueArgs
from components.context import Context
from components.settings.webhooks import WebhookEndpoint
from handlers.contract.event import TO_ALL

DELIVERY = {
    "healthyRetryPolicy": {
        "backoffFunction": "exponential",
        "minDelayTarget": 2,
        "maxDelayTarget": 300,
        "numRetries": 20,
        "numNoDelayRetries": 1,
        "numMinDelayRetries": 2,
        "numMaxDelayRetries": 8,
    },
    "requestPolicy": {"headerContentType": "application/json"},
}
"""Delays in seconds; about 50 minutes in all, of the hour that SNS allows. By itself it retries for a minute."""


@dataclass(frozen=True, kw_only=True)
class WebhookArgs:
    """The topic that the endpoint subscribes to."""

    context: Context
    topic_arn: Input[str]
    endpoint: WebhookEndpoint


class Webhook(ComponentResource):
    """A subscription, which the endpoint has to confirm, with a dead-letter queue of its own."""

    key: str
    dead_letters: DeadLetterQueue

    def __init__(self, name: str, args: WebhookArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Webhook", name, {}, opts)
        child = ResourceOptions(parent=self)
        endpoint = args.endpoint
        self.dead_letters = DeadLetterQueue(
            f"{name}-dlq",
            DeadLetterQueueArgs(context=args.context, topic_arn=args.topic_arn, tags={"Webhook": endpoint.host}),
            opts=child,
        )
        filtered = {"to": [TO_ALL, endpoint.key], **({"type": endpoint.events} if endpoint.events else {})}
        sns.TopicSubscription(
            name,
            topic=args.topic_arn,
            protocol=endpoint.url.partition(":")[0],
            endpoint=endpoint.url,
            filter_policy=json.dumps(filtered),
            redrive_policy=Output.json_dumps({"deadLetterTargetArn": self.dead_letters.arn}),
            delivery_policy=json.dumps(DELIVERY),
            opts=child,
        )
        self.key = endpoint.key
        self.register_outputs({"queue_url": self.dead_letters.url})
