"""A topic's subscriptions: e-mail addresses, and a warning where a protected stack has none."""

from collections.abc import Sequence

import pulumi
from pulumi import ComponentResource, ResourceOptions
from pulumi_aws import sns

from components.context import Context


def subscribe_emails(
    topic: sns.Topic, emails: Sequence[str], *, context: Context, name: str, warning: str, parent: ComponentResource
) -> None:
    """Subscribe every address, which has to confirm; log a warning if a stack with protected data has none.

    The warning names the consequence of no subscriber, and the configuration key that changes it.
    """
    for email in emails:
        sns.TopicSubscription(
            f"{name}-{email}",
            topic=topic.arn,
            protocol="email",
            endpoint=email,
            opts=ResourceOptions(parent=parent),
        )
    if context.protect_data and not emails:
        pulumi.log.warn(f"{warning}, unless something else subscribes to its topic", parent)
