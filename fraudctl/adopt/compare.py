"""Changes that the program will make to a live resource, and their consequences."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fraudctl.adopt.registry import Live

PROVIDER_DEFAULTS: Mapping[tuple[str, str], Any] = {
    ("Table", "streamEnabled"): False,
    ("Table", "deletionProtectionEnabled"): False,
    ("Table", "globalSecondaryIndexes"): [],
    ("Queue", "visibilityTimeoutSeconds"): 30,
    ("Method", "apiKeyRequired"): False,
    ("MetricAlarm", "alarmActions"): [],
    ("Role", "permissionsBoundary"): "",
}
"""The provider's values for inputs that the program leaves out; other such properties stay as they are."""


@dataclass(frozen=True, kw_only=True)
class Consequence:
    """The consequence of a change; a resource that is `kept_out` must not be imported, as Pulumi would replace it."""

    says: str
    kept_out: bool = False


REPLACED = Consequence(
    says="Pulumi would delete the table with its data and make another: left out of the file, so that `pulumi up` "
    "stops instead. Move the data to a table of the new keys first",
    kept_out=True,
)
NEW_STREAM = Consequence(
    says="the stream ends and another begins: what Processing has not read by then it never reads; "
    "`fraudctl reconcile` scores it afterwards"
)
CONSEQUENCES: Mapping[tuple[str, str], Consequence] = {
    ("Table", "hashKey"): REPLACED,
    ("Table", "rangeKey"): REPLACED,
    ("Table", "attributes"): REPLACED,
    ("Table", "streamViewType"): NEW_STREAM,
    ("Table", "streamEnabled"): NEW_STREAM,
    ("Table", "ttl.enabled"): Consequence(
        says="DynamoDB deletes each row, of those that have an `expiry`, from that second on, or no longer does"
    ),
    ("Table", "globalSecondaryIndexes"): Consequence(
        says="indexes are made and removed beside the table, which goes on meanwhile; a new one takes in the rows "
        "that have its keys, and rows that the program writes from now on do"
    ),
    ("Method", "authorization"): Consequence(
        says="from then on a client that is not let in gets 403: have clients sign their requests first, "
        "or keep `authorization: NONE` in the stack's config until they do"
    ),
    ("EventSourceMapping", "startingPosition"): Consequence(
        says="AWS never changes it, and takes no second mapping beside the first: left out of the file. Delete the old "
        "one right before `pulumi up`; the stream waits, and is read again from its beginning (up to 24 h)",
        kept_out=True,
    ),
    ("Role", "permissionsBoundary"): Consequence(
        says="set permissionsBoundary in the stack's config to the boundary that the account's roles are to have"
    ),
    ("LogGroup", "retentionInDays"): Consequence(says="lines older than that are deleted"),
    ("Function", "reservedConcurrentExecutions"): Consequence(
        says="set processorConcurrency and scorerConcurrency in the stack's config to keep what is reserved"
    ),
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One property, as it is and as the program wants it to be."""

    property: str
    now: Any
    then: Any
    consequence: Consequence | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the change for programs."""
        return asdict(self)


def find_changes(kind: str, live: Live, inputs: Mapping[str, Any]) -> Iterator[Change]:
    """Yield every compared property that differs; a property that the program leaves to AWS does not."""
    for name, now in live.properties.items():
        then = _at(inputs, name.split("."))
        if then is None:
            then = PROVIDER_DEFAULTS.get((kind, name))
        if then is not None and normalize(now) != normalize(then):
            yield Change(property=name, now=now, then=then, consequence=CONSEQUENCES.get((kind, name)))
    if live.properties.get("rangeKey") and "hashKey" in live.properties and not inputs.get("rangeKey"):
        yield Change(property="rangeKey", now=live.properties["rangeKey"], then=None, consequence=REPLACED)


def _at(inputs: Any, path: Sequence[str]) -> Any:
    for part in path:
        inputs = inputs.get(part) if isinstance(inputs, dict) else None
    return inputs


def normalize(value: Any) -> Any:
    """Return a value without irrelevant differences: the order of lists, JSON as text, a list of one value."""
    if isinstance(value, str) and value.startswith(("{", "[")):
        try:
            return normalize(json.loads(value))
        except ValueError:
            return value
    if isinstance(value, dict):
        return {key: normalize(item) for key, item in value.items()}
    if isinstance(value, list):
        items = [normalize(item) for item in value]
        return items[0] if len(items) == 1 else sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
