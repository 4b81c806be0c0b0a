"""Whom a topic tells: e-mail addresses, each subscribed; and a warning where it tells nobody and should."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi import ComponentResource, ResourceOptions
from pulumi_aws import sns


@dataclass(frozen=True, kw_only=True)
class Subscribers:
    """Each of `emails` has to confirm its subscription; `expected` says that to have none is likely a mistake."""

    emails: Sequence[str]
    expected: bool


def subscribe(
    topic: sns.Topic, subscribers: Subscribers, *, name: str, silence: str, parent: ComponentResource
) -> None:
    """Subscribe every address; `silence` tells what it means that there is none, and which key changes it."""
    for email in subscribers.emails:
        sns.TopicSubscription(
            f"{name}-{email}",
            topic=topic.arn,
            protocol="email",
            endpoint=email,
            opts=ResourceOptions(parent=parent),
        )
    if subscribers.expected and not subscribers.emails:
        pulumi.log.warn(f"{silence}, unless something else subscribes to its topic", parent)
