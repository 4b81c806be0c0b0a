"""The events topic: what happened, for programs; it goes to webhooks, and beside the topic to a bus of the account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import sns

from components.context import Context
from components.grants import Grant
from components.resource_policy import ResourcePolicy
from components.settings.webhooks import WebhookEndpoint
from components.storage.webhook import Webhook, WebhookArgs


@dataclass(frozen=True, kw_only=True)
class EventsTopicArgs:
    """The webhooks that subscribe, and the ARN of an event bus that its publishers tell as well; empty for none."""

    context: Context
    webhooks: Sequence[WebhookEndpoint]
    bus_arn: str


class EventsTopic(ComponentResource):
    """A topic with its webhooks; whom the account's policies let publish on it, may: the functions, and a redrive."""

    name: Output[str]
    arn: Output[str]
    webhooks: tuple[Webhook, ...]

    def __init__(self, name: str, args: EventsTopicArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:EventsTopic", name, {}, opts)
        child = ResourceOptions(parent=self)
        context = args.context
        topic = sns.Topic(
            name,
            name=context.physical_name(name),
            kms_master_key_id="alias/aws/sns" if context.key_arn is None else context.key_arn,
            tags={"Audience": "programs"},  # that nobody subscribes is no mistake
            signature_version=2,  # by SHA256; the first one is by SHA1
            opts=child,
        )
        policy = ResourcePolicy(send_action="sns:Publish", all_actions="sns:Publish", require_tls=context.require_tls)
        sns.TopicPolicy(f"{name}-guard", arn=topic.arn, policy=policy.allow_account(topic.arn), opts=child)
        self.webhooks = tuple(
            Webhook(
                f"{name}-webhook-{each.key}",
                WebhookArgs(context=context, topic_arn=topic.arn, endpoint=each),
                opts=child,
            )
            for each in args.webhooks
        )
        self.name = topic.name
        self.arn = topic.arn
        self._bus_arn = args.bus_arn
        self.register_outputs({"arn": self.arn})

    @property
    def environment(self) -> Mapping[str, Input[str]]:
        """Return the variables of a function that publishes events."""
        return {"EVENTS_TOPIC_ARN": self.arn, "EVENT_BUS": self._bus_arn}

    @property
    def queue_urls(self) -> Output[str]:
        """Return the webhooks' queues as JSON, by the key of each."""
        return Output.json_dumps({each.key: each.dead_letters.url for each in self.webhooks})

    def grant_tell(self) -> tuple[Grant, ...]:
        """Allow to publish events, and to put them on the bus where there is one."""
        publish = Grant(name="PublishEvents", actions=("sns:Publish",), resources=(self.arn,))
        if not self._bus_arn:
            return (publish,)
        return publish, Grant(name="PutEvents", actions=("events:PutEvents",), resources=(self._bus_arn,))
