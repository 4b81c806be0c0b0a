"""The subscribers of the topics: an alarm or an alert that nobody hears is none."""

from collections.abc import Iterator

from fraudctl.recovery.webhooks import webhook_queues
from fraudctl.verify.check import CheckResult, StackCheck, absent, failed, ok, run_check, warning
from fraudctl.verify.verified_stack import VerifiedStack

PENDING = "PendingConfirmation"
"""In place of a subscription's ARN until its owner has confirmed it: SNS's API reference, ListSubscriptionsByTopic."""

HEARD = {
    "operations_topic_arn": ("alarms", "operationsEmails"),
    "fraud_alerts_topic_arn": ("alerts", "alertEmails"),
}
"""By export, what the topic tells, and the setting that subscribes people by e-mail."""


def subscriber_checks(stack: VerifiedStack) -> Iterator[StackCheck]:
    """Yield a check for each topic."""
    for export, (what, setting) in HEARD.items():
        yield run_check("subscribers", f"who hears of {what}", lambda e=export, s=setting: _heard(stack, e, s))  # type: ignore[misc]
    yield run_check("subscribers", "webhooks", lambda: _webhooks(stack))


def _heard(stack: VerifiedStack, export: str, setting: str) -> CheckResult:
    confirmed, pending = _subscriptions(stack, export)
    if pending:
        found = f"{confirmed} confirmed, {pending} not confirmed"
        return warning(found, "their owners confirm by the link that SNS sent; `pulumi up` sends another after 3 days")
    if confirmed:
        return ok(f"{confirmed} confirmed")
    advice = f"set {setting}, or subscribe what pages you to the topic"
    return failed("nobody", advice) if stack.wants("protectData") else warning("nobody", advice)


def _webhooks(stack: VerifiedStack) -> CheckResult:
    wanted = len(webhook_queues(stack.target))
    if not wanted:
        return absent("none is configured")
    confirmed, pending = _subscriptions(stack, "fraud_events_topic_arn")
    if confirmed < wanted:
        advice = "have the endpoint visit the SubscribeURL that SNS posts to it: docs/notifications.md"
        return failed(f"{confirmed} of {wanted} confirmed, {pending} not", advice)
    return ok(f"{confirmed} confirmed")


def _subscriptions(stack: VerifiedStack, export: str) -> tuple[int, int]:
    """Return how many subscriptions of a topic are confirmed, and how many are not yet."""
    pages = stack.target.client("sns").get_paginator("list_subscriptions_by_topic")
    arns = [
        each["SubscriptionArn"]
        for page in pages.paginate(TopicArn=stack.target.exports[export])
        for each in page["Subscriptions"]
    ]
    pending = sum(arn == PENDING for arn in arns)
    return len(arns) - pending, pending
