"""The afternoon of docs/from-fraud-detector.md is typed as it stands there: see `afternoon.py`.

So an exported account and Amazon's own events lead to live decisions, a label and a rollback, by unmodified clients.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from emulator.clients import Clients
from fraudctl.train.environment import INTERPRETER
from tests.documents.pages import PROJECT
from tests.pipeline.documents.afternoon import Walked, walk
from tests.pipeline.documents.conftest import Shell
from tests.pipeline.principals import Member, member

pytestmark = pytest.mark.skipif(not INTERPRETER.exists(), reason="`make test` makes .train, and so does `make train`")


@pytest.fixture(scope="module")
def walked(shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    """Yield the page, walked to its end."""
    with walk(shell, tmp_path_factory.mktemp("afternoon")) as found:
        yield found


@pytest.fixture(scope="module")
def aws(walked: Walked) -> Iterator[Clients]:
    """Yield clients of the account's root."""
    clients = Clients(walked.deployment.exports["api_endpoint"].partition("/restapis/")[0], "us-east-1")
    yield clients
    clients.close()


@pytest.fixture
def client(walked: Walked, aws: Clients, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Yield a client as anybody makes one, of somebody with the policy for such clients and nothing else."""
    for name, value in re.findall(r"^export (\w+)=(.*)$", environment(walked), re.MULTILINE):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_RETRY_MODE", "standard")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "12")  # one process is all of AWS here, and slow while others are busy
    policy = walked.deployment.exports["fraud_detector_policy_arn"]
    with member(aws, "detector-shop", attached=[policy]) as someone:
        yield client_of(someone)


def environment(walked: Walked) -> str:
    return (walked.folder / "client" / "client.env").read_text(encoding="utf-8")


def client_of(someone: Member) -> Any:
    session = boto3.Session(
        aws_access_key_id=someone.credentials.access_key,
        aws_secret_access_key=someone.credentials.secret_key,
        region_name=someone.region,
    )
    return session.client("frauddetector", config=Config(proxies={}))


def asked(event_id: str, **variables: str) -> dict[str, Any]:
    return {
        "detectorId": "card_payments",
        "eventId": event_id,
        "eventTypeName": "card_payment",
        "eventTimestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "entities": [{"entityType": "customer", "entityId": "C-1"}],
        "eventVariables": {"customer_email": "a@b.example", **variables},
    }


def _lines(text: str) -> set[str]:
    """Return the lines with a # for each digest and each number, and one blank between words."""
    said = (" ".join(line.split()) for line in text.splitlines() if line.strip())
    return {re.sub(r"\b[0-9a-f]{12}\b|\d[\d,.]*", "#", line) for line in said}


def _block(walked: Walked, part: str) -> str:
    (found,) = (printed for block, printed in walked.printed.items() if part in block)
    return found


def _counts(walked: Walked, name: str) -> Any:
    facts = json.loads((walked.folder / name / "report.json").read_text())
    return facts["counts"], facts["mode"], len(facts["lists"]), facts["problems"]


def test_what_the_page_shows_is_what_is_printed(walked: Walked) -> None:
    missing = {block: _lines(shown) - _lines(walked.printed[block]) for block, shown in walked.shown.items()}
    assert {block: lines for block, lines in missing.items() if lines} == {}
    assert len(walked.shown) == 9


def test_the_report_counts_what_each_rule_became_in_both_modes(walked: Walked) -> None:
    first = _block(walked, "--out imported \\\n    --outcomes block=decline")
    assert "card_payments: 3 exact, 13 assumed, 4 refused" in first
    assert _counts(walked, "imported") == ({"exact": 13, "assumed": 6, "refused": 1}, "FIRST_MATCHED", 3, [])
    assert _counts(walked, "registrations") == ({"exact": 4, "assumed": 0, "refused": 1}, "ALL_MATCHED", 2, [])


def test_unmodified_clients_hear_scores_rules_and_outcomes_and_label_what_they_asked(walked: Walked) -> None:
    printed = _block(walked, "decide order-1")
    assert re.search(r"order-1: score \d+, large-online \['verify', 'notify_team'\]", printed)
    (decided,) = re.findall(r"order-2: score (\d+), certain \['block'\]", printed)
    assert int(decided) > 950
    assert re.search(rf"model: +card_payments_model 2\.0 {decided}$", printed, re.MULTILINE)
    assert re.search(r"pushed: .*product_category \+\d", printed)
    assert "order-2 is labelled 1" in printed


def test_the_code_of_the_services_guide_runs_unchanged_but_for_its_endpoint(walked: Walked) -> None:
    printed = _block(walked, "get_event_prediction.py")
    assert "[{'ruleId': 'example_domain', 'outcomes': ['verify_customer']}]" in printed
    code = (PROJECT / "docs" / "examples" / "get_event_prediction.py").read_text(encoding="utf-8")
    assert not re.search(r"endpoint|environ|config|sign", code.rpartition('"""')[2])
    named = set(re.findall(r"^export (\w+)=", environment(walked), re.MULTILINE))
    assert named == {"AWS_ENDPOINT_URL_FRAUDDETECTOR", "AWS_DATA_PATH"}


def test_a_rollback_has_payments_decided_again_and_changes_no_decision(walked: Walked) -> None:
    printed = _block(walked, "decide order-3")
    assert re.search(r"order-3: score \d+, very-large \['block'\]", printed)
    assert printed.count("the decision comes to the same") == 1
    assert "payments again" in printed


def test_live_events_were_decided_by_the_shadow_too_and_lists_are_at_work(walked: Walked) -> None:
    printed = _block(walked, "strategy compare")
    assert "20 decisions in this time" in printed
    assert re.search(r"trusted_buyer +0 +[1-9]", printed), "events of those on the list of whom the shop trusts"


def test_one_id_has_one_decision_and_one_score(client: Any) -> None:
    question = asked("again-1", order_price="2600.00", payment_currency="EUR")
    first = client.get_event_prediction(detectorVersionId="3", **question)
    again = client.get_event_prediction(**question)
    assert again["ruleResults"] == first["ruleResults"]
    assert again["modelScores"] == first["modelScores"] != []
    with pytest.raises(client.exceptions.ConflictException):
        client.get_event_prediction(**{**question, "eventVariables": {"order_price": "1"}})


def test_an_event_that_is_sent_with_its_label_is_stored_with_it(client: Any) -> None:
    sent = {name: value for name, value in asked("sent-1", order_price="5.00").items() if name != "detectorId"}
    for _ in range(2):  # a request whose answer was lost is sent again
        client.send_event(**sent, assignedLabel="1", labelTimestamp=sent["eventTimestamp"])
    event = client.get_event(eventId="sent-1", eventTypeName="card_payment")["event"]
    assert (event["currentLabel"], event["labelTimestamp"]) == ("1", sent["eventTimestamp"])
    assert event["eventVariables"]["order_price"] == "5"
    assert event["entities"] == [{"entityType": "customer", "entityId": "C-1"}]


def test_what_is_refused_is_refused_by_the_services_own_errors(client: Any, aws: Clients, walked: Walked) -> None:
    refused = client.exceptions
    for other in ({"detectorId": "another"}, {"detectorVersionId": "9"}, {"eventTypeName": "sample_registration"}):
        with pytest.raises(refused.ResourceNotFoundException):
            client.get_event_prediction(**{**asked("refused-1"), **other})
    with pytest.raises(refused.ResourceNotFoundException):
        client.get_event(eventId="nobodys", eventTypeName="card_payment")
    with pytest.raises(refused.ValidationException, match="eventId"):
        client.get_event_prediction(**asked("REFUSED 1"))
    with pytest.raises(refused.ValidationException, match="at most 128 characters"):
        client.get_event_prediction(
            **{**asked("refused-1"), "entities": [{"entityType": "customer", "entityId": "C" * 129}]}
        )
    with pytest.raises(refused.ValidationException, match="DeleteEvent is not answered here"):
        client.delete_event(eventId="refused-1", eventTypeName="card_payment")
    with member(aws, "detector-stranger", attached=[walked.deployment.exports["decide_policy_arn"]]) as stranger:
        theirs = client_of(stranger)
        with pytest.raises(theirs.exceptions.AccessDeniedException):
            theirs.get_event_prediction(**asked("refused-1"))


def test_a_signature_for_another_service_is_refused(
    client: Any, aws: Clients, walked: Walked, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.meta.service_model.signing_name == "execute-api"
    monkeypatch.delenv("AWS_DATA_PATH")
    with member(aws, "detector-plain", attached=[walked.deployment.exports["fraud_detector_policy_arn"]]) as someone:
        plain = client_of(someone)
        with pytest.raises(ClientError) as raised:
            plain.get_event_prediction(**asked("signed-1"))
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
