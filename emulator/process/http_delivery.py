"""Correction of ministack's deliveries by HTTP, made inside its process: SNS tries again, and keeps what was not taken.

Ministack posts a notification once, and forgets it if that fails. SNS retries refused connections, endpoints that do
not answer, 429 and 5xx by the subscription's delivery policy, and then puts the message into the queue of its redrive
policy, at once if the endpoint answers anything else: SNS developer guide, "Message delivery retries". Here the delays
are fit for a laptop. Neither signs what it sends: ministack's signature is the word FAKE.
"""

import asyncio
import base64
import http.client
import json
import logging
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

DELAYS = (0.2, 0.5, 1.0, 2.0)
"""Seconds before each retry; SNS's grow to minutes, for an hour in all."""

ANSWER_SECONDS = 5.0
"""SNS waits for 15."""

CONFIRMATION_TRIES = 60
"""A second apart, until the endpoint has confirmed its subscription."""

DEFAULT_TYPE = "text/plain; charset=UTF-8"
TOO_MANY_REQUESTS, SERVER_ERROR = 429, 500
logger = logging.getLogger("ministack.sns")

Subscription = Mapping[str, Any]


def patch_http_deliveries(sns: ModuleType) -> None:
    """Make ministack deliver to webhooks as SNS does."""
    confirm = sns._send_subscription_confirmation  # noqa: SLF001 - a correction of what is within it

    async def deliver(endpoint: str, payload: str) -> None:
        """Deliver in a thread of its own, in which ministack runs it."""
        message = json.loads(payload)
        for subscription in _subscriptions(sns, message["TopicArn"], endpoint):
            if not is_delivered(endpoint, payload, headers_of(message, subscription)):
                _keep(sns, payload, message["TopicArn"], subscription)

    async def confirm_patiently(topic_arn: str, subscription: Subscription) -> None:
        for _ in range(CONFIRMATION_TRIES):
            await confirm(topic_arn, subscription)
            if subscription.get("confirmed"):
                return
            await asyncio.sleep(1)

    sns._deliver_to_http = deliver  # type: ignore[attr-defined]  # noqa: SLF001 - as above
    sns._send_subscription_confirmation = confirm_patiently  # type: ignore[attr-defined]  # noqa: SLF001 - as above


def is_delivered(endpoint: str, payload: str, headers: Mapping[str, str]) -> bool:
    """Post until the endpoint takes it, and return whether it did."""
    for delay in (0.0, *DELAYS):
        time.sleep(delay)
        try:
            _post(endpoint, payload, headers)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code < SERVER_ERROR and error.code != TOO_MANY_REQUESTS:
                return False
        except (OSError, http.client.HTTPException):
            continue
        else:
            return True
    return False


def headers_of(message: Mapping[str, Any], subscription: Subscription) -> dict[str, str]:
    """Return the headers of a notification to this subscription."""
    policy = json.loads(subscription["attributes"].get("DeliveryPolicy") or "{}")
    return {
        "Content-Type": policy.get("requestPolicy", {}).get("headerContentType", DEFAULT_TYPE),
        "x-amz-sns-message-type": "Notification",
        "x-amz-sns-message-id": message["MessageId"],
        "x-amz-sns-topic-arn": message["TopicArn"],
        "x-amz-sns-subscription-arn": subscription["arn"],
    }


def _post(endpoint: str, payload: str, headers: Mapping[str, str]) -> None:
    """Post once; credentials in the URL become the header that they are meant for."""
    url = urllib.parse.urlsplit(endpoint)
    user, _, host = url.netloc.rpartition("@")
    own = {"Authorization": f"Basic {base64.b64encode(urllib.parse.unquote(user).encode()).decode()}"} if user else {}
    bare = url._replace(netloc=host).geturl()
    request = urllib.request.Request(bare, payload.encode(), {**headers, **own}, method="POST")  # noqa: S310 - http(s), as SNS checked
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310 - as above
        answer.read()


def _subscriptions(sns: ModuleType, topic_arn: str, endpoint: str) -> Iterator[Subscription]:
    """Yield the topic's subscription of this endpoint, if it is still there."""
    topic = sns._topic_by_arn_any_scope(topic_arn)  # noqa: SLF001 - ministack's own look-up
    for each in list(topic["subscriptions"]) if topic else ():
        if each["endpoint"] == endpoint and each["protocol"] in ("http", "https"):
            yield each


def _keep(sns: ModuleType, payload: str, topic_arn: str, subscription: Subscription) -> None:
    """Put the message into the subscription's queue, as SNS: the queue's policy has to let it."""
    queue_arn = json.loads(subscription["attributes"].get("RedrivePolicy") or "{}").get("deadLetterTargetArn")
    if queue_arn is None:
        logger.warning("SNS: %s did not take a message, and has no queue for it", subscription["arn"])
        return
    region, account = topic_arn.split(":")[3:5]
    with sns.request_scope(account, region):
        sns._deliver_to_sqs(queue_arn, payload, False, payload, topic_arn=topic_arn)  # noqa: SLF001 - ministack's own
