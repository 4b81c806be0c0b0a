"""The endpoints of a stack's configuration that are sent what happens, by HTTPS."""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, get_args

from handlers.contract.event import EventType

EVENT_TYPES: tuple[str, ...] = get_args(EventType)

WEBHOOK_URL = r"(https://[!-.0-~]+|http://127\.0\.0\.1(:[0-9]{1,5})?)(/[!-~]*)?"
"""Encrypted, unless what is sent never leaves this machine."""

LONGEST_URL = 2_048

WEBHOOKS_RULE = 'a list of {"url": "https://…"}, each with its own url, and perhaps "events", some of ' + ", ".join(
    EVENT_TYPES
)


@dataclass(frozen=True, kw_only=True)
class WebhookEndpoint:
    """An address, and the types of the events that it is sent; every type where it names none."""

    url: str
    events: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Return what names it in resources and messages: a URL may hold a secret, and is too long for a name."""
        return hashlib.sha256(self.url.encode()).hexdigest()[:8]

    @property
    def host(self) -> str:
        """Return the host that it is on, without what may be secret."""
        return self.url.split("/")[2].rpartition("@")[2]


def webhooks(text: str) -> tuple[WebhookEndpoint, ...]:
    """Return the endpoints of a JSON list, in which each URL stands once."""
    listed = json.loads(text)
    endpoints = tuple(map(_endpoint, listed)) if isinstance(listed, list) else None
    if endpoints is None or len({each.key for each in endpoints}) < len(endpoints):
        raise ValueError
    return endpoints


def _endpoint(given: Any) -> WebhookEndpoint:
    if not isinstance(given, dict) or not {"url"} <= given.keys() <= {"url", "events"}:
        raise ValueError
    url, events = given["url"], given.get("events", [])
    if not isinstance(url, str) or len(url) > LONGEST_URL or not re.fullmatch(WEBHOOK_URL, url):
        raise ValueError
    if not isinstance(events, list) or not set(map(str, events)) <= set(EVENT_TYPES):
        raise ValueError
    if len(set(events)) < len(events) or ("events" in given and not events):
        raise ValueError
    return WebhookEndpoint(url=url, events=tuple(events))
