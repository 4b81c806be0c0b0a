"""The stack's physical names, from what it exports."""

from fraudctl.stacks.target import Target

API, TRANSACTIONS = "fraud-detection-api", "transactions"
QUEUE_EXPORT = "_queue_url"


def suffix(target: Target) -> str:
    """What all of the stack's names end in."""
    return str(target.exports["transactions_table_name"]).removeprefix(f"{TRANSACTIONS}-")


def api(target: Target) -> str:
    """The REST API's name, under which CloudWatch has its metrics."""
    return f"{API}-{suffix(target)}"


def queues(target: Target) -> dict[str, str]:
    """The dead-letter queues: stage → URL."""
    exports = target.exports.items()
    return {key.removesuffix(QUEUE_EXPORT): str(url) for key, url in exports if key.endswith(QUEUE_EXPORT)}
