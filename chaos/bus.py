"""An event bus of the campaign's own, with a queue that hears all that is put on it."""

import json

from fraudctl.stacks.target import Target

REGION, ACCOUNT = "us-east-1", "000000000000"


def bus_arn(name: str) -> str:
    """Return the ARN that a bus of this name has, also before it is made."""
    return f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/{name}"


class BusQueue:
    """Events that come to the bus from now on."""

    def __init__(self, target: Target, name: str) -> None:
        """Make the bus, and a rule that matches all events of ours."""
        buses, self._queues = target.client("events"), target.client("sqs")
        made = buses.create_event_bus(Name=name)["EventBusArn"]
        assert made == bus_arn(name), made  # noqa: S101 -- functions were given the other
        self._url = self._queues.create_queue(QueueName=f"bus-{name}")["QueueUrl"]
        described = self._queues.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])
        pattern = json.dumps({"source": [{"prefix": "fraud-detection."}]})
        buses.put_rule(EventBusName=name, Name="all", EventPattern=pattern)
        queue = {"Id": "queue", "Arn": described["Attributes"]["QueueArn"]}
        buses.put_targets(EventBusName=name, Rule="all", Targets=[queue])

    def take(self) -> frozenset[str]:
        """Return the ids of the events that came."""
        ids = set[str]()
        while messages := self._queues.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10).get("Messages"):
            ids.update(json.loads(each["Body"])["detail"]["id"] for each in messages)
            entries = [{"Id": str(each), "ReceiptHandle": m["ReceiptHandle"]} for each, m in enumerate(messages)]
            self._queues.delete_message_batch(QueueUrl=self._url, Entries=entries)
        return frozenset(ids)
