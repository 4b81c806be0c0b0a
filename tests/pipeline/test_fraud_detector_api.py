"""Clients of Amazon Fraud Detector, unmodified, decide by an imported detector, as docs/from-fraud-detector.md says."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from emulator.clients import Clients
from emulator.emulator import Emulator
from fraudctl.fraud_detector.importing import import_detector, read_source
from fraudctl.fraud_detector.output.client_config import config_files, write_config
from fraudctl.rollout import moves
from fraudctl.rollout.table.session import Session
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.stacks.local_stack import LocalStack, run_stack_on
from tests.fraudctl.fraud_detector.test_sources import EXPORTED
from tests.pipeline.principals import Member, member

MEANING = {"block": "decline", "verify": "review", "approve": "approve", "notify_team": "approve"}


@pytest.fixture(scope="module")
def stack(emulator: Emulator) -> Iterator[LocalStack]:
    """Yield a stack with the endpoint, whose first decisions are by the imported detector."""
    with run_stack_on(emulator, "dev", overrides={"suffix": "detector", "fraudDetectorApi": "true"}) as deployed:
        deploy_imported(deployed)
        yield deployed


def deploy_imported(deployed: LocalStack) -> None:
    """Import the exported detector, and deploy its strategy."""
    imported = import_detector(read_source(EXPORTED), detector=None, meaning=MEANING).conversion.strategy
    session = Session(deployed.target, DeployedStrategies.of(deployed.target))
    session.make(moves.deploy(session.table.pointers(), imported.digest, "active"), imported)


@pytest.fixture(scope="module")
def shop(stack: LocalStack) -> Iterator[Member]:
    """Yield somebody with the policy for such clients, and nothing else."""
    clients = Clients(stack.deployment.endpoint, stack.deployment.region)
    with member(clients, "detector-shop", attached=[stack.target.exports["fraud_detector_policy_arn"]]) as someone:
        yield someone
    clients.close()


@pytest.fixture
def environment(stack: LocalStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set what `--client-config` writes, and nothing else."""
    files = config_files(stack.target.exports, tmp_path)
    write_config(files, tmp_path)
    for line in files["client.env"].splitlines():
        name, _, value = line.removeprefix("export ").partition("=")
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_RETRY_MODE", "standard")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "12")  # one process is all of AWS here, and slow while others are busy


def client_of(someone: Member) -> Any:
    """Return a client as anybody makes one."""
    session = boto3.Session(
        aws_access_key_id=someone.credentials.access_key,
        aws_secret_access_key=someone.credentials.secret_key,
        region_name=someone.region,
    )
    return session.client("frauddetector", config=Config(proxies={}))


def asked(event_id: str, **variables: str) -> dict[str, Any]:
    return {
        "detectorId": "shop_payments",
        "eventId": event_id,
        "eventTypeName": "shop_payment",
        "eventTimestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "entities": [{"entityType": "customer", "entityId": "C-1"}],
        "eventVariables": {"customer_email": "a@b.example", **variables},
    }


@pytest.mark.usefixtures("environment")
def test_an_unmodified_client_decides_reads_back_and_labels(shop: Member) -> None:
    client = client_of(shop)
    question = asked("order-1", order_price="6000.00", payment_currency="EUR", ip_country="DE")

    first = client.get_event_prediction(detectorVersionId="2", **question)
    assert first["ruleResults"] == [{"ruleId": "large-order", "outcomes": ["verify"]}]
    again = client.get_event_prediction(**question)
    assert again["ruleResults"] == first["ruleResults"], "one id, one decision"
    with pytest.raises(client.exceptions.ConflictException):
        client.get_event_prediction(**{**question, "eventVariables": {"order_price": "1"}})

    (listed,) = client.list_event_predictions(eventId={"value": "order-1"})["eventPredictionSummaries"]
    assert (listed["detectorId"], listed["detectorVersionId"]) == ("shop_payments", "2")
    told = client.get_event_prediction_metadata(
        **{name: value for name, value in listed.items() if name != "eventTimestamp"}
    )
    (rule,) = (each for each in told["rules"] if each["ruleId"] == "large-order")
    assert (rule["ruleVersion"], rule["evaluated"], rule["matched"]) == ("4", True, True)
    assert rule["expressionWithValues"].startswith('6000 > 1000 and "EUR" in ')

    known_since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    named = {"eventId": "order-1", "eventTypeName": "shop_payment"}
    client.update_event_label(**named, assignedLabel="1", labelTimestamp=known_since)
    event = client.get_event(**named)["event"]
    assert (event["currentLabel"], event["labelTimestamp"]) == ("1", known_since)
    assert event["eventVariables"]["order_price"] == "6000"
    assert event["entities"] == [{"entityType": "customer", "entityId": "C-1"}]


@pytest.mark.usefixtures("environment")
def test_an_event_that_is_sent_with_its_label_is_stored_with_it(shop: Member) -> None:
    client = client_of(shop)
    sent = {name: value for name, value in asked("order-2", order_price="5").items() if name != "detectorId"}
    labelled = {"assignedLabel": "0", "labelTimestamp": sent["eventTimestamp"]}
    for _ in range(2):  # a request whose answer was lost is sent again
        client.send_event(**sent, **labelled)
    event = client.get_event(eventId="order-2", eventTypeName="shop_payment")["event"]
    assert event["currentLabel"] == "0"


@pytest.mark.usefixtures("environment")
def test_what_is_refused_is_refused_by_the_services_own_errors(shop: Member, stack: LocalStack) -> None:
    client = client_of(shop)
    refused = client.exceptions
    with pytest.raises(refused.ResourceNotFoundException):
        client.get_event_prediction(**{**asked("order-3"), "detectorId": "another"})
    with pytest.raises(refused.ResourceNotFoundException):
        client.get_event_prediction(detectorVersionId="9", **asked("order-3"))
    with pytest.raises(refused.ResourceNotFoundException):
        client.get_event(eventId="nobodys", eventTypeName="shop_payment")
    with pytest.raises(refused.ValidationException, match="eventId"):
        client.get_event_prediction(**asked("ORDER 3"))
    with pytest.raises(refused.ValidationException, match="at most 128 characters"):
        client.get_event_prediction(
            **{**asked("order-3"), "entities": [{"entityType": "customer", "entityId": "C" * 129}]}
        )
    with pytest.raises(refused.ValidationException, match="DeleteEvent is not answered here"):
        client.delete_event(eventId="order-3", eventTypeName="shop_payment")

    clients = Clients(stack.deployment.endpoint, stack.deployment.region)
    with member(clients, "detector-stranger", attached=[stack.target.exports["decide_policy_arn"]]) as stranger:
        theirs = client_of(stranger)
        with pytest.raises(theirs.exceptions.AccessDeniedException):
            theirs.get_event_prediction(**asked("order-3"))
    clients.close()


@pytest.mark.usefixtures("environment")
def test_a_signature_for_another_service_is_refused(shop: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DATA_PATH")
    client = client_of(shop)
    with pytest.raises(ClientError) as raised:
        client.get_event_prediction(**asked("order-4"))
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
